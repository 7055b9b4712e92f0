import { bind, defineProperty } from '../primordials.ts';
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

/**
 * Enqueues `runFirst` as a reaction of a settled promise. Made late: an own `constructor`, which
 * spares `then` the look-up of the species, ends fast paths of the engine, and no page should pay
 * for that before it has to.
 */
let react: (() => unknown) | undefined;

function createReact(): () => unknown {
  const settled = NativePromise.resolve();
  defineProperty(settled, 'constructor', { __proto__: null, value: undefined });
  // Bound, because that is called twice as fast as by Reflect.apply.
  return (react = bind(nativeThen, settled, runFirst));
}

/** Enqueues a job in the microtask queue. */
export function enqueue(job: Job): void {
  // First, because near the end of the stack it may throw: then nothing is changed.
  (react ?? createReact())();
  if (last === null) first = job;
  else last.next = job;
  last = job;
}
