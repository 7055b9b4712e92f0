/* eslint-disable prefer-rest-params -- a list made for every call would be felt */
import { IsCallable, isObject, ToString } from '../abstract-ops.ts';
import type { Mapping } from '../mapping.ts';
import { prototypeOf, replaceAccessor, replaceMethodBy, undoAll, type Undo } from '../platform/patch.ts';
import {
  call,
  NativeWeakMap,
  ownKeys,
  stringSlice,
  uncurryThis,
  weakMapGet,
  weakMapSet,
  type Callable,
} from '../primordials.ts';
import { runIn } from './segments.ts';
import { getTarget, getType, mappingOfEvent, reportErrorsEmpty, watchedTypes } from './tasks.ts';

const { Event: NativeEvent } = globalThis as { Event?: { readonly prototype: { readonly composedPath?: Callable } } };
const composedPath = NativeEvent?.prototype.composedPath;

/** What a listener or a handler is to the platform, and back. */
const shims = new NativeWeakMap<object, object>();
const originals = new NativeWeakMap<object, object>();

/**
 * The mapping that the listeners of an event run in, or undefined where it is the current one:
 * the program dispatches the event, or nothing of the program caused it and nothing is current.
 */
function mappingFor(event: unknown): Mapping | undefined {
  // The handler of a global's `error` gets a message and a position.
  if (!isObject(event)) return null;
  // An own property of every event that no program can change.
  if (!(event as Event).isTrusted) return undefined;
  const path = call(composedPath as Callable, event, []) as object[];
  // Behind a shadow root the target is its host; of IndexedDB, Chromium knows no path.
  const target = path.length > 1 ? path[0] : call(getTarget as Callable, event, []);
  return mappingOfEvent(target as object, call(getType as Callable, event, []) as string, event);
}

/**
 * What stands for a listener at the platform: always the same for the same listener, so that the
 * platform's own rules for duplicates and removal hold. Nothing is captured.
 */
function shimOf(listener: object): object {
  let shim = call(weakMapGet, shims, [listener]) as object | undefined;
  if (shim !== undefined) return shim;
  shim = IsCallable(listener) ? shimOfCallable(listener) : shimOfObject(listener);
  call(weakMapSet, shims, [listener, shim]);
  call(weakMapSet, originals, [shim, listener]);
  return shim;
}

function shimOfCallable(listener: Callable): Callable {
  return function (this: unknown, event: unknown): unknown {
    const mapping = mappingFor(event);
    return mapping === undefined ? call(listener, this, arguments) : runIn(mapping, listener, this, arguments);
  };
}

/** The platform asks for the method at every event, and has words of its own for what is no method. */
function shimOfObject(listener: { readonly handleEvent?: unknown }): object {
  return {
    get handleEvent(): unknown {
      const { handleEvent } = listener;
      if (!IsCallable(handleEvent)) return handleEvent;
      const shim = shimOfCallable(handleEvent);
      return (event: unknown) => call(shim, listener, [event]);
    },
  };
}

/**
 * Runs listeners and handlers of watched types in the mapping of the task that their event is of.
 * Those of other types are the platform's alone.
 *
 * @param scope the global object of a realm
 */
export function patchEvents(scope: object): Undo {
  const prototype = prototypeOf(scope, 'EventTarget');
  reportErrorsEmpty(scope);
  return undoAll([
    replaceMethodBy(prototype, 'addEventListener', (native) => {
      const add = uncurryThis(native);
      const { method } = {
        method(this: unknown, type: unknown, listener: unknown, options: unknown): unknown {
          if (arguments.length < 2) return call(native, this, arguments);
          if (typeof type !== 'string') type = convert(type, native, this);
          const isWatched = watchedTypes[type as string] === true && isObject(listener);
          return add(this, type, isWatched ? shimOf(listener) : listener, options);
        },
      };
      return method;
    }),
    replaceMethodBy(prototype, 'removeEventListener', (native) => {
      const remove = uncurryThis(native);
      const { method } = {
        method(this: unknown, type: unknown, listener: unknown, options: unknown): unknown {
          if (arguments.length < 2) return call(native, this, arguments);
          if (typeof type !== 'string') type = convert(type, native, this);
          const shim = watchedTypes[type as string] === true && call(weakMapGet, shims, [listener]);
          if (shim) {
            // The platform reads the option once.
            if (isObject(options)) options = captureOnce(options);
            remove(this, type, shim, options);
          }
          // It may have been added before anything was replaced.
          return remove(this, type, listener, options);
        },
      };
      return method;
    }),
  ]);
}

/** Converts a type as the platform does: once, and after it has checked the receiver. */
function convert(type: unknown, native: Callable, target: unknown): unknown {
  // The platform refuses a symbol.
  if (typeof type === 'symbol') return type;
  if (isObject(type)) call(native, target, ['', null]);
  return ToString(type);
}

/** Options for a removal that reads the program's own when they are first read. */
function captureOnce(options: { readonly capture?: unknown }): object {
  let isRead = false;
  let value: unknown;
  return {
    get capture(): unknown {
      if (!isRead) value = options.capture;
      isRead = true;
      return value;
    },
  };
}

/** Interfaces with handler properties for the types that are watched. */
const HANDLER_OWNERS = [
  'WorkerGlobalScope',
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
    if (typeof key !== 'string' || call(stringSlice, key, [0, 2]) !== 'on') continue;
    if (watchedTypes[call(stringSlice, key, [2]) as string] !== true) continue;
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
