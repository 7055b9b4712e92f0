import { undoAll, type Undo } from '../platform/patch.ts';
import { captureCallbacks } from './callbacks.ts';

/** `queueMicrotask`: the mapping of the call. */
export function patchMicrotasks(scope: object): Undo {
  return undoAll([captureCallbacks(scope, 'queueMicrotask', 0)]);
}
