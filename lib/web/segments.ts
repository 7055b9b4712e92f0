import { Call } from '../abstract-ops.ts';
import type { Mapping } from '../mapping.ts';
import type { Callable } from '../primordials.ts';
import { enqueue, Job } from './jobs.ts';
import { hear } from './reactions.ts';

/**
 * For how many generations of jobs a bracket outlives the last sign of life inside it. Each
 * `await` of a non-promise is one generation, so this many in a row keep their mapping.
 */
const LIFETIME = 16;

/** The lifetime of brackets around code that has shown to need more. */
const LONGEST_LIFETIME = 64;

/** How much longer a relief lives than it must, so that not every generation needs a new one. */
const RESERVE = 8;

/**
 * A stretch of execution in one mapping: the body of a `run`, a callback, a continuation after
 * `await`, or the region of a bracket. Segments nest; the innermost is active, and its mapping is
 * the agent's current mapping.
 */
export class Segment {
  readonly mapping: Mapping;
  outer: Segment | null = null;
  /** What covers the jobs that this segment leaves behind unheard; nothing for the outermost. */
  bracket: Bracket | null;
  /** What covers them from here on instead, because `bracket` ends too soon. */
  relief: Bracket | null = null;

  constructor(mapping: Mapping, bracket: Bracket | null) {
    this.mapping = mapping;
    this.bracket = bracket;
  }
}

/** The innermost segment. The outermost is never left: nothing is current between tasks. */
export let active = new Segment(null, null);

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
    endRelief(ended);
  } while (ended !== segment);
}

/**
 * Re-establishes a mapping around the jobs that the engine enqueued, unheard, while a segment
 * ran: the continuations of `await nonPromise` and the jobs that call a thenable's `then`. An
 * *open* job is enqueued at the segment's start and a *close* job at its end, and FIFO order puts
 * exactly the segment's own unheard jobs between them, in the bracket's *region*. Both enqueue
 * themselves again when they run, so that the jobs of those jobs are covered too, a generation
 * later.
 *
 * A bracket ends some generations after the last sign of life inside it, or the microtask
 * checkpoint never would. What it covered then runs in the mapping around its regions, which must
 * not be that of another flow. So no bracket ends before the brackets around it do: it starts
 * with as many generations as they have left, and they get no more. Code of theirs that is alive
 * gets a bracket of its own instead, a *relief*, which surrounds nobody else's jobs.
 */
export class Bracket extends Segment {
  /** Generations left before it ends. */
  left: number;
  lifetime = LIFETIME;
  /** Whether its regions may hold jobs of another mapping, whose bracket has as long as this one. */
  isShared = false;
  /** What the jobs between open and close run in, while they do. */
  region: Segment | null = null;
  /** Whether the close job that the next open job needs is enqueued. */
  isClosing = false;
  readonly open = new Open(this);
  readonly close = new Close(this);

  /** Has to be made in the segment that surrounds it. */
  constructor(mapping: Mapping) {
    super(mapping, null);
    this.bracket = this;
    const around = active.relief ?? active.bracket;
    this.left = around === null ? LIFETIME : shareAll(around);
  }

  start(): void {
    enqueue(this.open);
  }

  end(): void {
    enqueue(this.close);
    this.isClosing = true;
  }
}

/** Notes that another bracket begins inside the active segment, and tells how long it has to last. */
function shareAll(around: Bracket): number {
  // What surrounds a shared bracket is shared as well.
  for (let segment: Segment | null = active; segment !== null; segment = segment.outer) {
    const bracket = segment.relief ?? segment.bracket;
    if (bracket === null || bracket.isShared) break;
    bracket.isShared = true;
  }
  return around.left > LIFETIME ? around.left : LIFETIME;
}

class Open extends Job {
  readonly bracket: Bracket;

  constructor(bracket: Bracket) {
    super();
    this.bracket = bracket;
  }

  run(): void {
    const { bracket } = this;
    // Without its close job, the region would have no end.
    if (!bracket.isClosing || bracket.left === 0) return;
    bracket.left--;
    bracket.isClosing = false;
    // The relief of the code around would surround what runs here.
    endRelief(active);
    enter((bracket.region = bracket.outer === null ? bracket : new Segment(bracket.mapping, bracket)));
    enqueue(this);
  }
}

class Close extends Job {
  readonly bracket: Bracket;

  constructor(bracket: Bracket) {
    super();
    this.bracket = bracket;
  }

  run(): void {
    const { bracket } = this;
    // Open alone decides that a bracket ends.
    if (bracket.region === null) return;
    leave(bracket.region);
    bracket.region = null;
    bracket.end();
  }
}

/** Gives the bracket of the active segment a full life again, or a relief. */
export function renew(): void {
  const bracket = active.bracket as Bracket;
  // In the empty mapping nobody sees a value of somebody else.
  if (!bracket.isShared || bracket.mapping === null) {
    // Code that nothing but this bracket announced, and late: it may need longer the next time.
    if (active === bracket.region && bracket.left < bracket.lifetime >> 1 && bracket.lifetime < LONGEST_LIFETIME) {
      bracket.lifetime <<= 1;
    }
    bracket.left = bracket.lifetime;
  } else if (active.relief === null) {
    const relief = new Bracket(active.mapping);
    relief.lifetime = bracket.lifetime;
    relief.left = bracket.lifetime + RESERVE;
    relief.start();
    active.relief = relief;
  }
}

function endRelief(segment: Segment): void {
  const { relief } = segment;
  if (relief === null) return;
  segment.relief = null;
  relief.end();
}

/** The current mapping. Code that asks for it shows that it is alive. */
export function currentMapping(): Mapping {
  showLife();
  return active.mapping;
}

/** Begins every entry point that user code calls. */
export function showLife(): void {
  hear();
  const { bracket } = active;
  if (bracket !== null && bracket.left < bracket.lifetime) renew();
}

/** Runs `fn` in `mapping`, as a segment of its own unless that is what surrounds it already. */
export function runIn(mapping: Mapping, fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>): unknown {
  showLife();
  return mapping === active.mapping ? Call(fn, thisArgument, args) : runSegment(mapping, fn, thisArgument, args);
}

/** Runs `fn` as a segment of its own: the swap of the web backend, and its swap back. */
export function runSegment(mapping: Mapping, fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>): unknown {
  const outer = active;
  const bracket = new Bracket(mapping);
  try {
    bracket.start();
    bracket.outer = outer;
    active = bracket;
    return Call(fn, thisArgument, args);
  } finally {
    // Near the end of the stack every call may throw, but no assignment.
    try {
      hear();
    } finally {
      active = outer;
      bracket.outer = null;
      endRelief(bracket);
      bracket.end();
    }
  }
}
