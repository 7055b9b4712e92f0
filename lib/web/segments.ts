import type { Mapping } from '../mapping.ts';
import type { Bracket } from './brackets.ts';

/**
 * A stretch of execution in one mapping: the body of a `run`, a callback, a continuation after
 * `await`, or the region of a bracket. Segments nest; the innermost is active, and its mapping is
 * the agent's current mapping.
 */
export class Segment {
  readonly mapping: Mapping;
  outer: Segment | null = null;
  /** What covers the jobs that this segment leaves behind unheard; none for the outermost. */
  bracket: Bracket | null = null;

  constructor(mapping: Mapping) {
    this.mapping = mapping;
  }
}

/** The innermost segment. The outermost is never left: nothing is current between tasks. */
export let active = new Segment(null);

export function enter(segment: Segment): void {
  segment.outer = active;
  active = segment;
}

/**
 * Ends `segment`, with whatever inside it nobody ended. Nothing happens if it is not on the stack
 * any more.
 */
export function leave(segment: Segment): void {
  let enclosing: Segment | null = active;
  while (enclosing !== segment) {
    if (enclosing === null) return;
    enclosing = enclosing.outer;
  }
  let ended: Segment;
  do {
    ended = active;
    active = ended.outer as Segment;
    ended.outer = null;
  } while (ended !== segment);
}
