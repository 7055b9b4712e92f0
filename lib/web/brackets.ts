import type { Mapping } from '../mapping.ts';
import { call, defineProperty } from '../primordials.ts';
import { NativePromise, nativeThen } from './natives.ts';
import { hear } from './reactions.ts';
import { active, enter, leave, Segment } from './segments.ts';

/**
 * For how many generations of jobs a bracket outlives the last sign of life inside it. Each
 * `await` of a non-promise is one generation, so this many in a row keep their mapping.
 */
const LIFETIME = 16;

/** The lifetime of brackets around code that has shown to need more. */
const LONGEST_LIFETIME = 64;

/**
 * Re-establishes a mapping around the jobs that the engine enqueued, unheard, while a segment
 * ran: the continuations of `await nonPromise` and the jobs that call a thenable's `then`. An
 * *open* job is enqueued at the segment's start and a *close* job at its end, and FIFO order puts
 * exactly the segment's own unheard jobs between them. Both enqueue themselves again when they
 * run, so that the jobs of those jobs are covered too, a generation later.
 *
 * A bracket ends some generations after the last sign of life inside it, or the microtask
 * checkpoint never would. Open alone decides that; its close obeys.
 */
export class Bracket extends Segment {
  /** Generations left before it ends. */
  #left = LIFETIME;
  #lifetime = LIFETIME;
  /** Whether the code that runs now is between open and close, rather than in the first segment. */
  #open = false;
  #ended = false;

  constructor(mapping: Mapping) {
    super(mapping);
    this.bracket = this;
  }

  /** A sign of life inside. */
  renew(): void {
    // Code that nothing but this bracket announced, and late: it may need longer the next time.
    if (this.#open && active === this && this.#left < this.#lifetime >> 1 && this.#lifetime < LONGEST_LIFETIME) {
      this.#lifetime <<= 1;
    }
    if (this.#left < this.#lifetime) this.#left = this.#lifetime;
  }

  /** Runs the next of the alternating open and close jobs. */
  step(): void {
    if (this.#ended) return;
    if (this.#open) {
      this.#open = false;
      leave(this);
    } else if (this.#left-- > 0) {
      this.#open = true;
      enter(this);
    } else {
      this.#ended = true;
      return;
    }
    enqueue(this);
  }
}

/** An open or close job that waits for its turn. */
class Job {
  readonly bracket: Bracket;
  next: Job | null = null;

  constructor(bracket: Bracket) {
    this.bracket = bracket;
  }
}

// Jobs run in the order in which they were enqueued, so one function serves all brackets.
let first: Job | null = null;
let last: Job | null = null;

function runFirst(): void {
  const { bracket, next } = first as Job;
  first = next;
  if (next === null) last = null;
  hear();
  bracket.step();
}

const settled = NativePromise.resolve();
// Spares `then` the look-up of the species.
defineProperty(settled, 'constructor', { __proto__: null, value: undefined });
const reactions = [runFirst];

/** Enqueues the next open or close job of a bracket. */
export function enqueue(bracket: Bracket): void {
  const job = new Job(bracket);
  if (last === null) first = job;
  else last.next = job;
  last = job;
  call(nativeThen, settled, reactions);
}
