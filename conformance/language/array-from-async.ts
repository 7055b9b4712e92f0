import { proposal } from '../sections.ts';
import { defineArea, type CaseBody, type Test } from '../suite.ts';
import { deferred } from '../timing.ts';

const PerformPromiseThen = proposal('sec-performpromisethen');
const NewPromiseResolveThenableJob = proposal('sec-newpromiseresolvethenablejob');

/** What the standard library of this TypeScript target does not declare. */
type WithFromAsync = {
  fromAsync(items: unknown, map?: (value: unknown, index: number) => unknown): Promise<unknown[]>;
};
const fromAsync: WithFromAsync['fromAsync'] = (...args) => (Array as unknown as WithFromAsync).fromAsync(...args);

export default defineArea('array-from-async', 'Array.fromAsync', (define) => {
  const test: Test = (title: string, section: string, body: CaseBody) =>
    define(title, section, body, ['Array.fromAsync']);

  test(
    'the mapping function runs in the mapping of the call for every element, whichever run settles it',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const first = deferred();
      const second = deferred();
      const seen = variable.run('called', () => fromAsync([first.promise, second.promise], () => variable.get()));
      variable.run('first settled', () => first.resolve(1));
      variable.run('second settled', () => second.resolve(2));
      assert.sameList(await seen, ['called', 'called']);
    },
  );

  test(
    'every next() of an async iterator runs in the mapping of the call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const gate = deferred();
      let left = 2;
      const source = {
        [Symbol.asyncIterator]: () => ({
          async next() {
            const value = variable.get();
            await gate.promise;
            return { done: left-- === 0, value };
          },
        }),
      };
      const seen = variable.run('called', () => fromAsync(source));
      variable.run('settled', () => gate.resolve(undefined));
      assert.sameList(await seen, ['called', 'called']);
    },
  );

  test(
    'every next() of a synchronous iterator runs in the mapping of the call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const gate = deferred();
      let left = 2;
      const source: Iterable<unknown> = {
        [Symbol.iterator]: () => ({
          next() {
            const value = variable.get();
            return { done: left-- === 0, value: gate.promise.then(() => value) };
          },
        }),
      };
      const seen = variable.run('called', () => fromAsync(source));
      variable.run('settled', () => gate.resolve(undefined));
      assert.sameList(await seen, ['called', 'called']);
    },
  );

  test(
    'the elements of an array-like object are read in the mapping of the call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const source = {
        length: 2,
        0: promise,
        get 1() {
          return variable.get();
        },
      };
      const seen = variable.run('called', () => fromAsync(source));
      variable.run('settled', () => resolve('first'));
      assert.sameList(await seen, ['first', 'called']);
    },
  );

  test(
    'thenables among the elements are called in the mapping of the call',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const thenable = {
        then(resolve: (value: unknown) => void) {
          resolve(variable.get());
        },
      };
      assert.sameList(await variable.run('called', () => fromAsync([thenable, thenable])), ['called', 'called']);
    },
  );

  test(
    'a thenable that the mapping function returns is called in the mapping of the call',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const thenable = {
        then(resolve: (value: unknown) => void) {
          resolve(variable.get());
        },
      };
      assert.sameList(await variable.run('called', () => fromAsync([1, 2], () => thenable)), ['called', 'called']);
    },
  );

  test(
    'an error of the mapping function closes the async iterator in the mapping of the call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const error = new Error('from the mapping function');
      const seen: unknown[] = [];
      const source = {
        [Symbol.asyncIterator]: () => ({
          next: () => promise,
          async return() {
            seen.push(variable.get());
            return {};
          },
        }),
      };
      const result = variable.run('called', () =>
        fromAsync(source, () => {
          throw error;
        }),
      );
      variable.run('settled', () => resolve({ done: false, value: undefined }));
      await assert.rejects(result, { value: error });
      assert.sameList(seen, ['called']);
    },
  );

  test(
    'the length of the result is set in the mapping of the call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      class Result {
        set length(length: number) {
          seen.push(length, variable.get());
        }
      }
      const { fromAsync: method } = Array as unknown as WithFromAsync;
      const result = variable.run('called', () => Reflect.apply(method, Result, [[promise]]) as Promise<unknown>);
      variable.run('settled', () => resolve(undefined));
      await result;
      assert.sameList(seen, [1, 'called']);
    },
  );

  test(
    'handlers of its promise run in the mapping of their own then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const result = variable.run('called', () => fromAsync([1]));
      const seen = variable.run('then', () => result.then(() => variable.get()));
      assert.same(await seen, 'then');
    },
  );
});
