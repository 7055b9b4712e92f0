import type { Host } from '../host.ts';
import { proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred } from '../timing.ts';

const Agents = proposal('sec-agents');
const AsyncGeneratorResume = proposal('sec-asyncgeneratorresume');
const GeneratorResumeAbrupt = proposal('sec-generatorresumeabrupt');
const NewPromiseResolveThenableJob = proposal('sec-newpromiseresolvethenablejob');
const PerformPromiseThen = proposal('sec-performpromisethen');

/** The function that `source` is, whose syntax not every engine knows. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what the source is
const evaluate = <F>(host: Host, source: string): F =>
  (host.evaluate as (source: string) => unknown)(`(${source})`) as F;

export default defineArea('disposal', 'using, await using and disposable stacks', (test) => {
  test(
    'using disposes of a resource in the mapping of the block',
    Agents,
    ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const resource = variable.run('made', () => ({ [Symbol.dispose]: () => seen.push(variable.get()) }));
      const use = evaluate<(resource: object) => void>(host, '(resource) => { using held = resource; }');
      variable.run('block', () => use(resource));
      assert.sameList(seen, ['block']);
    },
    ['evaluate', 'using'],
  );

  test(
    'using disposes of a resource in the mapping of the async function, after an await that was settled elsewhere',
    PerformPromiseThen,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      const resource = { [Symbol.dispose]: () => seen.push(variable.get()) };
      const use = evaluate<(resource: object, promise: unknown) => Promise<void>>(
        host,
        'async (resource, promise) => { using held = resource; await promise; }',
      );
      const end = variable.run('block', () => use(resource, promise));
      variable.run('settled', () => resolve(undefined));
      await end;
      assert.sameList(seen, ['block']);
    },
    ['evaluate', 'using'],
  );

  test(
    'return() on a generator disposes of its resource in the mapping of its creation',
    GeneratorResumeAbrupt,
    ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const resource = { [Symbol.dispose]: () => seen.push(variable.get()) };
      const generate = evaluate<(resource: object) => Generator>(
        host,
        'function* (resource) { using held = resource; yield; }',
      );
      const generator = variable.run('made', () => generate(resource));
      variable.run('made', () => generator.next());
      variable.run('return', () => generator.return(undefined));
      assert.sameList(seen, ['made']);
    },
    ['evaluate', 'using'],
  );

  test(
    'await using disposes of every resource in the mapping of the function, whichever run settles the one before',
    PerformPromiseThen,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      const resource = {
        [Symbol.asyncDispose]() {
          seen.push(variable.get());
          return promise;
        },
      };
      const use = evaluate<(resource: object) => Promise<void>>(
        host,
        'async (resource) => { await using first = resource; await using second = resource; }',
      );
      const end = variable.run('block', () => use(resource));
      variable.run('settled', () => resolve(undefined));
      await end;
      assert.sameList(seen, ['block', 'block']);
    },
    ['evaluate', 'await using'],
  );

  test(
    'code after a block with await using is in the mapping of the function, whichever run settles the disposal',
    PerformPromiseThen,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const use = evaluate<(resource: object, after: () => unknown) => Promise<unknown>>(
        host,
        'async (resource, after) => { { await using held = resource; } return after(); }',
      );
      const seen = variable.run('block', () => use({ [Symbol.asyncDispose]: () => promise }, () => variable.get()));
      variable.run('settled', () => resolve(undefined));
      assert.same(await seen, 'block');
    },
    ['evaluate', 'await using'],
  );

  test(
    'a thenable that a disposal answers with is called in the mapping of the function',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const resource = {
        [Symbol.asyncDispose]: () => ({
          then(resolve: (value: unknown) => void) {
            seen.push(variable.get());
            resolve(undefined);
          },
        }),
      };
      const use = evaluate<(resource: object) => Promise<void>>(
        host,
        'async (resource) => { await using held = resource; }',
      );
      await variable.run('block', () => use(resource));
      assert.sameList(seen, ['block']);
    },
    ['evaluate', 'await using'],
  );

  test(
    'return() on an async generator disposes of its resource in the mapping of its creation',
    AsyncGeneratorResume,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const resource = { [Symbol.asyncDispose]: async () => seen.push(variable.get()) };
      const generate = evaluate<(resource: object) => AsyncGenerator>(
        host,
        'async function* (resource) { await using held = resource; yield; }',
      );
      const generator = variable.run('made', () => generate(resource));
      await variable.run('made', () => generator.next());
      await variable.run('return', () => generator.return(undefined));
      assert.sameList(seen, ['made']);
    },
    ['evaluate', 'await using'],
  );

  test(
    'a disposable stack runs its callbacks in the mapping of the call of dispose()',
    Agents,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const stack = variable.run('made', () => new DisposableStack());
      variable.run('added', () => {
        stack.defer(() => seen.push('defer', variable.get()));
        stack.adopt('adopted', (value) => seen.push(value, variable.get()));
        stack.use({
          [Symbol.dispose]() {
            seen.push('use', variable.get());
          },
        });
      });
      variable.run('disposed', () => stack.dispose());
      assert.sameList(seen, ['use', 'disposed', 'adopted', 'disposed', 'defer', 'disposed']);
    },
    ['DisposableStack'],
  );

  test(
    'an async disposable stack runs every callback in the mapping of the call of disposeAsync()',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      const stack = variable.run('made', () => new AsyncDisposableStack());
      variable.run('added', () => {
        for (let i = 0; i < 2; i++) {
          stack.defer(() => {
            seen.push(variable.get());
            return promise as Promise<void>;
          });
        }
      });
      const end = variable.run('disposed', () => stack.disposeAsync());
      variable.run('settled', () => resolve(undefined));
      await end;
      assert.sameList(seen, ['disposed', 'disposed']);
    },
    ['AsyncDisposableStack'],
  );
});
