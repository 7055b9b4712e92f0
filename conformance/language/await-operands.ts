import { ecma262, proposal } from '../sections.ts';
import { defineArea, type Need } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';
import type { Host } from '../host.ts';

const Await = ecma262('await');
const NewPromiseResolveThenableJob = proposal('sec-newpromiseresolvethenablejob');

type Settle = (value?: unknown) => void;

/**
 * Operands of `await`. Each is made outside of every run, or in one of its own, and settles
 * without help from whoever awaits it. `elsewhere` calls its argument in a run of the same variable.
 */
const operands: readonly {
  readonly what: string;
  readonly make: (elsewhere: <R>(fn: () => R) => R, host: Host) => unknown;
  readonly rejects?: true;
  readonly needs?: readonly Need[];
}[] = [
  { what: 'undefined', make: () => undefined },
  { what: 'a number', make: () => 1 },
  { what: 'an object without then', make: () => ({}) },
  { what: 'an object whose then is not callable', make: () => ({ then: 'later' }) },
  { what: 'a function', make: () => () => undefined },
  { what: 'a promise that was fulfilled in another run', make: (elsewhere) => elsewhere(() => Promise.resolve()) },
  {
    what: 'a promise that was rejected in another run',
    make: (elsewhere) => {
      const promise = elsewhere(() => Promise.reject(new Error('rejected')));
      promise.catch(() => undefined);
      return promise;
    },
    rejects: true,
  },
  {
    what: 'a promise that a microtask of another flow fulfils',
    make: (elsewhere) => {
      const { promise, resolve } = deferred();
      elsewhere(() => void Promise.resolve().then(resolve));
      return promise;
    },
  },
  {
    what: 'a promise that another flow fulfils in a later task',
    make: (elsewhere) => {
      const { promise, resolve } = deferred();
      elsewhere(() => void nextTask().then(resolve));
      return promise;
    },
  },
  {
    what: 'a promise that another flow rejects in a later task',
    make: (elsewhere) => {
      const { promise, reject } = deferred();
      elsewhere(() => void nextTask().then(() => reject(new Error('rejected'))));
      return promise;
    },
    rejects: true,
  },
  { what: 'a promise that code outside of every run fulfils in a later task', make: () => nextTask() },
  {
    what: 'a promise that is resolved with another promise in another run',
    make: (elsewhere) => {
      const { promise, resolve } = deferred();
      elsewhere(() => {
        resolve(nextTask());
      });
      return promise;
    },
  },
  {
    what: 'the derived promise of a then call in another run',
    make: (elsewhere) => elsewhere(() => nextTask().then(() => undefined)),
  },
  {
    what: 'a promise that has handlers already',
    make: (elsewhere) => {
      const promise = nextTask();
      elsewhere(() => {
        void promise.then(() => undefined);
        void promise.then(() => undefined);
      });
      return promise;
    },
  },
  {
    what: 'a promise of Promise.all over promises of several runs',
    make: (elsewhere) => Promise.all([nextTask(), elsewhere(() => nextTask()), elsewhere(() => Promise.resolve())]),
  },
  {
    what: 'a promise of Promise.race that keeps a pending element',
    make: (elsewhere) => elsewhere(() => Promise.race([deferred().promise, nextTask()])),
  },
  {
    what: 'the promise of an async function that awaits in another run',
    make: (elsewhere) =>
      elsewhere(async () => {
        await undefined;
        await nextTask();
      }),
  },
  {
    what: 'the promise of an async function that throws in another run',
    make: (elsewhere) =>
      elsewhere(async () => {
        await undefined;
        throw new Error('by the callee');
      }),
    rejects: true,
  },
  {
    what: 'the promise of an async function that returns a pending promise',
    make: (elsewhere) => elsewhere(async () => nextTask()),
  },
  {
    what: 'the promise of next of an async generator that was made in another run',
    make: (elsewhere) =>
      elsewhere(async function* () {
        await undefined;
        yield undefined;
      }).next(),
  },
  {
    what: 'a promise of a subclass',
    make: (elsewhere) =>
      elsewhere(
        () =>
          new (class Derived<T> extends Promise<T> {})((resolve) => {
            void nextTask().then(resolve);
          }),
      ),
  },
  {
    what: 'a promise whose constructor is another function',
    make: () => Object.defineProperty(nextTask(), 'constructor', { value: function Other() {} }),
  },
  {
    what: 'a promise whose constructor is undefined',
    make: () => Object.assign(nextTask(), { constructor: undefined }),
  },
  { what: 'a promise without a prototype', make: () => Object.setPrototypeOf(nextTask(), null) as unknown },
  { what: 'a frozen promise', make: () => Object.freeze(nextTask()) },
  {
    what: 'a promise with an own then, which await does not call',
    make: () =>
      Object.assign(nextTask(), {
        then() {
          throw new Error('then was called');
        },
      }),
  },
  {
    what: 'a thenable that calls back at once in another run',
    make: (elsewhere) => ({ then: (fulfil: Settle) => elsewhere(fulfil) }),
  },
  {
    what: 'a thenable that calls back from a later task of another flow',
    make: (elsewhere) => ({ then: (fulfil: Settle) => elsewhere(() => void nextTask().then(fulfil)) }),
  },
  {
    what: 'a thenable whose then throws in another run',
    make: (elsewhere) => ({
      then: () =>
        elsewhere(() => {
          throw new Error('by then');
        }),
    }),
    rejects: true,
  },
  {
    what: 'a thenable that rejects from another flow',
    make: (elsewhere) => ({
      then: (_fulfil: Settle, reject: Settle) =>
        elsewhere(() => void nextTask().then(() => reject(new Error('by then')))),
    }),
    rejects: true,
  },
  {
    what: 'an object whose then getter throws in another run',
    make: (elsewhere) => ({
      get then() {
        return elsewhere(() => {
          throw new Error('by the getter');
        });
      },
    }),
    rejects: true,
  },
  {
    what: 'a thenable that passes on another thenable from another run',
    make: (elsewhere) => ({
      then: (fulfil: Settle) =>
        elsewhere(() => fulfil({ then: (fulfilInner: Settle) => void nextTask().then(fulfilInner) })),
    }),
  },
  {
    what: 'a callable thenable',
    make: (elsewhere) => Object.assign(() => undefined, { then: (fulfil: Settle) => elsewhere(fulfil) }),
  },
  {
    what: 'a proxy of a thenable',
    make: (elsewhere) => new Proxy({ then: (fulfil: Settle) => elsewhere(fulfil) }, {}),
  },
  {
    what: 'a promise of another realm',
    make: (_elsewhere, host) => host.createRealm?.().evaluate('Promise.resolve()'),
    needs: ['createRealm'],
  },
  {
    what: 'the promise of a dynamic import',
    make: (elsewhere, host) => elsewhere(() => host.importModule?.('export const loaded = true;')),
    needs: ['importModule'],
  },
];

export default defineArea('await', 'The operands of await', (test) => {
  for (const { what, make, rejects = false, needs = [] } of operands) {
    test(
      `the mapping at the await is there again after awaiting ${what}`,
      Await,
      async ({ AsyncContext, assert, host }) => {
        const variable = new AsyncContext.Variable<string>();
        const awaitIn = (name: string) => {
          const operand = make((fn) => variable.run('elsewhere', fn), host);
          return variable.run(name, async () => {
            try {
              await operand;
              return ['fulfilled', variable.get()];
            } catch {
              return ['rejected', variable.get()];
            }
          });
        };
        // Two at once, so that a mapping that is merely left in place cannot be taken for one that was restored.
        const outcome = rejects ? 'rejected' : 'fulfilled';
        const [first, second] = await Promise.all([awaitIn('first flow'), awaitIn('second flow')]);
        assert.sameList(first, [outcome, 'first flow']);
        assert.sameList(second, [outcome, 'second flow']);
      },
      needs,
    );
  }

  test(
    'await reads the constructor of a promise at once, in the mapping at the await',
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
      void variable.run('awaited', async () => {
        await promise;
      });
      assert.sameList(seen, ['awaited']);
    },
  );

  test(
    'await reads the then of an object at once, in the mapping at the await',
    ecma262('sec-promise-resolve-functions'),
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const operand = {
        get then() {
          seen.push(variable.get());
          return undefined;
        },
      };
      void variable.run('awaited', async () => {
        await operand;
      });
      assert.sameList(seen, ['awaited']);
    },
  );

  test(
    'await runs the then of a thenable in the mapping at the await',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const operand = {
        then(fulfil: Settle) {
          fulfil(variable.get());
        },
      };
      const seen = variable.run('awaited', async () => {
        await undefined;
        return await operand;
      });
      assert.same(await seen, 'awaited');
    },
  );

  test(
    'twenty awaits of operands that are no promises in a row keep the mapping',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen = new Set<unknown>();
      await variable.run('flow', async () => {
        for (let i = 0; i < 20; i++) {
          await i;
          seen.add(variable.get());
        }
      });
      assert.sameList([...seen], ['flow']);
    },
  );

  test(
    'one promise that is awaited again and again keeps the mapping of each flow',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const promise = Promise.resolve();
      const awaitTwice = async () => {
        await promise;
        const first = variable.get();
        await promise;
        return `${String(first)} ${String(variable.get())}`;
      };
      const flows = [variable.run('a', awaitTwice), variable.run('b', awaitTwice)];
      assert.sameList(await Promise.all(flows), ['a a', 'b b']);
    },
  );

  test('await of an await keeps the mapping', Await, async ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const seen = variable.run('flow', async () => {
      await (
        await Promise.resolve(() => nextTask())
      )();
      return variable.get();
    });
    assert.same(await seen, 'flow');
  });

  test('the mapping is kept between the operands of one expression', Await, async ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const seen = variable.run('flow', async () => [
      variable.get(),
      await undefined,
      variable.get(),
      `${String(await nextTask())} ${String(variable.get())}`,
      variable.run('inner', () => variable.get()),
      (await Promise.resolve(null)) ?? variable.get(),
    ]);
    assert.sameList(await seen, ['flow', undefined, 'flow', 'undefined flow', 'inner', 'flow']);
  });

  test(
    'a catch block, a finally block and what follows have the mapping at the await',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, reject } = deferred();
      const seen: unknown[] = [];
      const flow = variable.run('flow', async () => {
        try {
          await promise;
        } catch {
          seen.push(variable.get());
          await undefined;
          seen.push(variable.get());
        } finally {
          await nextTask();
          seen.push(variable.get());
        }
        seen.push(variable.get());
      });
      variable.run('rejected', () => {
        reject(new Error('rejected'));
      });
      await flow;
      assert.sameList(seen, ['flow', 'flow', 'flow', 'flow']);
    },
  );

  test(
    'a finally block that an error passes through has the mapping at the await',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const flow = variable.run('flow', async () => {
        try {
          await variable.run('callee', async () => {
            await undefined;
            throw new RangeError('by the callee');
          });
        } finally {
          seen.push(variable.get());
        }
      });
      await assert.rejects(flow, RangeError);
      assert.sameList(seen, ['flow']);
    },
  );

  test(
    'an await inside a run inside an awaiting function restores the mapping of each',
    Await,
    async ({ AsyncContext, assert }) => {
      const outer = new AsyncContext.Variable<string>();
      const inner = new AsyncContext.Variable<string>();
      const seen = await outer.run('outer', async () => {
        await undefined;
        const within = await inner.run('inner', async () => {
          await nextTask();
          return [outer.get(), inner.get()];
        });
        return [...within, outer.get(), inner.get()];
      });
      assert.sameList(seen, ['outer', 'inner', 'outer', undefined]);
    },
  );

  test(
    'a flow that waits for several of its own branches at once gets each of them in its own mapping',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const branch = async (waits: number) => {
        for (let i = 0; i < waits; i++) await undefined;
        return variable.get();
      };
      const seen = await variable.run('flow', async () => {
        const branches = await Promise.all([
          branch(3),
          variable.run('first', branch, 1),
          variable.run('second', branch, 2),
        ]);
        return [...branches, variable.get()];
      });
      assert.sameList(seen, ['flow', 'first', 'second', 'flow']);
    },
  );

  test(
    'an async function that is compiled at run time keeps its mapping',
    Await,
    async ({ AsyncContext, assert, host }) => {
      const variable = new AsyncContext.Variable<string>();
      const callee = host.evaluate?.('(async (read) => { await undefined; return read(); })') as (
        read: () => unknown,
      ) => Promise<unknown>;
      assert.same(await variable.run('flow', callee, () => variable.get()), 'flow');
    },
    ['evaluate'],
  );
});
