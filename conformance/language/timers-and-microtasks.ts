import { ecma262, explainer } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';

const schedulers = explainer('WEB-INTEGRATION.md#schedulers');

export default defineArea('timers', 'Timers and microtasks of the host', (test) => {
  test(
    'a callback of queueMicrotask runs in the mapping of the call',
    schedulers,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      variable.run('queued', () => {
        queueMicrotask(() => {
          resolve(variable.get());
        });
      });
      assert.same(await promise, 'queued');
    },
    ['queueMicrotask'],
  );

  test(
    'a callback of queueMicrotask that is queued outside of every run sees no value',
    schedulers,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const note = () => seen.push(variable.get());
      queueMicrotask(note);
      variable.run('queued', () => {
        queueMicrotask(note);
      });
      queueMicrotask(note);
      await nextTask();
      assert.sameList(seen, [undefined, 'queued', undefined]);
    },
    ['queueMicrotask'],
  );

  test(
    'a microtask that a handler queues runs in the mapping of the handler',
    schedulers,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      void variable.run('registered', () =>
        Promise.resolve().then(() => {
          queueMicrotask(() => {
            resolve(variable.get());
          });
        }),
      );
      assert.same(await promise, 'registered');
    },
    ['queueMicrotask'],
  );

  test(
    'a callback of setTimeout runs in the mapping of the call',
    schedulers,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      variable.run('set', () => {
        setTimeout(() => {
          resolve(variable.get());
        });
      });
      assert.same(await promise, 'set');
    },
    ['setTimeout'],
  );

  test(
    'a callback of setTimeout that is set outside of every run sees no value beside those of runs',
    schedulers,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      const note = () => {
        if (seen.push(variable.get()) === 3) resolve(undefined);
      };
      setTimeout(note);
      variable.run('set', () => {
        setTimeout(note);
      });
      setTimeout(note);
      await promise;
      assert.sameList(seen, [undefined, 'set', undefined]);
    },
    ['setTimeout'],
  );

  test(
    'a timer that a timer sets inherits its mapping',
    schedulers,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      variable.run('set', () => {
        setTimeout(() => {
          setTimeout(() => {
            resolve(variable.get());
          });
        });
      });
      assert.same(await promise, 'set');
    },
    ['setTimeout'],
  );

  test(
    'a timer that is set after an await has the mapping of the flow, after awaits of its own, too',
    ecma262('await'),
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred<unknown[]>();
      await variable.run('flow', async () => {
        await undefined;
        setTimeout(async () => {
          const first = variable.get();
          await undefined;
          resolve([first, variable.get()]);
        });
      });
      assert.sameList(await promise, ['flow', 'flow']);
    },
    ['setTimeout'],
  );

  test(
    'a wrapped callback of setTimeout sees the mapping of the wrap call',
    schedulers,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const callback = variable.run('wrapped', () =>
        AsyncContext.Snapshot.wrap(() => {
          resolve(variable.get());
        }),
      );
      variable.run('set', () => {
        setTimeout(callback);
      });
      assert.same(await promise, 'wrapped');
    },
    ['setTimeout'],
  );

  test(
    'every tick of setInterval has the mapping of the call, whatever the tick before it ran',
    schedulers,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      variable.run('set', () => {
        const timer = setInterval(() => {
          seen.push(variable.get());
          variable.run('tick', () => seen.push(variable.get()));
          if (seen.length < 6) return;
          clearInterval(timer);
          resolve(undefined);
        }, 1);
      });
      await promise;
      assert.sameList(seen, ['set', 'tick', 'set', 'tick', 'set', 'tick']);
    },
    ['setInterval'],
  );
});
