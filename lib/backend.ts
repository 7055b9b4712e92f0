import type { Mapping } from './mapping.ts';
import type { Undo } from './platform/patch.ts';
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
   * Swaps `mapping` in, calls `fn`, and swaps the previous mapping back however the call ends. A
   * caller who has just read the current mapping passes it as `previous` to spare another look.
   * https://tc39.es/proposal-async-context/#sec-asynccontextswap
   */
  run(mapping: Mapping, fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>, previous?: Mapping): unknown;

  /** The current mapping together with whatever else of the platform flows as it does. */
  capture(): Capture;

  /** Calls `fn` with everything that `captured` holds, and puts back what there was. */
  restore(captured: Capture, fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>): unknown;

  /** Whether the mapping gets across an asynchronous boundary only where `install` was called. */
  readonly needsInstall: boolean;

  /**
   * Patches what the platform would run in another mapping than the specification says.
   *
   * @param scope the global object of a realm of this agent
   * @throws TypeError if that is impossible; nothing is changed then
   */
  install(scope: typeof globalThis): Undo;
}
