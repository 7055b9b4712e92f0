import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';

const Await = ecma262('await');
const PerformPromiseThen = proposal('sec-performpromisethen');
const NewPromiseResolveThenableJob = proposal('sec-newpromiseresolvethenablejob');
const get = proposal('sec-asynccontext-variable.prototype.get');

export default defineArea('empty', 'The empty mapping', (test) => {
  test(
    'code outside of every run comes back empty from awaiting a promise that a run settles',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const outside = (async () => {
        await promise;
        return variable.get();
      })();
      variable.run('resolved', () => {
        resolve(undefined);
      });
      assert.same(await outside, undefined);
    },
  );

  test(
    'code outside of every run comes back empty from awaiting an async function that run called',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      await variable.run('called', async () => {
        await nextTask();
      });
      assert.same(variable.get(), undefined);
    },
  );

  test(
    'code outside of every run catches the error of an async function that run called in the empty mapping',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      let seen: unknown = 'not caught';
      try {
        await variable.run('called', async () => {
          await nextTask();
          throw new Error('by the callee');
        });
      } catch {
        seen = variable.get();
      }
      assert.same(seen, undefined);
    },
  );

  test(
    'code outside of every run comes back empty from awaiting a thenable that calls back inside a run',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      await { then: (fulfil: () => void) => variable.run('called back', fulfil) };
      assert.same(variable.get(), undefined);
    },
  );

  test(
    'code outside of every run comes back empty from awaiting a promise that is settled with a thenable in a run',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      variable.run('resolved', () => {
        resolve({ then: (fulfil: () => void) => void nextTask().then(fulfil) });
      });
      await promise;
      assert.same(variable.get(), undefined);
    },
  );

  test(
    'a handler that was registered outside of every run stays empty while it calls functions made in runs',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const made = variable.run('made', () => () => variable.get());
      assert.same(await Promise.resolve().then(made), undefined);
    },
  );

  test('after an await outside of every run a variable has its default', get, async ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>({ defaultValue: 'default' });
    await variable.run('called', async () => {
      await undefined;
    });
    assert.same(variable.get(), 'default');
  });

  test(
    'after an await a record that holds undefined still hides the default',
    get,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string | undefined>({ defaultValue: 'default' });
      const seen = variable.run(undefined, async () => {
        await undefined;
        return variable.get();
      });
      assert.same(await seen, undefined);
    },
  );

  test(
    'a function that a snapshot runs in the empty mapping stays empty after its awaits, inside a run',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>({ defaultValue: 'default' });
      const empty = new AsyncContext.Snapshot();
      const seen = await variable.run('outer', async () => {
        await undefined;
        const emptied = await empty.run(async () => {
          await nextTask();
          return variable.get();
        });
        return [emptied, variable.get()];
      });
      assert.sameList(seen, ['default', 'outer']);
    },
  );

  test(
    'a handler that a snapshot registers in the empty mapping sees no value, inside a run',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const empty = new AsyncContext.Snapshot();
      const { promise, resolve } = deferred();
      const seen = variable.run('outer', () => empty.run(() => promise.then(() => variable.get())));
      variable.run('resolved', () => {
        resolve(undefined);
      });
      assert.same(await seen, undefined);
    },
  );

  test(
    'a flow has the default of a variable that is constructed while the flow waits',
    get,
    async ({ AsyncContext, assert }) => {
      const older = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred<{ get(): unknown }>();
      const seen = older.run('older', async () => {
        const newer = await promise;
        return [older.get(), newer.get()];
      });
      const newer = new AsyncContext.Variable<string>({ defaultValue: 'default' });
      newer.run('running', () => {
        resolve({ get: () => newer.get() });
      });
      assert.sameList(await seen, ['older', 'default']);
    },
  );

  test(
    'a snapshot that is taken after an await outside of every run is empty',
    proposal('sec-asynccontext-snapshot'),
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      await variable.run('called', () => nextTask());
      const snapshot = new AsyncContext.Snapshot();
      assert.same(
        variable.run('running', () => snapshot.run(() => variable.get())),
        undefined,
      );
    },
  );

  test(
    'a snapshot that is taken after an await in a flow has the mapping of the flow',
    proposal('sec-asynccontext-snapshot'),
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const snapshot = await variable.run('flow', async () => {
        await nextTask();
        return new AsyncContext.Snapshot();
      });
      assert.same(
        snapshot.run(() => variable.get()),
        'flow',
      );
    },
  );
});
