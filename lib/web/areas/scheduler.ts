import type { Undo } from '../../platform/patch.ts';
import { captureCallbacks } from './callbacks.ts';

interface Scope {
  readonly Scheduler?: { readonly prototype: object };
}

/**
 * `scheduler.postTask`: the mapping of the call. `scheduler.yield` returns a promise, whose
 * `await` or `then` decides.
 */
export function patchScheduler(scope: object): Undo {
  return captureCallbacks((scope as Scope).Scheduler?.prototype, 'postTask', 0);
}
