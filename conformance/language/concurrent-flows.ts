import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';

const Await = ecma262('await');
const PerformPromiseThen = proposal('sec-performpromisethen');

export default defineArea('flows', 'Concurrent flows', (test) => {
  test('two flows that take turns at every await keep their values apart', Await, async ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const seen: unknown[] = [];
    const flow = async () => {
      for (let i = 0; i < 4; i++) {
        await undefined;
        seen.push(variable.get());
      }
    };
    await Promise.all([variable.run('a', flow), variable.run('b', flow)]);
    assert.sameList(seen, ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']);
  });

  test(
    'code outside of every run that takes turns with a flow sees no value',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const flow = async () => {
        for (let i = 0; i < 3; i++) {
          await undefined;
          seen.push(variable.get());
        }
      };
      await Promise.all([flow(), variable.run('a', flow)]);
      assert.sameList(seen, [undefined, 'a', undefined, 'a', undefined, 'a']);
    },
  );

  test('flows that await one promise continue each with its own value', Await, async ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const { promise, resolve } = deferred();
    const flow = async () => {
      await promise;
      return variable.get();
    };
    const flows = [variable.run('a', flow), flow(), variable.run('b', flow)];
    variable.run('resolved', () => {
      resolve(undefined);
    });
    assert.sameList(await Promise.all(flows), ['a', undefined, 'b']);
  });

  test('two flows that settle each other in turns keep their values apart', Await, async ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const rounds = Array.from({ length: 6 }, () => deferred());
    const seen: unknown[] = [];
    const play = async (first: number) => {
      for (let round = first; round < rounds.length; round += 2) {
        await rounds[round]?.promise;
        seen.push(variable.get());
        rounds[round + 1]?.resolve(undefined);
      }
    };
    const flows = [variable.run('even', play, 0), variable.run('odd', play, 1)];
    rounds[0]?.resolve(undefined);
    await Promise.all(flows);
    assert.sameList(seen, ['even', 'odd', 'even', 'odd', 'even', 'odd']);
  });

  test(
    'a hundred flows with waits of different kinds keep their values apart',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<number>();
      const shared = nextTask();
      const waits = [
        () => undefined,
        () => shared,
        () => Promise.resolve(),
        () => ({ then: (fulfil: () => void) => void shared.then(fulfil) }),
        () => nextTask(),
      ];
      const flow = async (id: number) => {
        let mixedUp = 0;
        for (let step = 0; step < 10; step++) {
          await waits[(id * 7 + step * 3) % waits.length]?.();
          if (variable.get() !== id) mixedUp++;
        }
        return mixedUp;
      };
      const mixedUp = await Promise.all(Array.from({ length: 100 }, (_, id) => variable.run(id, flow, id)));
      assert.same(
        mixedUp.reduce((sum, n) => sum + n, 0),
        0,
      );
    },
  );

  test(
    'a flow that is started after an await inherits the mapping of the flow that starts it',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const other = new AsyncContext.Variable<string>();
      const child = async () => {
        await nextTask();
        return [variable.get(), other.get()];
      };
      const seen = await variable.run('parent', async () => {
        await undefined;
        return Promise.all([child(), other.run('added', child)]);
      });
      assert.sameList(seen.flat(), ['parent', undefined, 'parent', 'added']);
    },
  );

  test(
    'a flow that nobody awaits keeps its value after the flow that started it has ended',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      await variable.run('parent', async () => {
        await undefined;
        void (async () => {
          await nextTask();
          await nextTask();
          resolve(variable.get());
        })();
      });
      assert.same(await promise, 'parent');
    },
  );

  test('a flow that loses a race goes on in its own mapping', PerformPromiseThen, async ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const late = deferred();
    const loser = variable.run('loser', async () => {
      await late.promise;
      return variable.get();
    });
    await variable.run('racing', () => Promise.race([loser, Promise.resolve()]));
    variable.run('resolved', () => {
      late.resolve(undefined);
    });
    assert.same(await loser, 'loser');
  });

  test(
    'a result that is computed once runs in the mapping of the first caller, and all callers go on in theirs',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      let cached: Promise<unknown> | undefined;
      const compute = async () => {
        await nextTask();
        return variable.get();
      };
      const flow = async () => [await (cached ??= compute()), variable.get()];
      const [first, second] = await Promise.all([variable.run('first', flow), variable.run('second', flow)]);
      assert.sameList(first, ['first', 'first']);
      assert.sameList(second, ['first', 'second']);
    },
  );

  test(
    'a consumer that takes from a channel continues in its own mapping, not in that of the producer',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const takers: ((item: string) => void)[] = [];
      const take = () =>
        new Promise<string>((resolve) => {
          takers.push(resolve);
        });
      const consumer = variable.run('consumer', async () => {
        const items = [];
        for (let i = 0; i < 3; i++) items.push(await take(), variable.get());
        return items;
      });
      await variable.run('producer', async () => {
        for (const item of ['x', 'y', 'z']) {
          takers.shift()?.(item);
          await nextTask();
        }
      });
      assert.sameList(await consumer, ['x', 'consumer', 'y', 'consumer', 'z', 'consumer']);
    },
  );

  test(
    'a flow that waits for a lock continues in its own mapping when another flow releases it',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const order: unknown[] = [];
      let last = Promise.resolve();
      const locked = async (section: () => Promise<void>) => {
        const before = last;
        const { promise, resolve } = deferred<undefined>();
        last = promise;
        await before;
        await section();
        resolve(undefined);
      };
      const flow = () =>
        locked(async () => {
          order.push('enter', variable.get());
          await nextTask();
          order.push('leave', variable.get());
        });
      await Promise.all([variable.run('a', flow), variable.run('b', flow)]);
      assert.sameList(order, ['enter', 'a', 'leave', 'a', 'enter', 'b', 'leave', 'b']);
    },
  );

  test(
    'a flow that a snapshot has emptied inside another stays empty while the other keeps its value',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const empty = new AsyncContext.Snapshot();
      const seen: unknown[] = [];
      const flow = async (name: string) => {
        for (let i = 0; i < 2; i++) {
          await undefined;
          seen.push(name, variable.get());
        }
      };
      await variable.run('outer', () => Promise.all([flow('outer'), empty.run(flow, 'emptied')]));
      assert.sameList(seen, ['outer', 'outer', 'emptied', undefined, 'outer', 'outer', 'emptied', undefined]);
    },
  );

  test(
    'a flow that steps into the mapping of another through a snapshot comes back to its own',
    Await,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const snapshot = await variable.run('visited', async () => {
        await undefined;
        return new AsyncContext.Snapshot();
      });
      const seen = await variable.run('visitor', async () => {
        const visit = snapshot.run(async () => {
          await undefined;
          return variable.get();
        });
        await undefined;
        return [variable.get(), await visit, variable.get()];
      });
      assert.sameList(seen, ['visitor', 'visited', 'visitor']);
    },
  );
});
