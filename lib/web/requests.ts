import { prototypeOf, replaceMethod, undoAll, type Undo } from '../platform/patch.ts';
import { call, getOwnPropertyDescriptor, type Callable } from '../primordials.ts';
import { declareSlot, startTask, synchronously } from './tasks.ts';

const REQUEST = declareSlot('readystatechange', 'progress', 'load', 'error', 'timeout', 'abort', 'loadend');

/**
 * `XMLHttpRequest`: the mapping of `send`, for the request and for its upload. What `open` and
 * `abort` fire they fire before they return, in the current mapping.
 */
export function patchRequests(scope: object): Undo {
  const prototype = prototypeOf(scope, 'XMLHttpRequest');
  const getUpload = prototype && (getOwnPropertyDescriptor(prototype, 'upload')?.get as Callable | undefined);
  const fireAtOnce = (native: Callable) => (request: unknown, args: unknown[]) => synchronously(native, request, args);
  return undoAll([
    replaceMethod(prototype, 'open', fireAtOnce),
    replaceMethod(prototype, 'abort', fireAtOnce),
    replaceMethod(prototype, 'send', (native) => (request, args) => {
      if (getUpload !== undefined) {
        // Throws what the native would throw for a receiver that is no request.
        startTask(call(getUpload, request, []) as object, REQUEST);
        startTask(request as object, REQUEST);
      }
      return synchronously(native, request, args);
    }),
  ]);
}
