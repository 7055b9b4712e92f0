import { defineProperty, getOwnPropertyDescriptor, uncurryThis } from '../primordials.ts';
import { nativeThen } from './natives.ts';

/** Whether the native `then` is about to read `constructor` for a reaction of our own. */
let reacting = false;

/** The promise whose `constructor` is about to be read by a native that the program called. */
let quietFor: unknown = null;

/** Whether a read of `constructor` is ours alone, so that nothing need be answered. */
export function isReacting(): boolean {
  return reacting;
}

/** Whether a read of `promise.constructor` comes from a native called through `quietly`. */
export function isQuiet(promise: unknown): boolean {
  if (promise !== quietFor) return false;
  // A native reads it once and first; whatever code of the program it calls afterwards is not quiet.
  quietFor = null;
  return true;
}

/**
 * Calls a native that reads the `constructor` of `promise`, which is no sign of an `await`.
 *
 * @param native takes its receiver as the first argument
 */
export function quietly(
  promise: unknown,
  native: (self: unknown, first: unknown, second?: unknown) => unknown,
  self: unknown,
  first: unknown,
  second?: unknown,
): unknown {
  const previous = quietFor;
  quietFor = promise;
  try {
    return native(self, first, second);
  } finally {
    quietFor = previous;
  }
}

// Twice as fast as by Reflect.apply.
const thenOf = uncurryThis(nativeThen);

/** What is to be done when a promise settles, one way or the other. */
export type Reaction = () => void;

/**
 * Registers a job that runs when `promise` settles, in order with all its other reactions.
 *
 * @returns whether that was possible: it is not if this is no promise
 */
export function react(promise: unknown, job: Reaction): boolean {
  reacting = true;
  try {
    thenOf(promise, job, job);
    return true;
  } catch {
    // Which of the reasons it was, the caller knows or does not mind.
    return false;
  } finally {
    reacting = false;
  }
}

/** The same for what is known to be a promise, although its own `constructor` makes `then` throw. */
function reactPastConstructor(promise: object, job: Reaction): boolean {
  const own = getOwnPropertyDescriptor(promise, 'constructor');
  if (own?.configurable !== true) return false;
  defineProperty(promise, 'constructor', { __proto__: null, value: undefined });
  try {
    thenOf(promise, job, job);
    return true;
  } finally {
    defineProperty(promise, 'constructor', { __proto__: null, ...own });
  }
}

/** An `await` that has begun, and whose second reaction is still to be registered. */
export interface Awaiting {
  readonly job: Reaction;
  /** Nothing can follow the continuation, so nothing may precede it either. */
  cancel(): void;
}

// At most one, because every further await is heard, and hearing registers it.
let duePromise: unknown = null;
let due: Awaiting | null = null;

/**
 * Asks for the job of `awaiting` to be registered on `promise` behind the reaction that the engine
 * is about to register for an `await`.
 */
export function reactAfterAwait(promise: unknown, awaiting: Awaiting): void {
  duePromise = promise;
  due = awaiting;
}

/**
 * Every entry point of ours begins with this. The engine registers its own reaction right after
 * it read `constructor`, so by now it is there, and the due one comes right behind it. Nothing in
 * another mapping can have come between, because every change of mapping begins here.
 */
export function hear(): void {
  if (due !== null) registerDue(due);
}

function registerDue(awaiting: Awaiting): void {
  // Where the stack ends in here, it stays due.
  if (!react(duePromise, awaiting.job) && !reactPastConstructor(duePromise as object, awaiting.job)) {
    awaiting.cancel();
  }
  duePromise = due = null;
}
