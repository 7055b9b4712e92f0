import { explainer } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';

const README = (anchor: string) => explainer(`README.md#${anchor}`);

export default defineArea('scenario-overview', 'Scenarios: the proposal in short', (test) => {
  test(
    'a value that one shared binding loses at an await is kept by a variable',
    README('motivation'),
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      let shared: string | undefined;
      const read = () => [shared, variable.get()];
      const program = async () => {
        const before = read();
        await undefined;
        return [...before, ...read()];
      };
      let done;
      try {
        shared = 'value';
        done = variable.run('value', program);
      } finally {
        shared = undefined;
      }
      assert.sameList(await done, ['value', 'value', undefined, 'value']);
    },
  );

  test(
    'a value that one shared binding loses at a timer is kept by a variable',
    README('motivation'),
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred<unknown[]>();
      let shared: string | undefined;
      try {
        shared = 'value';
        variable.run('value', () => {
          setTimeout(() => {
            resolve([shared, variable.get()]);
          });
        });
      } finally {
        shared = undefined;
      }
      assert.sameList(await promise, [undefined, 'value']);
    },
    ['setTimeout'],
  );

  test(
    'every branch of nested runs and timers has its own value, whichever timer is first',
    README('asynccontextvariable'),
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: Record<string, unknown> = {};
      const later = async (delay: number, callback: () => unknown) => {
        await new Promise((resolve) => setTimeout(resolve, delay));
        return callback();
      };
      await variable.run('top', () => {
        const slow = later(4, async () => {
          seen['in a timer'] = variable.get();
          await variable.run('A', () =>
            later(1, () => {
              seen['in a timer of A'] = variable.get();
            }),
          );
        });
        const fast = variable.run('B', () =>
          later(1, () => {
            seen['in a timer of B'] = variable.get();
          }),
        );
        seen['after B'] = variable.get();
        return Promise.all([slow, fast]);
      });
      assert.same(seen['after B'], 'top');
      assert.same(seen['in a timer'], 'top');
      assert.same(seen['in a timer of A'], 'A');
      assert.same(seen['in a timer of B'], 'B');
    },
    ['setTimeout'],
  );

  test(
    'a snapshot of one flow gives its value back inside another, and leaves the other as it was',
    README('asynccontextsnapshot'),
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      let snapshot!: InstanceType<typeof AsyncContext.Snapshot>;
      await variable.run('A', async () => {
        await undefined;
        snapshot = new AsyncContext.Snapshot();
      });
      const seen = await variable.run('B', async () => {
        await undefined;
        return [variable.get(), snapshot.run(() => variable.get()), variable.get()];
      });
      assert.sameList(seen, ['B', 'A', 'B']);
    },
  );

  test(
    'a wrapped function sees the value of its wrap call wherever it is called, an unwrapped one that of its caller',
    README('asynccontextsnapshotwrap'),
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const read = () => variable.get();
      const wrapped = variable.run('A', () => AsyncContext.Snapshot.wrap(read));
      await nextTask();
      const inB = variable.run('B', () => [read(), wrapped()]);
      assert.sameList([read(), wrapped(), ...inB], [undefined, 'A', 'B', 'A']);
    },
  );

  test(
    'a library that sets one timer for a batch of callbacks runs them in the mapping of the first, unless they are wrapped',
    README('asynccontextsnapshotwrap'),
    async ({ AsyncContext, assert }) => {
      // The library.
      const batch: (() => void)[] = [];
      const defer = (callback: () => void) => {
        if (batch.push(callback) > 1) return;
        setTimeout(() => {
          for (const entry of batch.splice(0)) entry();
        });
      };

      // Its users.
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      const note = () => {
        if (seen.push(variable.get()) === 3) resolve(undefined);
      };
      variable.run('A', defer, note);
      variable.run('B', defer, note);
      variable.run('C', () => {
        defer(AsyncContext.Snapshot.wrap(note));
      });
      await promise;
      assert.sameList(seen, ['A', 'A', 'C']);
    },
    ['setTimeout'],
  );

  test(
    'a span is found again at the end of the chain of handlers that its initiator has begun',
    README('determine-the-initiator-of-a-task'),
    async ({ AsyncContext, assert }) => {
      // The tracer.
      interface Span {
        readonly name: string;
        ended: boolean;
      }
      const current = new AsyncContext.Variable<Span>();
      const spans: Span[] = [];
      const trace = <R>(name: string, callback: () => R): R => {
        const span = { name, ended: false };
        spans.push(span);
        return current.run(span, callback);
      };
      const end = () => {
        const span = current.get();
        if (span) span.ended = true;
      };

      // The application.
      const download = () => nextTask().then(() => ({ body: nextTask }));
      const onClick = () =>
        download().then((response) =>
          response.body().then(() => {
            end();
          }),
        );
      const first = trace('first click', onClick);
      await trace('second click', nextTask);
      assert.sameList(
        spans.map(({ ended }) => ended),
        [false, false],
        'before the first has ended',
      );
      await first;
      end();
      assert.sameList(
        spans.map(({ ended }) => ended),
        [true, false],
        'after it',
      );
    },
  );

  test(
    'queries that a request handler makes one after the other become child spans of the request',
    README('motivation'),
    async ({ AsyncContext, assert }) => {
      const current = new AsyncContext.Variable<string>({ defaultValue: 'root' });
      const spans: string[] = [];
      const trace = <R>(name: string, callback: () => R): R => {
        const path = `${current.get()}/${name}`;
        spans.push(path);
        return current.run(path, callback);
      };
      const query = (name: string) =>
        trace(name, async () => {
          await trace('connect', nextTask);
          await trace('send', nextTask);
        });
      await trace('request', async () => {
        await query('first');
        await query('second');
      });
      assert.sameList(spans, [
        'root/request',
        'root/request/first',
        'root/request/first/connect',
        'root/request/first/send',
        'root/request/second',
        'root/request/second/connect',
        'root/request/second/send',
      ]);
    },
  );

  test(
    'nothing that a flow calls or awaits changes the value that it reads itself',
    README('why-take-a-function-in-run'),
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const attempts = [
        () => variable.run('sync', () => undefined),
        () => variable.run('async', nextTask),
        async () => variable.run('nested', nextTask),
        () => Promise.resolve().then(() => variable.run('handler', nextTask)),
        () => new AsyncContext.Snapshot().run(nextTask),
        () => ({ then: (fulfil: () => void) => variable.run('thenable', fulfil) }),
      ];
      const seen = new Set<unknown>();
      await variable.run('A', async () => {
        for (const attempt of attempts) {
          await attempt();
          seen.add(variable.get());
        }
      });
      assert.sameList([...seen], ['A']);
    },
  );

  test(
    'an emitter that hands out a snapshot of the cause lets a listener choose between it and its own mapping',
    README('what-if-i-need-access-to-the-snapshot-from-a-more-recent-cause'),
    async ({ AsyncContext, assert }) => {
      interface Event {
        readonly origin: InstanceType<typeof AsyncContext.Snapshot>;
      }
      const listeners: ((event: Event) => void)[] = [];
      const dispatch = async () => {
        const origin = new AsyncContext.Snapshot();
        await nextTask();
        for (const listener of listeners) listener({ origin });
      };

      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      variable.run('listening', () => {
        listeners.push(
          AsyncContext.Snapshot.wrap(({ origin }) => {
            seen.push(
              variable.get(),
              origin.run(() => variable.get()),
            );
          }),
        );
      });
      await variable.run('dispatching', dispatch);
      assert.sameList(seen, ['listening', 'dispatching']);
    },
  );
});
