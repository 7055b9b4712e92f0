import { deriveFrom, observedPromise } from '../observed-promise.ts';
import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred } from '../timing.ts';

const PerformPromiseThen = proposal('sec-performpromisethen');
const NewPromiseReactionJob = proposal('sec-newpromisereactionjob');
const NewPromiseResolveThenableJob = proposal('sec-newpromiseresolvethenablejob');
const NewPromiseCapability = ecma262('sec-newpromisecapability');
const Await = ecma262('await');

type Settle = (value?: unknown) => void;

export default defineArea('subclass', 'Subclasses of Promise', (test) => {
  test(
    'a handler on a promise of a subclass runs in the mapping of the then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      class Derived<T> extends Promise<T> {}
      let resolve!: Settle;
      const promise = variable.run('made', () => new Derived((resolvePromise) => (resolve = resolvePromise)));
      const seen = variable.run('registered', () => promise.then(() => variable.get()));
      variable.run('resolved', resolve);
      assert.same(await seen, 'registered');
    },
  );

  test(
    'the constructor of a derived promise runs in the mapping of the then call',
    NewPromiseCapability,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      class Derived<T> extends Promise<T> {
        constructor(executor: ConstructorParameters<typeof Promise<T>>[0]) {
          seen.push(variable.get());
          super(executor);
        }
      }
      const promise = variable.run('made', () => Derived.resolve());
      void variable.run('registered', () => promise.then());
      assert.sameList(seen, ['made', 'registered']);
    },
  );

  test(
    'catch and finally make their derived promise in the mapping of their call',
    NewPromiseCapability,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      class Derived<T> extends Promise<T> {
        constructor(executor: ConstructorParameters<typeof Promise<T>>[0]) {
          seen.push(variable.get());
          super(executor);
        }
      }
      const promise = variable.run('made', () => Derived.resolve());
      void variable.run('catch', () => promise.catch(() => undefined));
      void variable.run('finally', () => promise.finally(() => undefined));
      assert.sameList(seen, ['made', 'catch', 'finally']);
    },
  );

  test(
    'a handler runs in the mapping of the then call when the species makes no promise',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const settled = deferred();
      deriveFrom(promise, function (executor: (resolve: Settle, reject: Settle) => void) {
        executor(settled.resolve, settled.reject);
      });
      void variable.run('registered', () => promise.then(() => variable.get()));
      variable.run('resolved', () => {
        resolve(undefined);
      });
      assert.same(await settled.promise, 'registered');
    },
  );

  test(
    'a result that is no promise is resolved in the mapping of the then call',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const settled = deferred();
      deriveFrom(promise, function (executor: (resolve: Settle, reject: Settle) => void) {
        executor(() => {
          settled.resolve(variable.get());
        }, settled.reject);
      });
      void variable.run('registered', () => promise.then());
      variable.run('resolved', () => {
        resolve(undefined);
      });
      assert.same(await settled.promise, 'registered');
    },
  );

  test(
    'an overridden then that wraps its handlers decides what they see',
    proposal('sec-asynccontext-snapshot.wrap'),
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      class BoundToItsMaker<T> extends Promise<T> {
        readonly #snapshot = new AsyncContext.Snapshot();
        override then(
          onFulfilled?: ((value: T) => unknown) | null,
          onRejected?: ((reason: unknown) => unknown) | null,
        ) {
          return super.then(
            onFulfilled && ((value) => this.#snapshot.run(onFulfilled, value)),
            onRejected && ((reason: unknown) => this.#snapshot.run(onRejected, reason)),
          ) as never;
        }
      }
      const promise = variable.run('made', () => BoundToItsMaker.resolve());
      const seen: Promise<unknown> = variable.run('registered', () => promise.then(() => variable.get()));
      assert.same(await seen, 'made');
    },
  );

  test(
    'await calls an overridden then of a subclass in the mapping at the await, in a later job',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      class Derived<T> extends Promise<T> {
        override then(...handlers: Parameters<Promise<T>['then']>) {
          seen.push(variable.get());
          return super.then(...handlers) as never;
        }
      }
      const promise = variable.run('made', () => Derived.resolve());
      const flow = variable.run('awaited', async () => {
        await promise;
      });
      assert.sameList(seen, [], 'before the job');
      await flow;
      assert.sameList(seen, ['awaited'], 'after it');
    },
  );

  test(
    'await continues in its own mapping when an overridden then calls back in another one',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      class Derived<T> extends Promise<T> {
        override then(onFulfilled?: ((value: T) => unknown) | null) {
          if (onFulfilled) variable.run('overridden', onFulfilled, undefined as T);
          return this as never;
        }
      }
      const promise = Derived.resolve();
      const seen = variable.run('awaited', async () => {
        await promise;
        return variable.get();
      });
      assert.same(await seen, 'awaited');
    },
  );

  test(
    'a static method of a subclass constructs its result in the mapping of its caller',
    NewPromiseCapability,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      class Derived<T> extends Promise<T> {
        constructor(executor: ConstructorParameters<typeof Promise<T>>[0]) {
          seen.push(variable.get());
          super(executor);
        }
      }
      void variable.run('resolve', () => Derived.resolve());
      void variable.run('race', () => Derived.race([]));
      assert.sameList(seen, ['resolve', 'race']);
    },
  );

  test(
    'a derived promise whose settling is observed settles in the mapping of its own then call, link by link',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const Observed = observedPromise(() => seen.push(variable.get()));
      const { promise, resolve } = deferred();
      deriveFrom(promise, Observed);
      const first = variable.run('first', () => promise.then(() => undefined));
      deriveFrom(first, Observed);
      const second = variable.run('second', () => first.then(() => undefined));
      variable.run('resolved', () => {
        resolve(undefined);
      });
      await second;
      assert.sameList(seen, ['first', 'second']);
    },
  );
});
