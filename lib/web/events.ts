import { IsCallable, isObject, ToString } from '../abstract-ops.ts';
import type { Mapping } from '../mapping.ts';
import { prototypeOf, replaceAccessor, replaceMethod, undoAll, type Undo } from '../platform/patch.ts';
import {
  call,
  getOwnPropertyDescriptor,
  NativeWeakMap,
  ownKeys,
  stringSlice,
  weakMapGet,
  weakMapSet,
  type Callable,
} from '../primordials.ts';
import { runIn } from './segments.ts';
import { mappingOfEvent, watchedTypes } from './tasks.ts';

const { Event: NativeEvent } = globalThis as { Event?: { readonly prototype: { readonly composedPath?: Callable } } };
const getType = NativeEvent && (getOwnPropertyDescriptor(NativeEvent.prototype, 'type')?.get as Callable);
const composedPath = NativeEvent?.prototype.composedPath;

/** What a listener or a handler is to the platform, and back. */
const shims = new NativeWeakMap<object, Callable>();
const originals = new NativeWeakMap<object, object>();

/**
 * The mapping that the listeners of an event run in, or undefined where it is the current one:
 * the program dispatches the event, or nothing of the program caused it and nothing is current.
 */
function mappingFor(event: unknown): Mapping | undefined {
  // The handler of a global's `error` gets a message and a position; such errors run empty.
  if (!isObject(event)) return null;
  // An own property of every event that no program can change.
  if (!(event as Event).isTrusted) return undefined;
  const path = call(composedPath as Callable, event, []) as object[];
  return mappingOfEvent(path[0] as object, call(getType as Callable, event, []) as string);
}

/**
 * What stands for a listener at the platform: always the same for the same listener, so that the
 * platform's own rules for duplicates and removal hold. Nothing is captured.
 */
function shimOf(listener: object): Callable {
  const existing = call(weakMapGet, shims, [listener]) as Callable | undefined;
  if (existing !== undefined) return existing;
  const shim = function (this: unknown, ...args: unknown[]): unknown {
    const mapping = mappingFor(args[0]);
    const invoke = IsCallable(listener) ? listener : handleEvent;
    const receiver = IsCallable(listener) ? this : listener;
    return mapping === undefined ? call(invoke, receiver, args) : runIn(mapping, invoke, receiver, args);
  };
  call(weakMapSet, shims, [listener, shim]);
  call(weakMapSet, originals, [shim, listener]);
  return shim;
}

/** Looks the method up at every event, as the platform does. */
function handleEvent(this: unknown, ...args: unknown[]): unknown {
  return call((this as { handleEvent: Callable }).handleEvent, this, args);
}

/**
 * Runs listeners and handlers of watched types in the mapping of the task that their event is of.
 * Those of other types are the platform's alone.
 *
 * @param scope the global object of a realm
 */
export function patchEvents(scope: object): Undo {
  const prototype = prototypeOf(scope, 'EventTarget');
  const undos = [
    replaceMethod(prototype, 'addEventListener', (native) => (target, args) => {
      if (args.length > 1) shimListener(args);
      return call(native, target, args);
    }),
    replaceMethod(prototype, 'removeEventListener', (native) => (target, args) => {
      const listener = args[1];
      if (args.length > 1 && shimListener(args)) {
        call(native, target, args);
        // It may have been added before anything was replaced.
        args[1] = listener;
      }
      return call(native, target, args);
    }),
  ];
  return undoAll(undos);
}

/** Puts the shim in the place of a listener among the arguments. */
function shimListener(args: unknown[]): boolean {
  const listener = args[1];
  // The platform converts the type once, and first.
  if (typeof args[0] !== 'string') args[0] = ToString(args[0]);
  if (watchedTypes[args[0] as string] !== true || !isObject(listener)) return false;
  args[1] = shimOf(listener);
  return true;
}

/** Interfaces with handler properties for the types that are watched. */
const HANDLER_OWNERS = [
  'Element',
  'HTMLElement',
  'SVGElement',
  'MathMLElement',
  'HTMLMediaElement',
  'HTMLBodyElement',
  'HTMLFrameSetElement',
  'Document',
  'ShadowRoot',
  'XMLHttpRequestEventTarget',
  'XMLHttpRequest',
  'EventSource',
  'WebSocket',
  'FileReader',
  'Worker',
  'SharedWorker',
  'ServiceWorker',
  'IDBRequest',
  'IDBOpenDBRequest',
  'IDBTransaction',
  'IDBDatabase',
  'AbortSignal',
  'Animation',
  'Notification',
  'AudioScheduledSourceNode',
  'OfflineAudioContext',
  'MediaRecorder',
  'Navigation',
  'BackgroundFetchRegistration',
  'RTCPeerConnection',
];

/** The same for handler properties, such as `onload`. */
export function patchHandlers(scope: object): Undo {
  const undos = [patchHandlersOf(scope)];
  for (let i = 0; i < HANDLER_OWNERS.length; i++) {
    const prototype = prototypeOf(scope, HANDLER_OWNERS[i] as string);
    if (prototype !== undefined) undos.push(patchHandlersOf(prototype));
  }
  return undoAll(undos);
}

function patchHandlersOf(holder: object): Undo {
  const undos: Undo[] = [];
  const keys = ownKeys(holder);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key !== 'string' || watchedTypes[call(stringSlice, key, [2]) as string] !== true) continue;
    if (call(stringSlice, key, [0, 2]) !== 'on') continue;
    undos.push(
      replaceAccessor(
        holder,
        key,
        (native) => (target) => {
          const handler = call(native, target, []);
          return isObject(handler) ? (call(weakMapGet, originals, [handler]) ?? handler) : handler;
        },
        (native) => (target, value) => call(native, target, [IsCallable(value) ? shimOf(value) : value]),
      ),
    );
  }
  return undoAll(undos);
}
