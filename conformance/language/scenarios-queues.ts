import { explainer } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';
import type { AsyncContextNamespace } from '../../lib/types.ts';

const SNAPSHOT = explainer('SNAPSHOT.md');
const userLandQueues = explainer('README.md#user-land-queues');

/** A scheduler that knows no variable and keeps a snapshot with every task. */
function createScheduler(AsyncContext: AsyncContextNamespace) {
  let queue: { task: () => unknown; snapshot: InstanceType<typeof AsyncContext.Snapshot> }[] = [];
  return {
    postTask(task: () => unknown) {
      queue.push({ task, snapshot: new AsyncContext.Snapshot() });
    },
    runAll() {
      const entries = queue;
      queue = [];
      return entries.map(({ task, snapshot }) => snapshot.run(task));
    },
  };
}

export default defineArea('scenario-queues', 'Scenarios: queues and schedulers in user land', (test) => {
  test(
    'a queue of plain functions runs all of them in the mapping of whoever empties it',
    userLandQueues,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const queue: (() => unknown)[] = [];
      const enqueue = () => queue.push(() => variable.get());
      variable.run('A', enqueue);
      variable.run('B', enqueue);
      const seen = variable.run('C', async () => {
        await nextTask();
        return queue.map((entry) => entry());
      });
      assert.sameList(await seen, ['C', 'C']);
    },
  );

  test(
    'a scheduler that keeps a snapshot per task runs every task at once, in the mapping it was posted in',
    userLandQueues,
    async ({ AsyncContext, assert }) => {
      const { postTask, runAll } = createScheduler(AsyncContext);
      const trace = new AsyncContext.Variable<string>();
      const userAction = async () => {
        await undefined;
        postTask(() => trace.get());
      };
      await Promise.all([trace.run('trace a', userAction), userAction(), trace.run('trace b', userAction)]);
      const [seen, afterwards] = trace.run('idle', () => [runAll(), trace.get()]);
      assert.sameList(seen, ['trace a', undefined, 'trace b']);
      assert.same(afterwards, 'idle');
    },
  );

  test(
    'one scheduler serves the variables of libraries that do not know of each other',
    SNAPSHOT,
    ({ AsyncContext, assert }) => {
      const { postTask, runAll } = createScheduler(AsyncContext);
      const span = new AsyncContext.Variable<string>();
      const locale = new AsyncContext.Variable<string>({ defaultValue: 'en' });
      const post = () => {
        postTask(() => `${String(span.get())} ${locale.get()}`);
      };
      span.run('s1', () => {
        locale.run('fr', post);
        post();
      });
      locale.run('de', post);
      assert.sameList(runAll(), ['s1 fr', 's1 en', 'undefined de']);
    },
  );

  test(
    'a task that a scheduled task posts inherits the mapping of its task, not of the scheduler',
    SNAPSHOT,
    ({ AsyncContext, assert }) => {
      const { postTask, runAll } = createScheduler(AsyncContext);
      const variable = new AsyncContext.Variable<string>();
      variable.run('posted', () => {
        postTask(() => {
          postTask(() => variable.get());
        });
      });
      variable.run('first turn', runAll);
      assert.sameList(variable.run('second turn', runAll), ['posted']);
    },
  );

  test(
    'a task that throws leaves the next tasks and the scheduler in their own mappings',
    SNAPSHOT,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const queue: (() => unknown)[] = [];
      const post = (task: () => unknown) => queue.push(AsyncContext.Snapshot.wrap(task));
      variable.run('A', () =>
        post(() => {
          throw variable.get();
        }),
      );
      variable.run('B', () => post(() => variable.get()));
      const seen: unknown[] = [];
      variable.run('idle', () => {
        for (const task of queue) {
          try {
            seen.push('returned', task());
          } catch (error) {
            seen.push('threw', error);
          }
          seen.push(variable.get());
        }
      });
      assert.sameList(seen, ['threw', 'A', 'idle', 'returned', 'B', 'idle']);
    },
  );

  test(
    'a scheduler that is built on promises alone keeps the mapping too, but does not run its tasks at once',
    SNAPSHOT,
    async ({ AsyncContext, assert }) => {
      const starts: (() => void)[] = [];
      const postTask = (task: () => void) => {
        const { promise, resolve } = deferred();
        starts.push(() => {
          resolve(undefined);
        });
        return promise.then(task);
      };

      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const post = () => postTask(() => seen.push(variable.get()));
      const done = [variable.run('A', post), variable.run('B', post)];
      variable.run('idle', () => {
        for (const start of starts) start();
      });
      assert.sameList(seen, [], 'right after');
      await Promise.all(done);
      assert.sameList(seen, ['A', 'B'], 'later');
    },
  );

  test(
    'a promise in user land that wraps its handlers runs them in the mappings of their then calls',
    SNAPSHOT,
    ({ AsyncContext, assert }) => {
      class UserLandPromise<T> {
        readonly #handlers: ((value: T) => void)[] = [];
        then(handler: (value: T) => void) {
          this.#handlers.push(AsyncContext.Snapshot.wrap(handler));
        }
        fulfil(value: T) {
          for (const handler of this.#handlers) handler(value);
        }
      }
      const variable = new AsyncContext.Variable<string>();
      const promise = new UserLandPromise<string>();
      const seen: unknown[] = [];
      const subscribe = () => {
        promise.then((value) => seen.push(value, variable.get()));
      };
      variable.run('A', subscribe);
      variable.run('B', subscribe);
      variable.run('C', () => {
        promise.fulfil('value');
      });
      assert.sameList(seen, ['value', 'A', 'value', 'B']);
    },
  );

  test(
    'a multiplexer makes one operation for a batch of requests and completes each in its own flow',
    SNAPSHOT,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const operations: string[] = [];
      let batch: { id: number; done: (row: string) => void }[] = [];
      const load = (id: number, callback: (row: string) => void) => {
        batch.push({ id, done: AsyncContext.Snapshot.wrap(callback) });
        if (batch.length > 1) return;
        void nextTask().then(() => {
          const entries = batch;
          batch = [];
          operations.push(`${entries.map(({ id }) => id).join()} by ${String(variable.get())}`);
          for (const { id, done } of entries) done(`row ${id}`);
        });
      };

      const seen: unknown[] = [];
      const flow = (id: number) =>
        new Promise<void>((resolve) => {
          load(id, (row) => {
            seen.push(`${row} for ${String(variable.get())}`);
            resolve();
          });
        });
      await Promise.all([variable.run('A', flow, 1), variable.run('B', flow, 2), flow(3)]);
      assert.sameList(operations, ['1,2,3 by A']);
      assert.sameList(seen, ['row 1 for A', 'row 2 for B', 'row 3 for undefined']);
    },
  );

  test(
    'a pool of workers runs every job in the mapping it was submitted in, whichever worker takes it',
    SNAPSHOT,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<number>();
      const pending: (() => Promise<void>)[] = [];
      const worker = async () => {
        for (let job = pending.shift(); job; job = pending.shift()) await job();
      };
      const seen: unknown[] = [];
      for (let id = 0; id < 9; id++) {
        variable.run(id, () =>
          pending.push(
            AsyncContext.Snapshot.wrap(async () => {
              const before = variable.get();
              await nextTask();
              seen.push(before === id && variable.get() === id);
            }),
          ),
        );
      }
      await Promise.all([variable.run(-1, worker), variable.run(-2, worker), worker()]);
      assert.sameList(
        seen,
        Array.from({ length: 9 }, () => true),
      );
    },
  );
});
