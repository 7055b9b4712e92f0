import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';

const PerformPromiseThen = proposal('sec-performpromisethen');
const NewPromiseReactionJob = proposal('sec-newpromisereactionjob');
const executor = ecma262('sec-promise-executor');
const resolveFunctions = ecma262('sec-promise-resolve-functions');

export default defineArea('resolving', 'Making and resolving promises', (test) => {
  test('a promise executor runs in the mapping of the constructor call', executor, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    let seen: unknown;
    void variable.run('constructed', () => new Promise(() => (seen = variable.get())));
    assert.same(seen, 'constructed');
  });

  test(
    'a promise that an executor rejects by throwing carries no mapping to its handlers',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const promise = variable.run(
        'constructed',
        () =>
          new Promise(() => {
            throw new Error('by the executor');
          }),
      );
      const seen = variable.run('registered', () => promise.catch(() => variable.get()));
      assert.same(await seen, 'registered');
    },
  );

  test(
    'resolving a promise with a settled promise does not change what its handlers see',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen = variable.run('registered', () => promise.then(() => variable.get()));
      const other = variable.run('other', () => Promise.resolve());
      variable.run('resolved', () => {
        resolve(other);
      });
      assert.same(await seen, 'registered');
    },
  );

  test(
    'resolving a promise with one that another flow rejects later does not change what its handlers see',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const outer = deferred();
      const inner = deferred();
      const seen = variable.run('registered', () => outer.promise.catch(() => variable.get()));
      variable.run('resolved', () => {
        outer.resolve(inner.promise);
      });
      await nextTask();
      variable.run('rejected', () => {
        inner.reject(new Error('rejected'));
      });
      assert.same(await seen, 'registered');
    },
  );

  test(
    'a chain of promises, each resolved with the next in a run of its own, ends in the mapping of the then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string | number>();
      const links = Array.from({ length: 5 }, () => deferred());
      const seen = variable.run('registered', () => links[0]?.promise.then(() => variable.get()));
      links.forEach(({ resolve }, index) => {
        variable.run(index, () => {
          resolve(links[index + 1]?.promise);
        });
      });
      assert.same(await seen, 'registered');
    },
  );

  test(
    'resolving a promise reads the then of the resolution at once, in the mapping of the resolve call',
    resolveFunctions,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { resolve } = deferred();
      const seen: unknown[] = [];
      const resolution = {
        get then() {
          seen.push(variable.get());
          return undefined;
        },
      };
      variable.run('resolved', () => {
        resolve(resolution);
      });
      assert.sameList(seen, ['resolved']);
    },
  );

  test(
    'the then of what a handler returns is read in the mapping of the then call',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      let seen: unknown;
      const derived = variable.run('registered', () =>
        promise.then(() => ({
          get then() {
            seen = variable.get();
            return undefined;
          },
        })),
      );
      variable.run('resolved', () => {
        resolve(undefined);
      });
      await derived;
      assert.same(seen, 'registered');
    },
  );

  test(
    'a value that is passed on by a missing handler has its then read in the mapping of the then call',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      const value = {
        get then() {
          seen.push(variable.get());
          return undefined;
        },
      };
      const derived = variable.run('registered', () => promise.then());
      variable.run('resolved', () => {
        resolve(value);
      });
      await derived;
      // Once for the first promise and once for the derived one.
      assert.sameList(seen, ['resolved', 'registered']);
    },
  );

  test(
    'a promise that a handler returns passes its value on without its mapping',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const derived = variable.run('first', () => Promise.resolve().then(() => promise));
      const seen = variable.run('second', () => derived.then(() => variable.get()));
      await nextTask();
      variable.run('resolved', () => {
        resolve(undefined);
      });
      assert.same(await seen, 'second');
    },
  );

  test(
    'handlers of a promise that is resolved from inside a handler of another flow see their own then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen = variable.run('registered', () => promise.then(() => variable.get()));
      void variable.run('other flow', () => Promise.resolve().then(resolve));
      assert.same(await seen, 'registered');
    },
  );
});
