import { proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred } from '../timing.ts';

const Agents = proposal('sec-agents');
const PerformPromiseThen = proposal('sec-performpromisethen');
const NewPromiseResolveThenableJob = proposal('sec-newpromiseresolvethenablejob');

/** An async iterable whose iterator has the given methods; they may answer with any thenable. */
function iterable(methods: { next: () => unknown; return?: () => unknown }): AsyncIterable<unknown> {
  return { [Symbol.asyncIterator]: () => methods } as unknown as AsyncIterable<unknown>;
}

/** What `next` answers with, a given number of times before it is done. */
function times(count: number, result: () => unknown): () => unknown {
  let left = count;
  return () => (left-- > 0 ? result() : { done: true, value: undefined });
}

export default defineArea('async-iteration', 'for await', (test) => {
  test(
    'the loop body runs in the mapping of the loop, whichever run settles the promise of next()',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const results = [deferred(), deferred(), deferred()];
      let taken = 0;
      const source = iterable({ next: () => results[taken++]?.promise });
      const seen: unknown[] = [];
      const end = variable.run('loop', async () => {
        for await (const value of source) seen.push(value, variable.get());
        seen.push('after', variable.get());
      });
      variable.run('first settled', () => results[0]?.resolve({ done: false, value: 1 }));
      variable.run('second settled', () => results[1]?.resolve({ done: false, value: 2 }));
      variable.run('third settled', () => results[2]?.resolve({ done: true, value: undefined }));
      await end;
      assert.sameList(seen, [1, 'loop', 2, 'loop', 'after', 'loop']);
    },
  );

  test('the async iterator is asked for in the mapping of the loop', Agents, async ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const seen: unknown[] = [];
    const source = {
      [Symbol.asyncIterator]() {
        seen.push(variable.get());
        return { next: async () => ({ done: true as const, value: undefined }) };
      },
    };
    await variable.run('loop', async () => {
      // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
      for await (const _ of source);
    });
    assert.sameList(seen, ['loop']);
  });

  test(
    'every next() of a hand-written async iterator is called in the mapping of the loop',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const gate = deferred();
      const seen: unknown[] = [];
      const source = iterable({
        next: times(2, async () => {
          seen.push(variable.get());
          await gate.promise;
          return { done: false, value: undefined };
        }),
      });
      const end = variable.run('loop', async () => {
        // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
        for await (const _ of source);
      });
      variable.run('settled', () => gate.resolve(undefined));
      await end;
      assert.sameList(seen, ['loop', 'loop']);
    },
  );

  test(
    'a thenable that next() answers with is called in the mapping of the loop',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const source = iterable({
        next: times(2, () => ({
          then(resolve: (result: unknown) => void) {
            seen.push(variable.get());
            resolve({ done: false, value: undefined });
          },
        })),
      });
      await variable.run('loop', async () => {
        // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
        for await (const _ of source);
      });
      assert.sameList(seen, ['loop', 'loop']);
    },
  );

  test(
    'the loop body after a thenable that is resolved elsewhere runs in the mapping of the loop',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const asked = deferred<(result: unknown) => void>();
      const source = iterable({
        next: times(1, () => ({
          then(resolve: (result: unknown) => void) {
            asked.resolve(resolve);
          },
        })),
      });
      const seen: unknown[] = [];
      const end = variable.run('loop', async () => {
        for await (const value of source) seen.push(value, variable.get());
      });
      const resolve = await asked.promise;
      variable.run('settled', () => resolve({ done: false, value: 1 }));
      await end;
      assert.sameList(seen, [1, 'loop']);
    },
  );

  test(
    'the done and the value of a result are read in the mapping of the loop',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      const result = {
        get done() {
          seen.push('done', variable.get());
          return false;
        },
        get value() {
          seen.push('value', variable.get());
          return undefined;
        },
      };
      const end = variable.run('loop', async () => {
        // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
        for await (const _ of iterable({ next: () => promise })) break;
      });
      variable.run('settled', () => resolve(result));
      await end;
      assert.sameList(seen, ['done', 'loop', 'value', 'loop']);
    },
  );

  test(
    'break calls return() in the mapping of the loop and goes on in it after awaiting the answer',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      const source = iterable({
        next: async () => ({ done: false, value: undefined }),
        return() {
          seen.push('return', variable.get());
          variable.run('settled', () => resolve({}));
          return promise;
        },
      });
      await variable.run('loop', async () => {
        // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
        for await (const _ of source) break;
        seen.push('after', variable.get());
      });
      assert.sameList(seen, ['return', 'loop', 'after', 'loop']);
    },
  );

  test(
    'an error in the loop body calls return() in the mapping of the loop and is caught in it',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const source = iterable({
        next: async () => ({ done: false, value: undefined }),
        async return() {
          seen.push('return', variable.get());
          return {};
        },
      });
      await variable.run('loop', async () => {
        try {
          // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
          for await (const _ of source) throw 'from the loop';
        } catch (caught) {
          seen.push(caught, variable.get());
        }
      });
      assert.sameList(seen, ['return', 'loop', 'from the loop', 'loop']);
    },
  );

  test(
    'return in the loop body calls return() in the mapping of the loop',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const source = iterable({
        next: async () => ({ done: false, value: undefined }),
        async return() {
          seen.push(variable.get());
          return {};
        },
      });
      const result = await variable.run('loop', async () => {
        for await (const _ of source) return variable.get();
        return 'not reached';
      });
      assert.same(result, 'loop', 'the loop body');
      assert.sameList(seen, ['loop']);
    },
  );

  test(
    'a rejected next() is caught in the mapping of the loop, whichever run rejected it',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, reject } = deferred();
      const seen: unknown[] = [];
      const end = variable.run('loop', async () => {
        try {
          // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
          for await (const _ of iterable({ next: () => promise }));
        } catch (caught) {
          seen.push(caught, variable.get());
        }
      });
      variable.run('rejected', () => reject('refused'));
      await end;
      assert.sameList(seen, ['refused', 'loop']);
    },
  );

  test(
    'a loop over an array of promises runs in its own mapping, whichever run settles them',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const first = deferred();
      const second = deferred();
      const seen: unknown[] = [];
      const end = variable.run('loop', async () => {
        for await (const value of [first.promise, 'plain', second.promise]) seen.push(value, variable.get());
        seen.push('after', variable.get());
      });
      variable.run('second settled', () => second.resolve('second'));
      variable.run('first settled', () => first.resolve('first'));
      await end;
      assert.sameList(seen, ['first', 'loop', 'plain', 'loop', 'second', 'loop', 'after', 'loop']);
    },
  );

  test(
    'a rejected promise in an array is caught in the mapping of the loop',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, reject } = deferred();
      const seen: unknown[] = [];
      const end = variable.run('loop', async () => {
        try {
          // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
          for await (const _ of [promise]);
        } catch (caught) {
          seen.push(caught, variable.get());
        }
      });
      variable.run('rejected', () => reject('refused'));
      await end;
      assert.sameList(seen, ['refused', 'loop']);
    },
  );

  test(
    'every next() and the return() of a synchronous iterator are called in the mapping of the loop',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      const source: Iterable<unknown> = {
        [Symbol.iterator]: () => ({
          next() {
            seen.push('next', variable.get());
            return { done: false, value: promise };
          },
          return() {
            seen.push('return', variable.get());
            return { done: true, value: undefined };
          },
        }),
      };
      const end = variable.run('loop', async () => {
        let count = 0;
        // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
        for await (const _ of source) if (++count === 2) break;
      });
      variable.run('settled', () => resolve(undefined));
      await end;
      assert.sameList(seen, ['next', 'loop', 'next', 'loop', 'return', 'loop']);
    },
  );

  test(
    'thenables in a synchronous iterable are called in the mapping of the loop',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const thenable = {
        then(resolve: (value: unknown) => void) {
          resolve(variable.get());
        },
      };
      const seen: unknown[] = [];
      await variable.run('loop', async () => {
        for await (const value of [thenable, thenable]) seen.push(value);
      });
      assert.sameList(seen, ['loop', 'loop']);
    },
  );

  test(
    'loops that share an async iterator each run in their own mapping',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      let left = 4;
      const source = iterable({ next: async () => ({ done: left === 0, value: left === 0 ? undefined : left-- }) });
      const seen: unknown[] = [];
      const loop = async (name: string) => {
        for await (const value of source) {
          seen.push(value);
          assert.same(variable.get(), name, `at ${String(value)}`);
        }
        assert.same(variable.get(), name, 'after the loop');
      };
      await Promise.all([variable.run('one', loop, 'one'), variable.run('other', loop, 'other')]);
      assert.sameList(seen, [4, 3, 2, 1]);
    },
  );

  test(
    'an async iterator that one loop leaves half-way is resumed by the next loop in the mapping of that one',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const source = iterable({
        next: times(2, async () => {
          seen.push('next', variable.get());
          return { done: false, value: undefined };
        }),
      });
      await variable.run('abandoned', async () => {
        // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
        for await (const _ of source) break;
      });
      await variable.run('resumed', async () => {
        // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
        for await (const _ of source) seen.push('body', variable.get());
      });
      assert.sameList(seen, ['next', 'abandoned', 'next', 'resumed', 'body', 'resumed']);
    },
  );
});
