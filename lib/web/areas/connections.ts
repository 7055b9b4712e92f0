import { prototypeOf, undoAll, type Undo } from '../../platform/patch.ts';
import { startOn, startOnNew, toReceiver } from './starts.ts';
import { declareSlot } from '../tasks.ts';

const SOURCE = declareSlot('open', 'error');
const SOCKET = declareSlot('open', 'error', 'close');

/**
 * `EventSource` and `WebSocket`: what tells of the connection has the mapping of the constructor,
 * after `close` that of `close`. Messages come from outside.
 */
export function patchConnections(scope: object): Undo {
  return undoAll([
    startOnNew(scope, 'EventSource', SOURCE),
    startOnNew(scope, 'WebSocket', SOCKET),
    startOn(toReceiver, prototypeOf(scope, 'WebSocket'), SOCKET, ['close'], 'readyState'),
  ]);
}
