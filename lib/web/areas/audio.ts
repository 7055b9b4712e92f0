import { prototypeOf, undoAll, type Undo } from '../../platform/patch.ts';
import { startOn, toReceiver } from './starts.ts';
import { declareSlot } from '../tasks.ts';

const PLAYING = declareSlot('ended');
const RENDERING = declareSlot('complete');

/** Web Audio: the end of a source node has the mapping of `start`, that of rendering the one of `startRendering`. */
export function patchAudio(scope: object): Undo {
  return undoAll([
    startOn(toReceiver, prototypeOf(scope, 'AudioScheduledSourceNode'), PLAYING, ['start']),
    startOn(toReceiver, prototypeOf(scope, 'AudioBufferSourceNode'), PLAYING, ['start']),
    startOn(toReceiver, prototypeOf(scope, 'OfflineAudioContext'), RENDERING, ['startRendering']),
  ]);
}
