import type { AsyncContextNamespace, Variable } from '../../lib/types.ts';

type Value = Readonly<Record<string, never>>;

/** What one case looks at. */
class Case {
  readonly variable: Variable<Value>;
  readonly AsyncContext: AsyncContextNamespace;
  /** Values that must be collected, and values that must not yet. */
  readonly dropped: WeakRef<Value>[] = [];
  readonly kept: WeakRef<Value>[] = [];
  /** What the program holds on to. */
  readonly held: unknown[] = [];

  constructor(AsyncContext: AsyncContextNamespace) {
    this.AsyncContext = AsyncContext;
    this.variable = new AsyncContext.Variable<Value>();
  }

  /** Runs `fn` with a value that nothing but mappings holds. */
  run<R>(values: WeakRef<Value>[], fn: () => R): R {
    const value: Value = {};
    values.push(new WeakRef(value));
    return this.variable.run(value, fn);
  }
}

const forever = (): Promise<never> => new Promise<never>(() => undefined);

const cases: Record<string, (the: Case) => Promise<unknown> | undefined> = {
  'a pending promise keeps the values of the flows that wait for it, and of no others': (the) => {
    const pending = forever();
    the.held.push(pending);
    void the.run(the.kept, async () => await pending);
    void the.run(the.kept, () => pending.then(() => undefined));
    return the.run(the.dropped, async () => {
      await undefined;
      await Promise.resolve();
      await Promise.race([Promise.resolve().then(() => the.variable.get()), the.run(the.dropped, async () => 1)]);
    });
  },
  'a promise that is dropped before it settles keeps nothing': (the) => {
    void the.run(the.dropped, async () => await forever());
    void the.run(the.dropped, async () => {
      await Promise.resolve();
      await forever();
    });
    void the.run(the.dropped, () => forever().finally(() => undefined));
    return undefined;
  },
  'a promise that has settled keeps nothing': async (the) => {
    let settle = (): void => undefined;
    const promise = new Promise<void>((resolve) => (settle = resolve));
    const rejected = Promise.reject(new Error('expected'));
    the.held.push(promise, rejected);
    const flow = async () => {
      await promise;
      await rejected.catch(() => undefined);
    };
    const flows = [
      the.run(the.dropped, flow),
      the.run(the.dropped, flow),
      the.run(the.dropped, () => rejected.catch(flow)),
    ];
    settle();
    await Promise.all(flows);
  },
  'the promise of a flow that has finished does not keep the flow’s value': async (the) => {
    const thenable = { then: (resolve: (value: unknown) => void) => resolve(1) };
    const promises = [
      the.run(the.dropped, async () => await undefined),
      the.run(the.dropped, () => Promise.resolve(1).then((): unknown => thenable)),
      the.run(the.dropped, async () => thenable),
    ];
    the.held.push(promises, thenable);
    await Promise.all(promises);
  },
  'a timer that was cleared keeps nothing, and one that has run neither': async (the) => {
    the.run(the.dropped, () => clearTimeout(setTimeout(() => undefined, 1_000_000)));
    the.run(the.dropped, () => clearInterval(setInterval(() => undefined, 1_000_000)));
    await new Promise((resolve) => the.run(the.dropped, () => setTimeout(resolve, 0)));
  },
  'a wrapped function and a snapshot keep their value as long as they live': (the) => {
    the.run(the.dropped, () => the.AsyncContext.Snapshot.wrap(() => undefined)());
    the.run(the.dropped, () => new the.AsyncContext.Snapshot().run(() => undefined));
    the.held.push(
      the.run(the.kept, () => the.AsyncContext.Snapshot.wrap(() => undefined)),
      the.run(the.kept, () => new the.AsyncContext.Snapshot()),
    );
    return undefined;
  },
  'an async generator that was abandoned keeps nothing': async (the) => {
    const values = async function* () {
      for (let i = 0; ; i++) {
        await undefined;
        yield i;
      }
    };
    await the.run(the.dropped, async () => await values().next());
    await the.run(the.dropped, async () => {
      for await (const i of values()) if (i === 2) break;
    });
  },
  'a run that is over keeps nothing, though the flow around it waits': (the) => {
    const pending = forever();
    the.held.push(pending);
    void the.run(the.kept, async () => {
      the.run(the.dropped, () => the.variable.get());
      await the.run(the.dropped, async () => await Promise.resolve());
      await pending;
    });
    return undefined;
  },
  'what waits for a promise that another flow settles later is kept until then': async (the) => {
    let settle = (): void => undefined;
    const promise = new Promise<void>((resolve) => (settle = resolve));
    const flow = the.run(the.dropped, async () => {
      await promise;
      await undefined;
    });
    the.held.push(promise, flow);
    void the.run(the.dropped, async () => {
      await undefined;
      settle();
    });
    await flow;
  },
};

const areGone = (values: readonly WeakRef<Value>[]): boolean => values.every((value) => value.deref() === undefined);

/** Runs all cases, and tells which values were not collected though they should be, or the other way round. */
export async function findSurvivors(
  AsyncContext: AsyncContextNamespace,
  collect: () => Promise<unknown>,
): Promise<string[]> {
  const running: [string, Case][] = [];
  for (const [name, begin] of Object.entries(cases)) {
    const the = new Case(AsyncContext);
    running.push([name, the]);
    await begin(the);
  }
  const collectAll = async (which: 'dropped' | 'kept') => {
    // Firefox lets go of the callbacks of timers only some collections later.
    for (let rounds = 0; rounds < 20; rounds++) {
      await collect();
      if (running.every(([, the]) => areGone(the[which]))) break;
    }
  };
  await collectAll('dropped');
  const found: string[] = [];
  for (const [name, { dropped, kept, held }] of running) {
    dropped.forEach((value, i) => {
      if (value.deref() !== undefined) found.push(`${name}: value ${i} is kept`);
    });
    kept.forEach((value, i) => {
      if (value.deref() === undefined) found.push(`${name}: value ${i} is gone`);
    });
    held.length = 0;
  }
  // Nothing but what was held kept them.
  await collectAll('kept');
  for (const [name, { kept }] of running) {
    kept.forEach((value, i) => {
      if (value.deref() !== undefined) found.push(`${name}: value ${i} outlives what kept it`);
    });
  }
  return found;
}
