import { proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred } from '../timing.ts';

const AsyncGeneratorStart = proposal('sec-asyncgeneratorstart');
const AsyncGeneratorResume = proposal('sec-asyncgeneratorresume');
const PerformPromiseThen = proposal('sec-performpromisethen');

export default defineArea('async-generators', 'Async generators', (test) => {
  test(
    'the body of an async generator starts in the mapping of the call that made it, not of the first next()',
    AsyncGeneratorStart,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', async function* () {
        yield variable.get();
      });
      const { value } = await variable.run('next', () => generator.next());
      assert.same(value, 'made');
    },
  );

  test(
    'after an await the body is in the mapping of its creation, whichever run resumed it',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const gate = deferred();
      const generator = variable.run('made', async function* () {
        await gate.promise;
        yield variable.get();
      });
      const result = variable.run('next', () => generator.next());
      variable.run('settled', () => gate.resolve(undefined));
      assert.same((await result).value, 'made');
    },
  );

  test(
    'after a yield the body is in the mapping of its creation, whichever run resumes it',
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', async function* () {
        yield 'started';
        yield variable.get();
      });
      await variable.run('made', () => generator.next());
      const { value } = await variable.run('next', () => generator.next());
      assert.same(value, 'made');
    },
  );

  test(
    'an async generator that is made and resumed in one run sees its value all the time',
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const gate = deferred();
      const seen: unknown[] = [];
      const end = variable.run('only', async () => {
        const generator = (async function* () {
          yield variable.get();
          await gate.promise;
          yield variable.get();
          seen.push(variable.get());
        })();
        for await (const value of generator) seen.push(value);
      });
      variable.run('settled', () => gate.resolve(undefined));
      await end;
      assert.sameList(seen, ['only', 'only', 'only']);
    },
  );

  test(
    'the caller of next() is in its own mapping again when it gets the promise',
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', async function* () {
        yield;
        yield;
      });
      const results = variable.run('next', () => {
        const first = generator.next();
        assert.same(variable.get(), 'next', 'after the first next()');
        const second = generator.next();
        assert.same(variable.get(), 'next', 'after a next() that was queued');
        return [first, second];
      });
      await Promise.all(results);
    },
  );

  test(
    'handlers of the promise of next() run in the mapping of their own then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', async function* () {
        yield;
      });
      const result = variable.run('next', () => generator.next());
      const seen = variable.run('then', () => result.then(() => variable.get()));
      assert.same(await seen, 'then');
    },
  );

  test(
    'a function that awaits next() goes on in its own mapping when the body throws',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const error = new Error('from the body');
      const generator = variable.run('made', async function* () {
        throw error;
      });
      await variable.run('next', async () => {
        await assert.rejects(generator.next(), { value: error });
        assert.same(variable.get(), 'next');
      });
    },
  );

  test(
    'parameter defaults of an async generator function run in the mapping of the call',
    AsyncGeneratorStart,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', async function* (value = variable.get()) {
        yield value;
      });
      const { value } = await variable.run('next', () => generator.next());
      assert.same(value, 'made');
    },
  );

  test(
    'async generators that run at the same time each keep the mapping of their own creation',
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      async function* generate() {
        for (let i = 0; i < 3; i++) {
          await undefined;
          yield variable.get();
        }
      }
      const first = variable.run('first', generate);
      const second = variable.run('second', generate);
      const seen: unknown[] = [];
      await variable.run('next', async () => {
        for (let i = 0; i < 3; i++) {
          const results = await Promise.all([first.next(), second.next()]);
          seen.push(results[0].value, results[1].value);
        }
      });
      assert.sameList(seen, ['first', 'second', 'first', 'second', 'first', 'second']);
    },
  );

  test(
    'throw() runs a catch block in the mapping of the creation',
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', async function* () {
        try {
          yield;
        } catch (caught) {
          yield [caught, variable.get()];
        }
      });
      await variable.run('made', () => generator.next());
      const { value } = await variable.run('throw', () => generator.throw('thrown in'));
      assert.sameList(value as unknown[], ['thrown in', 'made']);
    },
  );

  test(
    'return() runs a finally block in the mapping of the creation, before and after an await in it',
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const generator = variable.run('made', async function* () {
        try {
          yield;
        } finally {
          seen.push(variable.get());
          await undefined;
          seen.push(variable.get());
        }
      });
      await variable.run('made', () => generator.next());
      await variable.run('return', () => generator.return());
      assert.sameList(seen, ['made', 'made']);
    },
  );

  test(
    'break in for await runs a finally block in the mapping of the creation and goes on in its own',
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const generator = variable.run('made', async function* () {
        try {
          yield;
        } finally {
          seen.push(variable.get());
        }
      });
      await variable.run('loop', async () => {
        // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
        for await (const _ of generator) break;
        seen.push(variable.get());
      });
      assert.sameList(seen, ['made', 'loop']);
    },
  );

  test(
    'a thenable that the body yields is awaited in the mapping of the creation',
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const thenable = {
        then(resolve: (value: unknown) => void) {
          resolve(variable.get());
        },
      };
      const generator = variable.run('made', async function* () {
        yield thenable;
      });
      const { value } = await variable.run('next', () => generator.next());
      assert.same(value, 'made');
    },
  );

  test(
    'a thenable that the body returns is awaited in the mapping of the creation',
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const thenable = {
        then(resolve: (value: unknown) => void) {
          resolve(variable.get());
        },
      };
      const generator = variable.run('made', async function* (): AsyncGenerator<unknown, unknown> {
        return thenable;
      });
      const { value } = await variable.run('next', () => generator.next());
      assert.same(value, 'made');
    },
  );

  test(
    'return(thenable) to a body that has yielded awaits the thenable in the mapping of the creation',
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const thenable = {
        then(resolve: (value: unknown) => void) {
          resolve(variable.get());
        },
      };
      const generator = variable.run('made', async function* (): AsyncGenerator<unknown, unknown> {
        yield;
        return undefined;
      });
      await variable.run('made', () => generator.next());
      const { value } = await variable.run('return', () => generator.return(thenable));
      assert.same(value, 'made');
    },
  );

  test(
    "return(thenable) on an async generator that has not started awaits the thenable in the caller's mapping",
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const thenable = {
        get then() {
          seen.push('read', variable.get());
          return (resolve: (value: unknown) => void) => {
            seen.push('called', variable.get());
            resolve(undefined);
          };
        },
      };
      const generator = variable.run('made', async function* (): AsyncGenerator<unknown, unknown> {
        return seen.push('started');
      });
      await variable.run('return', () => generator.return(thenable));
      assert.sameList(seen, ['read', 'return', 'called', 'return']);
    },
  );

  test(
    "return(thenable) on an async generator that has finished awaits the thenable in the caller's mapping",
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const thenable = {
        then(resolve: (value: unknown) => void) {
          resolve(variable.get());
        },
      };
      const generator = variable.run('made', async function* (): AsyncGenerator<unknown, unknown> {
        return undefined;
      });
      await generator.next();
      const { value } = await variable.run('return', () => generator.return(thenable));
      assert.same(value, 'return');
    },
  );

  test(
    'throw() on an async generator that has not started runs nothing and rejects into the mapping of the await',
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const error = new Error('thrown in');
      let started = false;
      const generator = variable.run('made', async function* () {
        started = true;
      });
      await variable.run('throw', async () => {
        await assert.rejects(generator.throw(error), { value: error });
        assert.same(variable.get(), 'throw');
      });
      assert.same(started, false);
    },
  );
});
