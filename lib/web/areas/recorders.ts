import { prototypeOf, undoAll, type Undo } from '../../platform/patch.ts';
import { startOn, toReceiver } from './starts.ts';
import { declareSlot } from '../tasks.ts';

const RECORDING = declareSlot('start', 'dataavailable', 'error');
const ENDING = declareSlot('stop');
const PAUSING = declareSlot('pause');
const RESUMING = declareSlot('resume');

/**
 * `MediaRecorder`: the mapping of `start`; the end that `stop` brings about has that of `stop`,
 * like those of `pause` and `resume`.
 */
export function patchRecorders(scope: object): Undo {
  const prototype = prototypeOf(scope, 'MediaRecorder');
  return undoAll([
    startOn(toReceiver, prototype, RECORDING, ['start']),
    startOn(toReceiver, prototype, ENDING, ['start']),
    startOn(toReceiver, prototype, ENDING, ['stop'], 'state'),
    startOn(toReceiver, prototype, PAUSING, ['pause'], 'state'),
    startOn(toReceiver, prototype, RESUMING, ['resume'], 'state'),
  ]);
}
