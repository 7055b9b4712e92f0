import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';

/**
 * @typedef {object} Contender one way to do what a group measures
 * @property {string} name
 * @property {(count: number) => unknown} [loop] does it `count` times and returns something that
 *   depends on every one of them, so that none can be left out
 * @property {(body: () => unknown) => unknown} [context] calls `body` where the loop is to run
 * @property {(index: number) => unknown} [make] makes one of what is weighed
 *
 * @typedef {object} Group contenders for one task; the first is the baseline
 * @property {'time' | 'alone' | 'memory'} [measure] `time`, if not given: in turns, in one process.
 *   `alone`: in a process each, for what the mere presence of another contender would change; the
 *   loop may be asynchronous. `memory`: bytes kept by what `make` returns.
 * @property {Record<string, number>} [goals] by contender, what its ratio should not exceed
 * @property {(api: { AsyncContext: object, mapping: object }) => Contender[]} contenders
 */

// Made before anything has a store. What runs in its scope begins as if nothing else had happened
// in the process: Node leaves an entry for every AsyncLocalStorage that was used in the frame that
// it copies at every `run`, and one contender would pay for the other.
const pristine = new AsyncResource('bench', { requireManualDestroy: true });

const ROUND_NANOSECONDS = 2e6;
const WARM_UP_NANOSECONDS = 60e6;
const WEIGHED = 20_000;

/** Where the optimizing compiler cannot see that nobody reads it. */
export const sink = { value: undefined };

const plain = (body) => body();

/**
 * Calls what is measured in the ways in which a program and its libraries do: several instances,
 * functions with and without arguments, a throw. A loop around one empty function would measure how
 * well the compiler makes it vanish.
 */
export function exercise({ AsyncContext: { Snapshot, Variable } }) {
  const storages = [new AsyncLocalStorage(), new AsyncLocalStorage()];
  const variables = [new Variable(), new Variable({ defaultValue: 1 })];
  const fail = () => {
    throw new RangeError('expected');
  };
  for (let i = 0; i < 3000; i++) {
    for (const context of [...storages, ...variables]) {
      context.run({ i }, () => undefined);
      context.run(i, add, i, 1);
      context.run('name', function () {
        return this;
      });
      context.run(i, (...args) => args.length, 1, 2, 3);
      try {
        context.run(i, fail);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }
    storages[i % 2].getStore();
    variables[i % 2].get();
    if (i % 10 === 0) {
      AsyncLocalStorage.bind(add)(i, 1);
      Snapshot.wrap(add)(i, 1);
      AsyncLocalStorage.snapshot()(add, i, 1);
      new Snapshot().run(add, i, 1);
    }
  }
  for (const storage of storages) storage.disable();
}

const add = (a, b) => a + b;

/** Eight functions, so that a call of `functions[i & 7]` is one that the compiler cannot inline. */
export const functions = [
  () => 1,
  (a = 1) => a,
  (a = 1, b = 1) => a + b,
  () => 2,
  (a = 2) => a,
  (a = 2, b = 1) => a - b,
  () => 3,
  (a = 3) => -a,
];

/**
 * Times contenders against each other. In every round each of them runs once, in an order that
 * changes from round to round, and only times of the same round are divided by each other: what
 * slows the machine for longer than a round slows all contenders alike.
 *
 * @param {Contender[]} contenders
 * @returns the median time in nanoseconds and the median ratio to the baseline for each contender
 */
export function timeInTurns(contenders, rounds) {
  const counts = contenders.map((contender) => calibrate(contender));
  const times = contenders.map(() => []);
  const ratios = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const ofRound = [];
    for (let i = 0; i < contenders.length; i++) {
      const index = (i + round) % contenders.length;
      ofRound[index] = time(contenders[index], counts[index]) / counts[index];
    }
    ofRound.forEach((nanoseconds, index) => {
      times[index].push(nanoseconds);
      ratios[index].push(nanoseconds / ofRound[0]);
    });
  }
  return contenders.map((_, index) => ({ value: median(times[index]), ratio: median(ratios[index]) }));
}

/** Warms the contender up and finds how many operations fill a round. */
function calibrate(contender) {
  let count = 16;
  let spent = 0;
  for (;;) {
    const nanoseconds = time(contender, count);
    spent += nanoseconds;
    if (spent > WARM_UP_NANOSECONDS && nanoseconds > ROUND_NANOSECONDS / 2) {
      return Math.max(1, Math.round((count * ROUND_NANOSECONDS) / nanoseconds));
    }
    if (nanoseconds < ROUND_NANOSECONDS) count *= 2;
  }
}

function time({ loop, context = plain }, count) {
  return pristine.runInAsyncScope(() =>
    context(() => {
      const start = process.hrtime.bigint();
      sink.value = loop(count);
      return Number(process.hrtime.bigint() - start);
    }),
  );
}

/** The median time of an asynchronous loop, in nanoseconds per operation. */
export async function timeAlone({ loop, context = plain }, rounds) {
  return context(async () => {
    let count = 16;
    let spent = 0;
    for (;;) {
      const nanoseconds = await timeAsync(loop, count);
      spent += nanoseconds;
      if (spent > WARM_UP_NANOSECONDS && nanoseconds > ROUND_NANOSECONDS / 2) break;
      if (nanoseconds < ROUND_NANOSECONDS) count *= 2;
    }
    const times = [];
    for (let round = 0; round < rounds; round++) times.push((await timeAsync(loop, count)) / count);
    return { value: median(times) };
  });
}

async function timeAsync(loop, count) {
  const start = process.hrtime.bigint();
  sink.value = await loop(count);
  return Number(process.hrtime.bigint() - start);
}

/** The bytes of heap that each of many things keeps, in Node with --expose-gc. */
export function weigh(contenders) {
  const weights = contenders.map(({ make, context = plain }) =>
    pristine.runInAsyncScope(() =>
      context(() => {
        const fill = (things) => {
          for (let i = 0; i < WEIGHED; i++) things[i] = make(i);
        };
        // What is made only once, compiled code and hidden classes, is there after the first time.
        fill((sink.value = new Array(WEIGHED).fill(null)));
        const things = (sink.value = new Array(WEIGHED).fill(null));
        const before = heapAfterCollection();
        fill(things);
        return (heapAfterCollection() - before) / WEIGHED;
      }),
    ),
  );
  return weights.map((value) => ({ value, ratio: value / weights[0] }));
}

function heapAfterCollection() {
  // Twice: a first collection may only queue what finalizers still hold.
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

export const median = (values) => quantile(values, 0.5);

export function quantile(values, fraction) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  return below + (above - below) * (position % 1);
}
