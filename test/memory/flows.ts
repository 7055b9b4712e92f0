import type { AsyncContextNamespace, Variable } from '../../lib/types.ts';

/** What flows call: operations on a variable or, on the bare platform, nothing but the calls. */
export interface Contexts {
  /** Runs `fn` with a value of a variable that is made for the occasion, if `own`, or shared. */
  run<R>(value: unknown, own: boolean, fn: () => R): R;
  get(): unknown;
  wrap<R>(fn: () => R): () => R;
  snapshot(): <R>(fn: () => R) => R;
}

export const bare: Contexts = {
  run: (_value, _own, fn) => fn(),
  get: () => undefined,
  wrap: (fn) => fn,
  snapshot: () => (fn) => fn(),
};

export function contexts({ Variable, Snapshot }: AsyncContextNamespace): Contexts {
  const shared: Variable<unknown> = new Variable<unknown>();
  return {
    run: (value, own, fn) => (own ? new Variable<unknown>() : shared).run(value, fn),
    get: () => shared.get(),
    wrap: (fn) => Snapshot.wrap(fn),
    snapshot() {
      const snapshot = new Snapshot();
      return (fn) => snapshot.run(fn);
    },
  };
}

const nextTask = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));

async function* count() {
  for (let i = 0; i < 10; i++) yield await i;
}

const fail = async () => {
  await null;
  throw new Error('expected');
};

/** One flow each, which ends or is dropped half-way. */
const kinds: ((to: Contexts) => Promise<unknown>)[] = [
  async function awaitsPromises(to) {
    await Promise.resolve(1);
    await (async () => await Promise.resolve(to.get()))();
    await fail().catch(() => to.get());
    await new Promise<void>((resolve) => queueMicrotask(resolve));
  },
  async function awaitsOtherValues() {
    await 1;
    await (
      await (async () => 'text')()
    ).length;
    await undefined;
    await { then: (resolve: (value: number) => void) => resolve(1) };
  },
  async function chains(to) {
    const failed = Promise.resolve(1).then(() => Promise.reject(new Error('expected')));
    await failed
      .then(() => 0)
      .catch(() => to.get())
      .finally(() => undefined)
      .then((): unknown => ({ then: (resolve: (value: number) => void) => resolve(1) }));
  },
  async function usesTimers() {
    clearTimeout(setTimeout(() => undefined, 1_000_000));
    const interval = setInterval(() => undefined, 1_000_000);
    await new Promise((resolve) => void setTimeout(resolve, 0));
    clearInterval(interval);
  },
  async function abandonsGenerators() {
    for await (const i of count()) if (i === 1) break;
    // And one that is dropped where it stands, one that waits for ever, and one that never began.
    const dropped = count();
    await dropped.next();
    void (async function* () {
      yield await new Promise(() => undefined);
    })().next();
    count();
  },
  async function wraps(to) {
    const wrapped = to.wrap(() => to.get());
    const restore = to.snapshot();
    await undefined;
    wrapped();
    restore(() => to.run({}, false, wrapped));
    to.wrap(wrapped);
  },
  async function combines(to) {
    await Promise.all([1, Promise.resolve(2), fail().catch(() => to.get())]);
    await Promise.race([new Promise(() => undefined), (async () => await 1)()]);
    await Promise.allSettled([fail(), 1]);
  },
  async function waitsForEver(to) {
    const forever = async () => {
      await undefined;
      await new Promise(() => undefined);
    };
    void to.run({}, false, forever);
    void new Promise(() => undefined).then(() => to.get());
  },
];

/** Runs flows, a thousand at a time, until all have finished. */
export async function runFlows(to: Contexts, total: number): Promise<void> {
  for (let done = 0; done < total;) {
    const flows: Promise<unknown>[] = [];
    for (; done < total && flows.length < 1_000; done++) {
      const kind = kinds[done % kinds.length] as (typeof kinds)[number];
      flows.push(to.run({ done }, done % 100 < kinds.length, () => kind(to)));
    }
    await Promise.all(flows);
    await nextTask();
  }
}

/** Starts flows that wait for a promise of their own each, and returns what settles those. */
export function startPending(to: Contexts, total: number): (() => void)[] {
  const settle: (() => void)[] = [];
  const wait = async () => {
    await new Promise<void>((resolve) => void settle.push(resolve));
  };
  for (let i = 0; i < total; i++) void to.run({ i }, false, wait);
  return settle;
}

/** What tells how large the heap is. */
export interface Heap {
  collect(): void;
  bytes(): number;
}

/** The heap when nothing more can be collected. */
export async function settledBytes({ collect, bytes }: Heap): Promise<number> {
  let least = Infinity;
  for (let rounds = 0; rounds < 4; rounds++) {
    // In a task of its own, for finalizers and for what the stack of the last one still holds.
    await nextTask();
    collect();
    const now = bytes();
    if (now < least - 1_000) rounds = 0;
    least = Math.min(least, now);
  }
  return least;
}

export interface Growth {
  /** By finished flows. */
  readonly finished: number;
  /** By flows that are pending. */
  readonly pending: number;
  /** By these once they have finished as well. */
  readonly settled: number;
}

/** How many bytes the heap grows by for each flow. */
export async function measureGrowth(heap: Heap, to: Contexts, total: number): Promise<Growth> {
  // Code is compiled and tables are as large as they get.
  await runFlows(to, Math.min(total, 20_000));
  await settledBytes(heap);
  const before = await settledBytes(heap);
  await runFlows(to, total);
  const finished = await settledBytes(heap);
  const settle = startPending(to, total);
  const pending = await settledBytes(heap);
  for (const resolve of settle.splice(0)) resolve();
  const settled = await settledBytes(heap);
  return {
    finished: (finished - before) / total,
    pending: (pending - finished) / total,
    settled: (settled - finished) / total,
  };
}
