import { proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';

const AsyncGeneratorResume = proposal('sec-asyncgeneratorresume');
const PerformPromiseThen = proposal('sec-performpromisethen');

/** An async iterable whose iterator has the given methods; they may answer with any thenable. */
function iterable(
  methods: Record<'next', unknown> & Partial<Record<'throw' | 'return', unknown>>,
): AsyncIterable<unknown> {
  return { [Symbol.asyncIterator]: () => methods } as unknown as AsyncIterable<unknown>;
}

export default defineArea('async-yield-star', 'yield* in async generators', (test) => {
  test(
    "the next() of a hand-written inner async iterator runs in the outer generator's mapping",
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const inner = iterable({ next: async () => ({ done: false, value: variable.get() }) });
      const outer = variable.run('made', async function* () {
        yield* inner;
      });
      const first = await variable.run('first', () => outer.next());
      const second = await variable.run('second', () => outer.next());
      assert.sameList([first.value, second.value], ['made', 'made']);
    },
  );

  test(
    "a thenable that an inner next() answers with is awaited in the outer generator's mapping",
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const inner = iterable({
        next: () => ({
          then(resolve: (result: IteratorResult<unknown>) => void) {
            resolve({ done: false, value: variable.get() });
          },
        }),
      });
      const outer = variable.run('made', async function* () {
        yield* inner;
      });
      const { value } = await variable.run('next', () => outer.next());
      assert.same(value, 'made');
    },
  );

  test(
    "the done and the value of an inner result are read in the outer generator's mapping",
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const inner = iterable({
        next: async () => ({
          get done() {
            seen.push('done', variable.get());
            return false;
          },
          get value() {
            seen.push('value', variable.get());
            return undefined;
          },
        }),
      });
      const outer = variable.run('made', async function* () {
        yield* inner;
      });
      await variable.run('next', () => outer.next());
      assert.sameList(seen, ['done', 'made', 'value', 'made']);
    },
  );

  test(
    'an inner async generator runs in the mapping of its own creation',
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const outer = variable.run('made', async function* () {
        yield* variable.run('inner', async function* () {
          yield variable.get();
          await undefined;
          yield variable.get();
        });
      });
      const first = await variable.run('first', () => outer.next());
      const second = await variable.run('second', () => outer.next());
      assert.sameList([first.value, second.value], ['inner', 'inner']);
    },
  );

  test(
    'the outer async generator is in its own mapping again when the inner one is done',
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const outer = variable.run('made', async function* () {
        yield* variable.run('inner', async function* () {
          yield;
        });
        yield variable.get();
      });
      await variable.run('made', () => outer.next());
      const { value } = await variable.run('next', () => outer.next());
      assert.same(value, 'made');
    },
  );

  test(
    "throw() reads and calls the inner iterator's throw in the outer generator's mapping",
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const inner = iterable({
        next: async () => ({ done: false, value: undefined }),
        get throw() {
          seen.push('read', variable.get());
          return async (reason: unknown) => {
            seen.push(reason, variable.get());
            return { done: true, value: undefined };
          };
        },
      });
      const outer = variable.run('made', async function* () {
        yield* inner;
      });
      await variable.run('made', () => outer.next());
      await variable.run('throw', () => outer.throw('thrown in'));
      assert.sameList(seen, ['read', 'made', 'thrown in', 'made']);
    },
  );

  test(
    "return() reads and calls the inner iterator's return in the outer generator's mapping",
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const inner = iterable({
        next: async () => ({ done: false, value: undefined }),
        get return() {
          seen.push('read', variable.get());
          return async (value: unknown) => {
            seen.push(value, variable.get());
            return { done: true, value };
          };
        },
      });
      const outer = variable.run('made', async function* (): AsyncGenerator<unknown, string> {
        yield* inner;
        return 'not reached';
      });
      await variable.run('made', () => outer.next());
      await variable.run('return', () => outer.return('returned'));
      assert.sameList(seen, ['read', 'made', 'returned', 'made']);
    },
  );

  test(
    "an inner async iterator without throw is closed in the outer generator's mapping",
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const inner = iterable({
        next: async () => ({ done: false, value: undefined }),
        return: async () => {
          seen.push(variable.get());
          return { done: true, value: undefined };
        },
      });
      const outer = variable.run('made', async function* () {
        yield* inner;
      });
      await variable.run('made', () => outer.next());
      await assert.rejects(
        variable.run('throw', () => outer.throw('thrown in')),
        TypeError,
      );
      assert.sameList(seen, ['made']);
    },
  );

  test(
    "a synchronous inner iterator, and a thenable that it yields, are used in the outer generator's mapping",
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const thenable = {
        then(resolve: (value: unknown) => void) {
          seen.push('then', variable.get());
          resolve(undefined);
        },
      };
      const inner: Iterable<unknown> = {
        [Symbol.iterator]: () => ({
          next() {
            seen.push('next', variable.get());
            return { done: false, value: thenable };
          },
        }),
      };
      const outer = variable.run('made', async function* () {
        yield* inner;
      });
      await variable.run('next', () => outer.next());
      assert.sameList(seen, ['next', 'made', 'then', 'made']);
    },
  );
});
