import { prototypeOf, replaceMethod, undoAll, type Undo } from '../../platform/patch.ts';
import { call, type Callable } from '../../primordials.ts';
import { getterOf, startOn, toReceiver } from './starts.ts';
import { declareSlot, synchronously } from '../tasks.ts';

const REQUEST = declareSlot('readystatechange', 'progress', 'load', 'error', 'timeout', 'abort', 'loadend');

/**
 * `XMLHttpRequest`: the mapping of `send`, for the request and for its upload. What `open` and
 * `abort` fire they fire before they return, in the current mapping.
 */
export function patchRequests(scope: object): Undo {
  const prototype = prototypeOf(scope, 'XMLHttpRequest');
  const getUpload = getterOf(prototype, 'upload');
  const fireAtOnce = (native: Callable) => (request: unknown, args: unknown[]) => synchronously(native, request, args);
  return undoAll([
    replaceMethod(prototype, 'open', fireAtOnce),
    replaceMethod(prototype, 'abort', fireAtOnce),
    startOn(toReceiver, prototype, REQUEST, ['send']),
    startOn((request) => getUpload && call(getUpload, request, []), prototype, REQUEST, ['send']),
  ]);
}
