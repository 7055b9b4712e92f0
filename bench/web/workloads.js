// What is measured in a page: written once, with native async and await, and compiled for the
// contenders that cannot follow these. Runs in pages and in Node, so it uses nothing else of either.

/** Timers, reactions or microtasks that exist at one time. */
const BATCH = 1_000;

const FLOWS = 1_000;
const AWAITS = 20;

/** Checks are not what is measured, so most loops make only one in sixteen turns. */
const isChecked = (i) => (i & 15) === 0;

/**
 * @typedef {object} Surroundings
 * @property {<R>(value: unknown, body: () => R) => R} run
 * @property {() => unknown} get
 * @property {(expected: unknown) => void} check reads the value and takes note if it is another
 * @property {(callback: () => void) => void} nextTask a task that belongs to no context
 *
 * @typedef {object} Workload
 * @property {(count: number, value: number) => unknown} start does it `count * operations` times;
 *   called in a context in which the value is `value`. Ends when what it returns is settled.
 * @property {number} [operations] done in one turn of the loop
 * @property {boolean} [drained] `start` is synchronous: it ends when the microtask queue is empty
 *
 * @param {Surroundings} surroundings
 * @returns {Record<string, Workload>}
 */
export function defineWorkloads({ run, get, check, nextTask }) {
  const settled = Promise.resolve(1);
  const increment = async (i) => i + 1;

  async function awaitResult(count, value) {
    for (let i = 0; i < count; i++) {
      if ((await increment(i)) !== i + 1) throw new Error('not what was returned');
      if (isChecked(i)) check(value);
    }
  }

  async function awaitSettled(count, value) {
    for (let i = 0; i < count; i++) {
      await settled;
      if (isChecked(i)) check(value);
    }
  }

  async function awaitValue(count, value) {
    for (let i = 0; i < count; i++) {
      await i;
      if (isChecked(i)) check(value);
    }
  }

  /** Does a batch in each of `count` tasks, so that a timer is never clamped for being nested. */
  const inTasks = (count, value, doBatch) =>
    new Promise((resolve, reject) => {
      const next = (left) => {
        if (left === 0) resolve();
        else nextTask(() => run(value, () => doBatch(() => next(left - 1), reject)));
      };
      next(count);
    });

  function timers(done, value) {
    let left = BATCH;
    const callback = () => {
      left--;
      if (isChecked(left)) check(value);
      if (left === 0) done();
    };
    for (let i = 0; i < BATCH; i++) setTimeout(callback, 0);
  }

  function awaitTimers(done, failed, value) {
    let left = BATCH;
    const turn = async () => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      left--;
      if (isChecked(left)) check(value);
      if (left === 0) done();
    };
    for (let i = 0; i < BATCH; i++) turn().catch(failed);
  }

  async function chain(count, value) {
    const next = (i) => {
      if (isChecked(i)) check(value);
      return i + 1;
    };
    for (let i = 0; i < count; i++) {
      let promise = Promise.resolve(0);
      for (let j = 0; j < BATCH; j++) promise = promise.then(next);
      if ((await promise) !== BATCH) throw new Error('not every reaction was called');
    }
  }

  function microtasks(done, value) {
    let left = BATCH;
    const callback = () => {
      left--;
      if (isChecked(left)) check(value);
      if (left === 0) done();
    };
    for (let i = 0; i < BATCH; i++) queueMicrotask(callback);
  }

  function runs(count) {
    let i = 0;
    let sum = 0;
    const body = () => {
      if (isChecked(i)) check(i);
      return i;
    };
    for (; i < count; i++) sum += run(i, body);
    if (sum !== (count * (count - 1)) / 2) throw new Error('not every body was called');
  }

  function gets(count, value) {
    let others = 0;
    for (let i = 0; i < count; i++) if (get() !== value) others++;
    // Checked by what was read rather than by reading again.
    if (others > 0) check(value);
  }

  /** Adds a listener, dispatches an event to it and removes it. */
  const listen = (type) => (count, value) => {
    const target = new EventTarget();
    let calls = 0;
    const listener = () => {
      if (isChecked(calls++)) check(value);
    };
    for (let i = 0; i < count; i++) {
      target.addEventListener(type, listener);
      target.dispatchEvent(new Event(type));
      target.removeEventListener(type, listener);
    }
    if (calls !== count) throw new Error('not every listener was called');
  };

  const nodes = '<p>text <b>bold</b></p>'.repeat(2_400) + '<p><img alt=""></p>'.repeat(100);

  /** Makes 5,000 nodes of HTML, 100 images among them, in an element that is not in the document. */
  function insert(count) {
    for (let i = 0; i < count; i++) {
      const container = globalThis.document.createElement('div');
      container.innerHTML = nodes;
      if (container.children.length !== 2_500) throw new Error('not all was inserted');
    }
  }

  async function flow(value) {
    for (let i = 0; i < AWAITS; i++) {
      await increment(i);
      check(value);
    }
  }

  async function flows(count, value) {
    for (let i = 0; i < count; i++) {
      const running = [];
      for (let j = 0; j < FLOWS; j++) running.push(run(value + j, () => flow(value + j)));
      await Promise.all(running);
      check(value);
    }
  }

  return {
    'await-result': { start: awaitResult },
    'await-settled': { start: awaitSettled },
    'await-value': { start: awaitValue },
    'await-timer': {
      start: (count, value) => inTasks(count, value, (done, failed) => awaitTimers(done, failed, value)),
      operations: BATCH,
    },
    timer: {
      start: (count, value) => inTasks(count, value, (done) => timers(done, value)),
      operations: BATCH,
    },
    then: { start: chain, operations: BATCH },
    microtask: {
      start: (count, value) => inTasks(count, value, (done) => microtasks(done, value)),
      operations: BATCH,
    },
    run: { start: runs, drained: true },
    get: { start: gets, drained: true },
    flows: { start: flows, operations: FLOWS * AWAITS },
    event: { start: listen('ping'), drained: true },
    'load-event': { start: listen('load'), drained: true },
    ...(globalThis.document !== undefined && { insert: { start: insert, drained: true } }),
  };
}

/** Async functions that wait, for the memory that each of them keeps. */
export function definePending({ check }) {
  let settle = [];
  let waiting = [];

  async function wait(promise, value) {
    await promise;
    check(value);
  }

  return {
    begin(count, value) {
      for (let i = 0; i < count; i++) waiting[i] = wait(new Promise((resolve) => (settle[i] = resolve)), value);
    },
    end() {
      for (const resolve of settle) resolve();
      return Promise.all(waiting);
    },
    /** The lists themselves are there before and after. */
    clear() {
      settle.fill(undefined);
      waiting.fill(undefined);
    },
  };
}
