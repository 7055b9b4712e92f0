import type { Mapping } from './mapping.ts';
import type { Callable } from './primordials.ts';

declare const capture: unique symbol;

/** What a Snapshot holds: a mapping and, where the platform has more to restore, the rest of it. */
export interface Capture {
  readonly [capture]: true;
}

/** How a platform carries the current mapping across asynchronous boundaries. */
export interface Backend {
  /** https://tc39.es/proposal-async-context/#sec-asynccontextsnapshot */
  current(): Mapping;

  /**
   * Swaps `mapping` in, calls `fn`, and swaps the previous mapping back however the call ends.
   * https://tc39.es/proposal-async-context/#sec-asynccontextswap
   */
  run(mapping: Mapping, fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>): unknown;

  /** The current mapping together with whatever else of the platform flows as it does. */
  capture(): Capture;

  /** `run` for a capture. */
  restore(capture: Capture, fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>): unknown;
}
