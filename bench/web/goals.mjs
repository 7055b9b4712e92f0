/**
 * The workloads of workloads.js, as tables name them. What is `partOf` another one is another
 * figure, `key`, of its samples.
 *
 * @type {Record<string, { title: string, unit: string, partOf?: string, key?: string }>}
 */
export const workloads = {
  'await-result': { title: '`await` of an async function', unit: 'ns' },
  'await-settled': { title: '`await` of a settled promise', unit: 'ns' },
  'await-value': { title: '`await` of no promise', unit: 'ns' },
  flows: { title: 'each of 20 `await`s in 1,000 flows', unit: 'ns' },
  'await-timer': { title: '`await` of a timer, among 1,000', unit: 'ns' },
  timer: { title: '`setTimeout`, among 1,000', unit: 'ns' },
  then: { title: '`then`, in a chain', unit: 'ns' },
  microtask: { title: '`queueMicrotask`', unit: 'ns' },
  'run-loop': { title: '`run`, the call alone', unit: 'ns', partOf: 'run', key: 'loop' },
  run: { title: '`run`, with the microtasks that it leaves', unit: 'ns' },
  get: { title: '`get`', unit: 'ns' },
  event: { title: 'listen, dispatch, remove: a type like any other', unit: 'ns' },
  'load-event': { title: 'listen, dispatch, remove: `load`', unit: 'ns' },
  insert: { title: '5,000 nodes by `innerHTML`', unit: 'ns' },
  memory: { title: 'a pending `await`', unit: 'bytes' },
};

const AWAITS = ['await-result', 'await-settled', 'await-value', 'flows'];
const TIMED = Object.keys(workloads).filter(
  (cost) => !['memory', 'run-loop', 'run', 'get', 'event', 'load-event', 'insert'].includes(cost),
);

/**
 * @typedef {object} Goal what is not to be exceeded
 * @property {string} title
 * @property {string[]} costs all of them have to reach it; the worst is shown
 * @property {(contenders: Record<string, object>) => object | undefined} of the spread that counts
 * @property {Record<string, number>} limits by engine
 * @property {string} unit
 */

/** @type {Goal[]} */
export const goals = [
  ...AWAITS.map((cost) => ({
    title: `${workloads[cost].title}, in a context, beside a bare one`,
    costs: [cost],
    of: ({ ours }) => ours?.toBare,
    limits: { chromium: 10, firefox: 6, webkit: 5 },
    unit: '×',
  })),
  ...AWAITS.map((cost) => ({
    title: `${workloads[cost].title}, in a context, beside zone.js`,
    costs: [cost],
    of: ({ ours }) => ours?.toZone,
    limits: { chromium: 0.2, firefox: 0.5, webkit: 0.5 },
    unit: '×',
  })),
  {
    title: '`run`, with the microtasks that it leaves',
    costs: ['run'],
    of: ({ ours }) => ours?.value,
    limits: { chromium: 1_000, firefox: 3_000, webkit: 3_000 },
    unit: 'ns',
  },
  {
    title: 'a timer set in a context, beside a bare one',
    costs: ['timer'],
    of: ({ ours }) => ours?.toBare,
    limits: { chromium: 1.5, firefox: 1.5, webkit: 1.5 },
    unit: '×',
  },
  {
    title: `${workloads.event.title}, in a context, beside a bare one`,
    costs: ['event'],
    of: ({ ours }) => ours?.toBare,
    limits: { chromium: 1.05, firefox: 1.05, webkit: 1.05 },
    unit: '×',
  },
  {
    title: `${workloads['load-event'].title}, in a context, beside zone.js`,
    costs: ['load-event'],
    of: ({ ours }) => ours?.toZone,
    limits: { chromium: 1, firefox: 1, webkit: 1 },
    unit: '×',
  },
  {
    title: 'installed and outside every `run`, beside not installed (the dearest)',
    costs: TIMED,
    of: ({ unused }) => unused?.toBare,
    limits: { chromium: 1.05, firefox: 1.05, webkit: 1.05 },
    unit: '×',
  },
  {
    title: 'imported, with no Variable made, beside not imported (the dearest)',
    costs: TIMED,
    of: ({ loaded }) => loaded?.toBare,
    limits: { chromium: 1.05, firefox: 1.05, webkit: 1.05 },
    unit: '×',
  },
];

/** Bytes of the script-tag file, minified and compressed. */
export const sizeGoal = 9_000;
