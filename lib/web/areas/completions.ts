import { IsCallable, isObject } from '../../abstract-ops.ts';
import { prototypeOf, replaceMethod, undoAll, type Undo } from '../../platform/patch.ts';
import { call, getOwnPropertyDescriptor, getProperty, NativeProxy } from '../../primordials.ts';
import { captureCallbacks, captured } from './callbacks.ts';
import { showLife } from '../segments.ts';

/** Callbacks that tell that something is done, granted or changed: the mapping of the call that took them. */
export function patchCompletions(scope: object): Undo {
  const of = (name: string): object | undefined => prototypeOf(scope, name);
  return undoAll([
    captureCallbacks(of('HTMLCanvasElement'), 'toBlob', 0),
    captureCallbacks(of('DataTransferItem'), 'getAsString', 0),
    captureCallbacks(of('BaseAudioContext'), 'decodeAudioData', 1, 2),
    captureCallbacks(of('Geolocation'), 'getCurrentPosition', 0, 1),
    captureCallbacks(of('Geolocation'), 'watchPosition', 0, 1),
    captureCallbacks(of('MediaSession'), 'setActionHandler', 1),
    captureCallbacks(of('RemotePlayback'), 'watchAvailability', 0),
    captureCallbacks(of('RTCPeerConnection'), 'createOffer', 0, 1),
    captureCallbacks(of('RTCPeerConnection'), 'createAnswer', 0, 1),
    captureCallbacks(of('RTCPeerConnection'), 'setLocalDescription', 1, 2),
    captureCallbacks(of('RTCPeerConnection'), 'setRemoteDescription', 1, 2),
    captureCallbacks(of('RTCPeerConnection'), 'addIceCandidate', 1, 2),
    captureCallbacks(
      getOwnPropertyDescriptor(scope, 'Notification')?.value as object | undefined,
      'requestPermission',
      0,
    ),
    replaceMethod(of('LockManager'), 'request', (native) => (locks, args) => {
      showLife();
      // Options may come before the callback, and they may be any object.
      const last = args.length > 2 ? 2 : 1;
      if (last < args.length) args[last] = captured(args[last]);
      return call(native, locks, args);
    }),
    replaceMethod(of('Document'), 'startViewTransition', (native) => (document, args) => {
      showLife();
      if (args.length > 0) args[0] = IsCallable(args[0]) ? captured(args[0]) : withCapturedUpdate(args[0]);
      return call(native, document, args);
    }),
  ]);
}

/** The options with their callback captured, when the native reads it. */
function withCapturedUpdate(options: unknown): unknown {
  if (!isObject(options)) return options;
  return new NativeProxy(
    // Not the options, whose properties may be frozen.
    {},
    {
      get(_target, key) {
        const value: unknown = getProperty(options, key);
        return key === 'update' ? captured(value) : value;
      },
    },
  );
}
