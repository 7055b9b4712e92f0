import { undoAll, watchValue, type Undo } from '../../platform/patch.ts';
import { captureCallbacks } from './callbacks.ts';

/** `queueMicrotask`: the mapping of the call. */
export function patchMicrotasks(scope: object): Undo {
  const patch = (holder: object): Undo => captureCallbacks(holder, 'queueMicrotask', 0);
  return undoAll([patch(scope), watchValue(scope, 'queueMicrotask', patch)]);
}
