import { prototypeOf, replaceMethod, undoAll, type Undo } from '../../platform/patch.ts';
import { startOn, toReceiver } from './starts.ts';
import { declareSlot, synchronously } from '../tasks.ts';

const READING = declareSlot('loadstart', 'progress', 'load', 'error', 'loadend');

/** `FileReader`: the mapping of the call that reads. What `abort` fires it fires before it returns. */
export function patchFiles(scope: object): Undo {
  const prototype = prototypeOf(scope, 'FileReader');
  return undoAll([
    startOn(toReceiver, prototype, READING, ['readAsArrayBuffer', 'readAsBinaryString', 'readAsDataURL', 'readAsText']),
    replaceMethod(prototype, 'abort', (native) => (reader, args) => synchronously(native, reader, args)),
  ]);
}
