import { call, defineProperty } from '../primordials.ts';
import { NativePromise, nativeThen } from './natives.ts';
import { hear } from './reactions.ts';

/** A job of ours, which may be enqueued again once it has run. */
export abstract class Job {
  next: Job | null = null;

  abstract run(): void;
}

// Jobs run in the order in which they were enqueued, so one function serves them all.
let first: Job | null = null;
let last: Job | null = null;

function runFirst(): void {
  const job = first as Job;
  first = job.next;
  if (first === null) last = null;
  job.next = null;
  hear();
  job.run();
}

let settled: Promise<void> | undefined;
const reactions = [runFirst];

/** A promise to react to, made late: an own `constructor` ends the fast paths of the engine, and no page should pay before it has to. */
function createSettled(): Promise<void> {
  settled = NativePromise.resolve();
  // Spares `then` the look-up of the species.
  defineProperty(settled, 'constructor', { __proto__: null, value: undefined });
  return settled;
}

/** Enqueues a job in the microtask queue. */
export function enqueue(job: Job): void {
  // First, because near the end of the stack it may throw: then nothing is changed.
  call(nativeThen, settled ?? createSettled(), reactions);
  if (last === null) first = job;
  else last.next = job;
  last = job;
}
