import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';

const NewPromiseReactionJob = proposal('sec-newpromisereactionjob');
const NewPromiseResolveThenableJob = proposal('sec-newpromiseresolvethenablejob');
const run = proposal('sec-asynccontext-variable.prototype.run');
const jobs = ecma262('sec-jobs');

export default defineArea('jobs', 'Jobs and their order', (test) => {
  test(
    'a handler that throws leaves nothing to the jobs after it',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const failing = variable.run('failing', () =>
        promise.then(() => {
          throw new RangeError('by the handler');
        }),
      );
      const next = promise.then(() => variable.get());
      resolve(undefined);
      await assert.rejects(failing, RangeError);
      assert.same(await next, undefined);
    },
  );

  test(
    'a handler that throws inside a nested run leaves nothing to the jobs after it',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const failing = variable.run('outer', () =>
        promise.then(() =>
          variable.run('inner', () => {
            throw new RangeError('by the handler');
          }),
        ),
      );
      const outer = variable.run('outer', () => failing.catch(() => variable.get()));
      const next = promise.then(() => variable.get());
      resolve(undefined);
      assert.sameList(await Promise.all([outer, next]), ['outer', undefined]);
    },
  );

  test(
    'a then of a thenable that throws leaves nothing to the jobs after it',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      variable.run('resolved', () => {
        resolve({
          then() {
            throw new RangeError('by then');
          },
        });
      });
      const next = Promise.resolve().then(() => variable.get());
      await assert.rejects(promise, RangeError);
      assert.same(await next, undefined);
    },
  );

  test(
    'an async function that throws after an await leaves nothing to the jobs after it',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const failing = variable.run('failing', async () => {
        await promise;
        throw new RangeError('by the function');
      });
      const next = promise.then(() => variable.get());
      resolve(undefined);
      await assert.rejects(failing, RangeError);
      assert.same(await next, undefined);
    },
  );

  test(
    'an async function that never continues leaves nothing to the jobs after it',
    jobs,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      void variable.run('waiting', async () => {
        await undefined;
        await new Promise(() => undefined);
      });
      await nextTask();
      assert.same(variable.get(), undefined);
    },
  );

  test(
    'a settled promise calls its handlers in the order of the then calls, whatever their mappings',
    NewPromiseReactionJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<number>();
      const { promise, resolve } = deferred();
      const order: unknown[] = [];
      for (let i = 0; i < 4; i++) {
        const note = () => order.push(i);
        void (i % 2 === 0 ? promise.then(note) : variable.run(i, () => promise.then(note)));
      }
      resolve(undefined);
      await promise;
      assert.sameList(order, [0, 1, 2, 3]);
    },
  );

  test('a run adds no turn of the job queue to a chain of handlers', run, async ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const order: unknown[] = [];
    const chain = async (name: string) => {
      const note = () => order.push(name);
      await Promise.resolve().then(note).then(note).then(note).finally(note);
    };
    await Promise.all([chain('outside'), variable.run('inside', chain, 'inside')]);
    const turn = ['outside', 'inside'];
    assert.sameList(order, [...turn, ...turn, ...turn, ...turn]);
  });

  test('a run adds no turn of the job queue to an await', run, async ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const order: unknown[] = [];
    const settled = Promise.resolve();
    const flow = async (name: string) => {
      for (let i = 0; i < 2; i++) {
        await undefined;
        order.push(name);
        await settled;
        order.push(name);
        await {
          then: (fulfil: () => void) => {
            fulfil();
          },
        };
        order.push(name);
        await (async () => settled)();
        order.push(name);
      }
    };
    await Promise.all([flow('outside'), variable.run('inside', flow, 'inside')]);
    assert.sameList(
      order,
      Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? 'outside' : 'inside')),
    );
  });

  test(
    'an await of a settled promise takes one turn of the job queue inside a run',
    run,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const order: unknown[] = [];
      const settled = Promise.resolve();
      const ticks = (async () => {
        for (let i = 1; i <= 4; i++) {
          await undefined;
          order.push(i);
        }
      })();
      await variable.run('inside', async () => {
        await settled;
        order.push('first await');
        await settled;
        order.push('second await');
      });
      await ticks;
      assert.sameList(order, [1, 'first await', 2, 'second await', 3, 4]);
    },
  );
});
