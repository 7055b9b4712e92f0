import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred } from '../timing.ts';

const PerformPromiseThen = proposal('sec-performpromisethen');
const catchMethod = ecma262('sec-promise.prototype.catch');
const finallyMethod = ecma262('sec-promise.prototype.finally');

export default defineArea('catch-finally', 'Promise.prototype.catch and finally', (test) => {
  test(
    'a catch handler runs in the mapping of the catch call, not of the reject call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, reject } = deferred();
      const seen = variable.run('registered', () => promise.catch(() => variable.get()));
      variable.run('rejected', () => {
        reject(new Error('rejected'));
      });
      assert.same(await seen, 'registered');
    },
  );

  test(
    'a catch handler that is registered outside of the run whose promise was rejected sees no value',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const promise = variable.run('rejected', () => Promise.reject(new Error('rejected')));
      assert.same(await promise.catch(() => variable.get()), undefined);
    },
  );

  test(
    'an error that a handler of one mapping throws is caught in the mapping of the catch call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const failing = variable.run('thrown', () =>
        Promise.resolve().then(() => {
          throw new Error(variable.get());
        }),
      );
      const seen = variable.run('caught', () => failing.catch((error: unknown) => [error, variable.get()]));
      const [error, value] = await seen;
      assert.same((error as Error).message, 'thrown');
      assert.same(value, 'caught');
    },
  );

  test('catch calls the then of its receiver in the mapping of its caller', catchMethod, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const receiver = { then: () => variable.get() };
    const seen: unknown = variable.run('caller', () => Promise.prototype.catch.call(receiver as never));
    assert.same(seen, 'caller');
  });

  test(
    'a finally callback runs in the mapping of the finally call when the promise is fulfilled',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      let seen: unknown;
      const done = variable.run('registered', () =>
        promise.finally(() => {
          seen = variable.get();
        }),
      );
      variable.run('resolved', () => {
        resolve(undefined);
      });
      await done;
      assert.same(seen, 'registered');
    },
  );

  test(
    'a finally callback runs in the mapping of the finally call when the promise is rejected',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, reject } = deferred();
      let seen: unknown;
      const done = variable.run('registered', () =>
        promise.finally(() => {
          seen = variable.get();
        }),
      );
      variable.run('rejected', () => {
        reject(new RangeError('rejected'));
      });
      await assert.rejects(done, RangeError);
      assert.same(seen, 'registered');
    },
  );

  test(
    'the handlers that come after finally run in the mapping of their own then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const passedOn = variable.run('finally', () => Promise.resolve().finally(() => undefined));
      const seen = variable.run('registered', () => passedOn.then(() => variable.get()));
      assert.same(await seen, 'registered');
    },
  );

  test(
    'finally reads the constructor and the then of its receiver in the mapping of its caller',
    finallyMethod,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const receiver = {
        get constructor() {
          seen.push('constructor', variable.get());
          return Promise;
        },
        get then() {
          seen.push('then', variable.get());
          return () => undefined;
        },
      };
      variable.run('caller', () => void Promise.prototype.finally.call(receiver as never, () => undefined));
      assert.sameList(seen, ['constructor', 'caller', 'then', 'caller']);
    },
  );

  test(
    'the then of a thenable that a finally callback returns runs in the mapping of the finally call',
    finallyMethod,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      let seen: unknown;
      const done = variable.run('registered', () =>
        promise.finally(() => ({
          then(fulfil: () => void) {
            seen = variable.get();
            fulfil();
          },
        })),
      );
      variable.run('resolved', () => {
        resolve(undefined);
      });
      await done;
      assert.same(seen, 'registered');
    },
  );

  test(
    'finally calls an own then of the promise that its callback returns in the mapping of the finally call',
    finallyMethod,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      const returned = Promise.resolve();
      Object.defineProperty(returned, 'then', {
        value: function (this: Promise<unknown>, ...handlers: Parameters<Promise<unknown>['then']>) {
          seen.push(variable.get());
          return Promise.prototype.then.apply(this, handlers);
        },
      });
      const done = variable.run('registered', () => promise.finally(() => returned));
      variable.run('resolved', () => {
        resolve(undefined);
      });
      await done;
      assert.sameList(seen, ['registered']);
    },
  );
});
