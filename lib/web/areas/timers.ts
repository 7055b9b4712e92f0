import { undoAll, type Undo } from '../../platform/patch.ts';
import { captureCallbacks } from './callbacks.ts';

/** Timers: the mapping of the call, for an interval the same at every tick. */
export function patchTimers(scope: object): Undo {
  return undoAll([
    captureCallbacks(scope, 'setTimeout', 0),
    captureCallbacks(scope, 'setInterval', 0),
    captureCallbacks(scope, 'setImmediate', 0),
  ]);
}
