import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';

const NewPromiseResolveThenableJob = proposal('sec-newpromiseresolvethenablejob');
const NewPromiseReactionJob = proposal('sec-newpromisereactionjob');
const PerformPromiseThen = proposal('sec-performpromisethen');
const Await = ecma262('await');

type Fulfil = (value?: unknown) => void;

export default defineArea('thenables', 'Thenables', (test) => {
  test(
    'the then of a thenable runs in the mapping of the resolve call, not of the handlers',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      const derived = variable.run('registered', () => promise.then(() => seen.push(variable.get())));
      variable.run('resolved', () => {
        resolve({
          then(fulfil: Fulfil) {
            seen.push(variable.get());
            fulfil();
          },
        });
      });
      await derived;
      assert.sameList(seen, ['resolved', 'registered']);
    },
  );

  test(
    'the then of a thenable with which a promise made in a run is resolved outside sees no value',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = variable.run('made', () => deferred());
      let seen: unknown = 'not called';
      resolve({
        then(fulfil: Fulfil) {
          seen = variable.get();
          fulfil();
        },
      });
      await promise;
      assert.same(seen, undefined);
    },
  );

  test(
    'the then of a thenable that an executor resolves its promise with runs in the mapping of the executor',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const promise = variable.run(
        'constructed',
        () =>
          new Promise((resolve) => {
            resolve({
              then(fulfil: Fulfil) {
                fulfil(variable.get());
              },
            });
          }),
      );
      assert.same(await promise, 'constructed');
    },
  );

  test(
    'Promise.resolve runs the then of a thenable in the mapping of its caller',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const promise = variable.run('caller', () =>
        Promise.resolve({
          then(fulfil: Fulfil) {
            fulfil(variable.get());
          },
        }),
      );
      assert.same(await promise, 'caller');
    },
  );

  test(
    'the then of a thenable that a handler returns runs in the mapping of the then call',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const derived = variable.run('registered', () =>
        promise.then(() => ({
          then(fulfil: Fulfil) {
            fulfil(variable.get());
          },
        })),
      );
      variable.run('resolved', () => {
        resolve(undefined);
      });
      assert.same(await derived, 'registered');
    },
  );

  test(
    'the then of a thenable that an async function returns runs in the mapping of that function',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const promise = variable.run('called', async () => {
        await undefined;
        return {
          then(fulfil: Fulfil) {
            fulfil(variable.get());
          },
        };
      });
      assert.same(await promise, 'called');
    },
  );

  test(
    'a callable with a then is a thenable whose then runs in the mapping of the resolve call',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const callable = Object.assign(() => undefined, {
        then(fulfil: Fulfil) {
          fulfil(variable.get());
        },
      });
      variable.run('resolved', () => {
        resolve(callable);
      });
      assert.same(await promise, 'resolved');
    },
  );

  test(
    'an own then of a promise runs in the mapping in which another promise is resolved with it',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const resolution = variable.run('made', () => Promise.resolve());
      Object.defineProperty(resolution, 'then', {
        value(fulfil: Fulfil) {
          fulfil(variable.get());
        },
      });
      variable.run('resolved', () => {
        resolve(resolution);
      });
      assert.same(await promise, 'resolved');
    },
  );

  test(
    'the then that a class inherits from Promise and overrides runs in the mapping of the resolve call',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      class Derived<T> extends Promise<T> {
        override then(...handlers: Parameters<Promise<T>['then']>) {
          seen.push(variable.get());
          return super.then(...handlers) as never;
        }
      }
      const resolution = variable.run('made', () => Derived.resolve());
      variable.run('resolved', () => {
        resolve(resolution);
      });
      await promise;
      assert.sameList(seen, ['resolved']);
    },
  );

  test(
    'what the then of a thenable starts runs in the mapping of the resolve call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      variable.run('resolved', () => {
        resolve({
          then(fulfil: Fulfil) {
            void Promise.resolve().then(() => {
              fulfil(variable.get());
            });
          },
        });
      });
      assert.same(await promise, 'resolved');
    },
  );

  test(
    'an async then stays in the mapping of the resolve call after its awaits',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      variable.run('resolved', () => {
        resolve({
          async then(fulfil: Fulfil) {
            await undefined;
            await nextTask();
            fulfil(variable.get());
          },
        });
      });
      assert.same(await promise, 'resolved');
    },
  );

  test(
    'a thenable that a thenable passes on has its then run in the mapping of the first one',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      variable.run('resolved', () => {
        resolve({
          then(fulfilOuter: Fulfil) {
            fulfilOuter({
              then(fulfil: Fulfil) {
                fulfil(variable.get());
              },
            });
          },
        });
      });
      assert.same(await promise, 'resolved');
    },
  );

  test(
    'a thenable that a thenable passes on from another flow has its then run in the mapping of that flow',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      let fulfilOuter!: Fulfil;
      variable.run('resolved', () => {
        resolve({
          then(fulfil: Fulfil) {
            fulfilOuter = fulfil;
          },
        });
      });
      await nextTask();
      variable.run('passed on', () => {
        fulfilOuter({
          then(fulfil: Fulfil) {
            fulfil(variable.get());
          },
        });
      });
      assert.same(await promise, 'passed on');
    },
  );

  test(
    'a handler runs in the mapping of its then call when the then of a thenable throws',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen = variable.run('registered', () => promise.catch(() => variable.get()));
      variable.run('resolved', () => {
        resolve({
          then() {
            throw new Error('by then');
          },
        });
      });
      assert.same(await seen, 'registered');
    },
  );

  test(
    'a handler runs in the mapping of its then call when a thenable calls back from another flow',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen = variable.run('registered', () => promise.then(() => variable.get()));
      let callBack!: Fulfil;
      variable.run('resolved', () => {
        resolve({
          then(fulfil: Fulfil) {
            callBack = fulfil;
          },
        });
      });
      await nextTask();
      variable.run('called back', callBack);
      assert.same(await seen, 'registered');
    },
  );

  test(
    'a run around the callback inside the then of a thenable does not reach the handlers',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen = await variable.run('registered', () =>
        Promise.resolve({
          then(fulfil: Fulfil) {
            variable.run('inner', fulfil);
          },
        }).then(() => variable.get()),
      );
      assert.same(seen, 'registered');
    },
  );
});
