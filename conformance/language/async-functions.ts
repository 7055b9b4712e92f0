import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';

const AsyncFunctionStart = ecma262('sec-async-functions-abstract-operations-async-function-start');
const Await = ecma262('await');
const PerformPromiseThen = proposal('sec-performpromisethen');
const run = proposal('sec-asynccontext-variable.prototype.run');

export default defineArea('async-functions', 'Async functions', (test) => {
  test(
    'the body of an async function starts at once in the mapping of its caller',
    AsyncFunctionStart,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      let seen: unknown;
      async function callee() {
        seen = variable.get();
      }
      void variable.run('called', callee);
      assert.same(seen, 'called');
    },
  );

  test(
    'the defaults of the parameters of an async function are evaluated in the mapping of its caller',
    ecma262('sec-async-function-definitions'),
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      async function callee(value = variable.get()) {
        await undefined;
        return value;
      }
      assert.same(await variable.run('called', () => callee()), 'called');
    },
  );

  test('an async function that run calls keeps the value after its awaits', Await, async ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const seen = variable.run('called', async () => {
      await undefined;
      const first = variable.get();
      await nextTask();
      return [first, variable.get()];
    });
    assert.sameList(await seen, ['called', 'called']);
  });

  test(
    'run restores the mapping when the async function that it calls returns its promise, not when that settles',
    run,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen = await variable.run('outer', async () => {
        const inner = variable.run('inner', async () => {
          await promise;
          return variable.get();
        });
        const meanwhile = variable.get();
        resolve(undefined);
        return [meanwhile, await inner, variable.get()];
      });
      assert.sameList(seen, ['outer', 'inner', 'outer']);
    },
  );

  test(
    'an async callee cannot change what its caller sees after awaiting it',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      async function callee() {
        await variable.run('callee', async () => {
          await undefined;
        });
        return variable.get();
      }
      const seen = variable.run('caller', async () => [await callee(), variable.get()]);
      assert.sameList(await seen, ['caller', 'caller']);
    },
  );

  test(
    'a helper that is called after an await sees the value of the flow that calls it',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const read = () => variable.get();
      const helper = async () => {
        await undefined;
        return read();
      };
      const seen = variable.run('flow', async () => {
        await nextTask();
        return helper();
      });
      assert.same(await seen, 'flow');
    },
  );

  test(
    'a handler on the promise of an async function runs in the mapping of its own then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen = variable.run('outer', () =>
        variable
          .run('inner', async () => {
            await undefined;
          })
          .then(() => variable.get()),
      );
      assert.same(await seen, 'outer');
    },
  );

  test(
    'a handler on the rejected promise of an async function runs in the mapping of its own catch call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen = variable.run('outer', () =>
        variable
          .run('inner', async () => {
            await undefined;
            throw new Error('by the callee');
          })
          .catch(() => variable.get()),
      );
      assert.same(await seen, 'outer');
    },
  );

  test(
    'an async function that throws before its first await leaves its caller in the mapping of the caller',
    AsyncFunctionStart,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen = variable.run('outer', async () => {
        const failing = variable.run('inner', async () => {
          throw new RangeError('at once');
        });
        const before = variable.get();
        await assert.rejects(failing, RangeError);
        return [before, variable.get()];
      });
      assert.sameList(await seen, ['outer', 'outer']);
    },
  );

  test('every level of a recursion that awaits keeps its own value', Await, async ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    async function descend(level: number): Promise<unknown[]> {
      await undefined;
      const below = level < 10 ? await variable.run(level + 1, descend, level + 1) : [];
      return [variable.get(), ...below];
    }
    assert.sameList(await variable.run(0, descend, 0), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test(
    'an async function that was made in a run has the mapping of its caller all along',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const callee = variable.run('made', () => async () => {
        const before = variable.get();
        await undefined;
        return [before, variable.get()];
      });
      assert.sameList(await variable.run('called', callee), ['called', 'called']);
    },
  );

  test(
    'one async function that two flows have called keeps their values apart',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      async function callee() {
        await promise;
        const first = variable.get();
        await undefined;
        return [first, variable.get()].join();
      }
      const flows = [variable.run('first', callee), variable.run('second', callee), callee()];
      resolve(undefined);
      assert.sameList(await Promise.all(flows), ['first,first', 'second,second', ',']);
    },
  );

  test('async methods keep the mapping of their caller', Await, async ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    class Service {
      async #hidden() {
        await undefined;
        return variable.get();
      }
      async method() {
        await undefined;
        return [variable.get(), await this.#hidden()];
      }
      static async create() {
        await undefined;
        return [variable.get(), ...(await new Service().method())];
      }
    }
    const seen = await variable.run('called', () => Service.create());
    assert.sameList(seen, ['called', 'called', 'called']);
  });

  test(
    'an async handler keeps the mapping of the then call after its awaits',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen = variable.run('registered', () =>
        promise.then(async () => {
          await nextTask();
          return variable.get();
        }),
      );
      variable.run('resolved', () => {
        resolve(undefined);
      });
      assert.same(await seen, 'registered');
    },
  );

  test(
    'an async function that an executor starts keeps the mapping of the constructor call after its awaits',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const promise = variable.run(
        'constructed',
        () =>
          new Promise((resolve) => {
            void (async () => {
              await nextTask();
              resolve(variable.get());
            })();
          }),
      );
      assert.same(await promise, 'constructed');
    },
  );

  test(
    'an async function that a snapshot runs keeps the mapping of the snapshot after its awaits',
    proposal('sec-asynccontext-snapshot.prototype.run'),
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const snapshot = variable.run('captured', () => new AsyncContext.Snapshot());
      const seen = variable.run('running', () =>
        snapshot.run(async () => {
          await undefined;
          return variable.get();
        }),
      );
      assert.same(await seen, 'captured');
    },
  );

  test(
    'a wrapped async function keeps the mapping of the wrap call after its awaits',
    proposal('sec-asynccontext-snapshot.wrap'),
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const wrapped = variable.run('wrapped', () =>
        AsyncContext.Snapshot.wrap(async () => {
          await undefined;
          return variable.get();
        }),
      );
      assert.same(await variable.run('called', wrapped), 'wrapped');
    },
  );

  test(
    'an async function keeps its mapping over more than one nested run, each with awaits before and after',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const note = () => seen.push(variable.get());
      await variable.run('a', async () => {
        await undefined;
        await variable.run('b', async () => {
          await undefined;
          await variable.run('c', async () => {
            await undefined;
            note();
          });
          note();
        });
        note();
        await variable.run('d', async () => {
          await undefined;
          note();
        });
        note();
      });
      note();
      assert.sameList(seen, ['c', 'b', 'a', 'd', 'a', undefined]);
    },
  );
});
