import { IsCallable } from '../abstract-ops.ts';
import { requireAgent } from '../agent.ts';
import type { Callable } from '../primordials.ts';
import { replaceConstructor, type Undo } from './patch.ts';

/**
 * Makes the cleanup callbacks of registries that are constructed from now on run in the mapping
 * of their construction.
 *
 * https://tc39.es/proposal-async-context/#sec-finalization-registry-cleanup-callback
 *
 * @param scope the global object whose FinalizationRegistry is replaced, if it has one
 */
export function patchFinalizationRegistry(scope: object): Undo {
  return replaceConstructor(scope, 'FinalizationRegistry', (callback) =>
    IsCallable(callback) ? captured(callback) : callback,
  );
}

/** Not Snapshot.wrap, which would read the callback's length and name. */
function captured(callback: Callable): Callable {
  const agent = requireAgent();
  const capture = agent.capture();
  return (heldValue) => agent.restore(capture, callback, undefined, [heldValue]);
}
