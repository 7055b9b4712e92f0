import { undoAll, type Undo } from '../../platform/patch.ts';
import { captureCallbacks } from './callbacks.ts';

interface Scope {
  readonly HTMLVideoElement?: { readonly prototype: object };
}

/** Callbacks before a frame and in idle time: the mapping of the call. */
export function patchFrames(scope: object): Undo {
  return undoAll([
    captureCallbacks(scope, 'requestAnimationFrame', 0),
    captureCallbacks(scope, 'requestIdleCallback', 0),
    captureCallbacks((scope as Scope).HTMLVideoElement?.prototype, 'requestVideoFrameCallback', 0),
  ]);
}
