import { observedPromise } from '../observed-promise.ts';
import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';

const PerformPromiseThen = proposal('sec-performpromisethen');
const NewPromiseReactionJob = proposal('sec-newpromisereactionjob');
const NewPromiseResolveThenableJob = proposal('sec-newpromiseresolvethenablejob');

type Combine = (elements: Iterable<unknown>) => Promise<unknown>;
type Fulfil = (value?: unknown) => void;

const combinators = [
  { name: 'all', section: ecma262('sec-promise.all') },
  { name: 'allSettled', section: ecma262('sec-promise.allsettled') },
  { name: 'any', section: ecma262('sec-promise.any') },
  { name: 'race', section: ecma262('sec-promise.race') },
] as const;

export default defineArea('combinators', 'Static methods of Promise', (test) => {
  for (const { name, section } of combinators) {
    const combine = (Constructor: PromiseConstructor, elements: Iterable<unknown>) =>
      (Constructor as Record<typeof name, Combine>)[name](elements);

    test(
      `Promise.${name} reads its iterable and calls the then of every element in the mapping of its caller`,
      section,
      ({ AsyncContext, assert }) => {
        const variable = new AsyncContext.Variable<string>();
        const seen: unknown[] = [];
        const element = variable.run('made', () => Promise.resolve());
        Object.defineProperty(element, 'then', { value: () => seen.push('then', variable.get()) });
        const iterable = {
          [Symbol.iterator]() {
            seen.push('iterator', variable.get());
            let done = true;
            return {
              next() {
                seen.push('next', variable.get());
                done = !done;
                return { done, value: element };
              },
            };
          },
        };
        void variable.run('caller', () => combine(Promise, iterable));
        assert.sameList(seen, ['iterator', 'caller', 'next', 'caller', 'then', 'caller', 'next', 'caller']);
      },
    );

    test(
      `Promise.${name} settles its promise in the mapping of its caller, whoever settled the elements`,
      NewPromiseReactionJob,
      async ({ AsyncContext, assert }) => {
        const variable = new AsyncContext.Variable<string>();
        const seen: unknown[] = [];
        const { promise, resolve } = deferred();
        const Observed = observedPromise(() => seen.push(variable.get()));
        const result = variable.run('caller', () => combine(Observed, [promise]));
        // Until now the reports were of what stands for the element.
        seen.length = 0;
        await nextTask();
        variable.run('resolved', () => {
          resolve(undefined);
        });
        await result;
        assert.sameList(seen, ['caller']);
      },
    );

    test(
      `a handler on the promise of Promise.${name} runs in the mapping of its own then call`,
      PerformPromiseThen,
      async ({ AsyncContext, assert }) => {
        const variable = new AsyncContext.Variable<string>();
        const { promise, resolve } = deferred();
        const result = variable.run('caller', () => combine(Promise, [promise]));
        const seen = variable.run('registered', () => result.then(() => variable.get()));
        variable.run('resolved', () => {
          resolve(undefined);
        });
        assert.same(await seen, 'registered');
      },
    );

    test(
      `Promise.${name} runs the then of a thenable element in the mapping of its caller`,
      NewPromiseResolveThenableJob,
      async ({ AsyncContext, assert }) => {
        const variable = new AsyncContext.Variable<string>();
        let seen: unknown;
        const element = {
          then(fulfil: Fulfil) {
            seen = variable.get();
            fulfil();
          },
        };
        await variable.run('caller', () => combine(Promise, [element]));
        assert.same(seen, 'caller');
      },
    );
  }

  test(
    'Promise.any rejects its promise in the mapping of its caller when all elements are rejected',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const elements = [deferred(), deferred()];
      const Observed = observedPromise((how) => seen.push(how, variable.get()));
      const promises = elements.map(({ promise }) => promise);
      const result = variable.run('caller', () => Observed.any(promises));
      seen.length = 0;
      elements.forEach(({ reject }, index) => {
        variable.run(`rejected ${index}`, () => {
          reject(new Error('rejected'));
        });
      });
      await assert.rejects(result, AggregateError);
      assert.sameList(seen, ['reject', 'caller']);
    },
  );

  test(
    'Promise.resolve reads the constructor of a promise in the mapping of its caller',
    ecma262('sec-promise-resolve'),
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const promise = variable.run('made', () => Promise.resolve());
      const seen: unknown[] = [];
      Object.defineProperty(promise, 'constructor', {
        get() {
          seen.push(variable.get());
          return Promise;
        },
      });
      const same = variable.run('caller', () => Promise.resolve(promise));
      assert.same(same, promise);
      assert.sameList(seen, ['caller']);
    },
  );

  test(
    'a handler on a promise of Promise.reject runs in the mapping of the then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const promise = variable.run('made', () => Promise.reject(new Error('rejected')));
      const seen = variable.run('registered', () => promise.then(undefined, () => variable.get()));
      assert.same(await seen, 'registered');
    },
  );

  test(
    'Promise.try calls its callback at once in the mapping of its caller',
    ecma262('sec-promise.try'),
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      let seen: unknown;
      void variable.run('caller', () => promiseTry(() => (seen = variable.get())));
      assert.same(seen, 'caller');
    },
    ['Promise.try'],
  );

  test(
    'Promise.try runs the then of a thenable that its callback returns in the mapping of its caller',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen = variable.run('caller', () =>
        promiseTry(() =>
          variable.run('inner', () => ({
            then(fulfil: Fulfil) {
              fulfil(variable.get());
            },
          })),
        ),
      );
      assert.same(await seen, 'caller');
    },
    ['Promise.try'],
  );

  test(
    'a handler on the promise of Promise.try runs in the mapping of its own then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const promise = variable.run('caller', () =>
        promiseTry(() => {
          throw new Error('by the callback');
        }),
      );
      const seen = variable.run('registered', () => promise.catch(() => variable.get()));
      assert.same(await seen, 'registered');
    },
    ['Promise.try'],
  );

  test(
    'a handler on a promise of Promise.withResolvers runs in the mapping of the then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = variable.run('made', withResolvers);
      const seen = variable.run('registered', () => promise.then(() => variable.get()));
      variable.run('resolved', resolve);
      assert.same(await seen, 'registered');
    },
    ['Promise.withResolvers'],
  );

  test(
    'the resolve function of Promise.withResolvers has the then of a thenable run in its own mapping',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = variable.run('made', withResolvers);
      variable.run('resolved', () => {
        resolve({
          then(fulfil: Fulfil) {
            fulfil(variable.get());
          },
        });
      });
      assert.same(await promise, 'resolved');
    },
    ['Promise.withResolvers'],
  );
});

// The TypeScript library for the target that the suite is compiled for does not know these two.

function promiseTry(callback: () => unknown): Promise<unknown> {
  return (Promise as unknown as { try(callback: () => unknown): Promise<unknown> }).try(callback);
}

function withResolvers(): { promise: Promise<unknown>; resolve: Fulfil } {
  return (Promise as unknown as { withResolvers: typeof withResolvers }).withResolvers();
}
