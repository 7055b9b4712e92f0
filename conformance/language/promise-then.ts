import { deriveFrom, observedPromise } from '../observed-promise.ts';
import { proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred } from '../timing.ts';

const PerformPromiseThen = proposal('sec-performpromisethen');
const NewPromiseReactionJob = proposal('sec-newpromisereactionjob');
const wrap = proposal('sec-asynccontext-snapshot.wrap');

export default defineArea('then', 'Promise reactions', (test) => {
  test(
    'a fulfilment handler runs in the mapping of the then call, not of the resolve call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen = variable.run('registered', () => promise.then(() => variable.get()));
      variable.run('resolved', () => {
        resolve(undefined);
      });
      assert.same(await seen, 'registered');
    },
  );

  test(
    'a rejection handler runs in the mapping of the then call, not of the reject call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, reject } = deferred();
      const seen = variable.run('registered', () => promise.then(null, () => variable.get()));
      variable.run('rejected', () => {
        reject(new Error('rejected'));
      });
      assert.same(await seen, 'registered');
    },
  );

  test(
    'a handler of a settled promise runs in the mapping of the then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const promise = variable.run('made', () => Promise.resolve());
      const seen = variable.run('registered', () => promise.then(() => variable.get()));
      assert.same(await seen, 'registered');
    },
  );

  test(
    'a handler that is registered outside of every run on a promise made inside one sees no value',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const promise = variable.run('made', () => Promise.resolve());
      assert.same(await promise.then(() => variable.get()), undefined);
    },
  );

  test(
    'the handlers of one pending promise run each in the mapping of their own then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const read = () => variable.get();
      const seen = [
        variable.run('first', () => promise.then(read)),
        promise.then(read),
        variable.run('third', () => promise.then(read)),
      ];
      resolve(undefined);
      assert.sameList(await Promise.all(seen), ['first', undefined, 'third']);
    },
  );

  test(
    'every link of a chain runs in the mapping of its own then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const read = () => seen.push(variable.get());
      const first = variable.run('first', () => Promise.resolve().then(read));
      const second = variable.run('second', () => first.then(read));
      await variable.run('third', () => second.then(read));
      assert.sameList(seen, ['first', 'second', 'third']);
    },
  );

  test('a handler sees the values of all variables', PerformPromiseThen, async ({ AsyncContext, assert }) => {
    const variables = Array.from({ length: 5 }, () => new AsyncContext.Variable<number>());
    const readAll = () => variables.map((variable) => variable.get());
    const register = variables.reduceRight<() => Promise<unknown[]>>(
      (next, variable, index) => () => variable.run(index, next),
      () => Promise.resolve().then(readAll),
    );
    assert.sameList(await register(), [0, 1, 2, 3, 4]);
  });

  test(
    'a handler sees a record that holds undefined rather than the default',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string | undefined>({ defaultValue: 'default' });
      const seen = variable.run(undefined, () => Promise.resolve().then(() => variable.get()));
      assert.same(await seen, undefined);
    },
  );

  test(
    'a handler sees the very object that run was given, with what has changed in it since',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<{ n: number }>();
      const value = { n: 1 };
      const seen = variable.run(value, () => Promise.resolve().then(() => variable.get()));
      value.n = 2;
      assert.same(await seen, value);
    },
  );

  test(
    'a then call without callable handlers leaves no mapping to the handlers that come after it',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const passedOn = variable.run('passed on', () => Promise.resolve().then(undefined, 1 as never));
      const seen = variable.run('registered', () => passedOn.then(() => variable.get()));
      assert.same(await seen, 'registered');
    },
  );

  test(
    'a run inside a handler does not reach the handlers of the derived promise',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen = variable.run('outer', () =>
        Promise.resolve()
          .then(() => variable.run('inner', () => variable.get()))
          .then((inner) => [inner, variable.get()]),
      );
      assert.sameList(await seen, ['inner', 'outer']);
    },
  );

  test(
    'a then call inside a handler captures the mapping of that handler',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const settled = Promise.resolve();
      const seen = variable.run('outer', () =>
        settled.then(() => settled.then(() => settled.then(() => variable.get()))),
      );
      assert.same(await seen, 'outer');
    },
  );

  test(
    'a then call in a run inside a handler captures the inner value',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const settled = Promise.resolve();
      const seen = variable.run('outer', () =>
        settled.then(() => variable.run('inner', () => settled.then(() => variable.get()))),
      );
      assert.same(await seen, 'inner');
    },
  );

  test(
    'a then call inside the run of a snapshot captures the mapping of the snapshot',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const other = new AsyncContext.Variable<string>();
      const snapshot = variable.run('then', () => new AsyncContext.Snapshot());
      const seen = variable.run('now', () =>
        other.run('now', () => snapshot.run(() => Promise.resolve().then(() => [variable.get(), other.get()]))),
      );
      assert.sameList(await seen, ['then', undefined]);
    },
  );

  test(
    'a handler that was wrapped before sees the mapping of the wrap call',
    wrap,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const handler = variable.run('wrapped', () => AsyncContext.Snapshot.wrap(() => variable.get()));
      const seen = variable.run('registered', () => Promise.resolve().then(handler));
      assert.same(await seen, 'wrapped');
    },
  );

  test(
    'a handler that captures its own mapping does not change what the next link sees',
    wrap,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const handler = variable.run('wrapped', () => AsyncContext.Snapshot.wrap(() => undefined));
      const seen = variable.run('registered', () =>
        Promise.resolve()
          .then(handler)
          .then(() => variable.get()),
      );
      assert.same(await seen, 'registered');
    },
  );

  test(
    'the apply trap of a proxy that serves as a handler runs in the mapping of the then call',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const handler = new Proxy(() => undefined, { apply: () => variable.get() });
      const { promise, resolve } = deferred();
      const seen = variable.run('registered', () => promise.then(handler));
      resolve(undefined);
      assert.same(await seen, 'registered');
    },
  );

  test(
    'then looks up the species of its promise in the mapping of its caller',
    PerformPromiseThen,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const promise = variable.run('made', () => Promise.resolve());
      const seen: unknown[] = [];
      Object.defineProperty(promise, 'constructor', {
        get() {
          seen.push(variable.get());
          return {
            get [Symbol.species]() {
              seen.push(variable.get());
              return Promise;
            },
          };
        },
      });
      void variable.run('registered', () => promise.then());
      assert.sameList(seen, ['registered', 'registered']);
    },
  );

  test(
    'the derived promise is resolved in the mapping of the then call',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const { promise, resolve } = deferred();
      deriveFrom(
        promise,
        observedPromise((how) => seen.push(how, variable.get())),
      );
      const derived = variable.run('registered', () => promise.then(() => undefined));
      variable.run('resolved', () => {
        resolve(undefined);
      });
      await derived;
      assert.sameList(seen, ['resolve', 'registered']);
    },
  );

  test(
    'the derived promise is rejected in the mapping of the then call when the handler throws',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const { promise, resolve } = deferred();
      deriveFrom(
        promise,
        observedPromise((how) => seen.push(how, variable.get())),
      );
      const derived = variable.run('registered', () =>
        promise.then(() => {
          throw new RangeError('by the handler');
        }),
      );
      variable.run('resolved', () => {
        resolve(undefined);
      });
      await assert.rejects(derived, RangeError);
      assert.sameList(seen, ['reject', 'registered']);
    },
  );

  test(
    'without a handler, too, the derived promise is resolved in the mapping of the then call',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const { promise, resolve } = deferred();
      deriveFrom(
        promise,
        observedPromise((how) => seen.push(how, variable.get())),
      );
      const derived = variable.run('registered', () => promise.then());
      variable.run('resolved', () => {
        resolve(undefined);
      });
      await derived;
      assert.sameList(seen, ['resolve', 'registered']);
    },
  );

  test(
    'without a handler, too, the derived promise is rejected in the mapping of the then call',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const { promise, reject } = deferred();
      deriveFrom(
        promise,
        observedPromise((how) => seen.push(how, variable.get())),
      );
      const derived = variable.run('registered', () => promise.then());
      variable.run('rejected', () => {
        reject(new RangeError('by the first promise'));
      });
      await assert.rejects(derived, RangeError);
      assert.sameList(seen, ['reject', 'registered']);
    },
  );
});
