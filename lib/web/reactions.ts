import { call } from '../primordials.ts';
import { nativeThen } from './natives.ts';

/**
 * The promise whose `constructor` is being read by a native that we called ourselves, which is
 * no sign of an `await`.
 */
let quietFor: unknown = null;

/** Whether a read of `promise.constructor` comes from a native called through `quietly`. */
export function isQuiet(promise: unknown): boolean {
  if (promise !== quietFor) return false;
  // A native reads it once and first; whatever code of the program it calls afterwards is not quiet.
  quietFor = null;
  return true;
}

/** Calls a native that reads the `constructor` of `promise` on its own account. */
export function quietly(
  promise: unknown,
  native: (...args: never[]) => unknown,
  self: unknown,
  args: unknown[],
): unknown {
  const previous = quietFor;
  quietFor = promise;
  try {
    return call(native as never, self, args);
  } finally {
    quietFor = previous;
  }
}

/**
 * Registers a job that runs when `promise` settles, in order with all its other reactions.
 *
 * @returns whether it is a promise
 */
export function react(promise: unknown, job: () => void): boolean {
  try {
    quietly(promise, nativeThen, promise, [job, job]);
    return true;
  } catch {
    // The native `then` throws for nothing but a receiver that is not a promise: the species of
    // one that is comes from our own accessor.
    return false;
  }
}

// The await whose second reaction is still to be registered: at most one, because every further
// await is heard, and hearing registers it.
let duePromise: unknown = null;
let dueJob: (() => void) | null = null;

/**
 * Asks for `job` to be registered on `promise` behind the reaction that the engine is about to
 * register for an `await`.
 */
export function reactAfterAwait(promise: unknown, job: () => void): void {
  duePromise = promise;
  dueJob = job;
}

/**
 * Every entry point of ours begins with this. The engine registers its own reaction right after
 * it read `constructor`, so by now it is there, and the due one comes right behind it. Nothing in
 * another mapping can have come between, because every change of mapping begins here.
 */
export function hear(): void {
  if (dueJob === null) return;
  const promise = duePromise;
  const job = dueJob;
  duePromise = dueJob = null;
  react(promise, job);
}
