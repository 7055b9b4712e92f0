import { IsCallable, isObject } from '../abstract-ops.ts';
import { nativeBehind } from '../platform/source-text.ts';
import { replaceMethod, undoAll, watchValue, type Undo } from '../platform/patch.ts';
import {
  call,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  NativeTypeError,
  uncurryThis,
  type Callable,
  type Descriptor,
} from '../primordials.ts';
import type { Mapping } from '../mapping.ts';
import { hearAwait } from './awaits.ts';
import { NativePromise, nativePromisePrototype } from './natives.ts';
import { isQuiet, isReacting, quietly } from './reactions.ts';
import { active, runIn, runSegment, showLife } from './segments.ts';

/**
 * Hears native `await` and runs promise reactions in the mapping of their registration.
 *
 * https://tc39.es/proposal-async-context/#sec-performpromisethen
 *
 * @param scope the global object whose promises are heard
 */
export function patchPromise(scope: { readonly Promise: PromiseConstructor }): Undo {
  // Another tool may have replaced the global before.
  const intrinsic = scope === globalThis ? NativePromise : scope.Promise;
  const undoIntrinsic = patchIntrinsic(intrinsic);
  return undoAll([
    undoIntrinsic,
    scope.Promise === intrinsic ? () => undefined : patchReplacement(scope),
    watchValue(scope, 'Promise', patchReplacement),
  ]);
}

function patchIntrinsic(Promise: PromiseConstructor): Undo {
  const { prototype } = Promise;
  // First, because it may throw: then nothing is changed.
  const undoConstructor = hearAwaits(Promise);
  return undoAll([
    undoConstructor,
    replaceMethod(prototype, 'then', (native) => {
      const nativeThen = uncurryThis(native);
      return (promise, args) => {
        showLife();
        const { mapping } = active;
        return quietly(promise, nativeThen, promise, reaction(args[0], mapping), reaction(args[1], mapping));
      };
    }),
    // Reads `constructor` for the species; its handlers go through `then`.
    replaceMethod(prototype, 'finally', (native) => {
      const nativeFinally = uncurryThis(native);
      return (promise, args) => quietly(promise, nativeFinally, promise, args[0]);
    }),
    replaceMethod(Promise, 'resolve', (native) => {
      const nativeResolve = uncurryThis(native);
      return (constructor, args) => quietly(args[0], nativeResolve, constructor, args[0]);
    }),
  ]);
}

/** A class that another tool put in the place of the intrinsic one, perhaps with a job queue of its own. */
function patchReplacement(scope: object): Undo {
  const { Promise } = scope as { Promise: unknown };
  if (!isObject(Promise) || Promise === NativePromise) return () => undefined;
  const { prototype } = Promise as { prototype?: object };
  const capture = (native: Callable) => (promise: unknown, args: unknown[]) => {
    showLife();
    const { mapping } = active;
    return call(native, promise, [reaction(args[0], mapping), reaction(args[1], mapping)]);
  };
  return undoAll([replaceMethod(prototype, 'then', capture), replaceMethod(prototype, 'finally', capture)]);
}

/**
 * `await promise` reads `promise.constructor`, and continues with the engine's own reaction if
 * that is %Promise%. So the property becomes an accessor that answers what it always did.
 *
 * https://tc39.es/ecma262/#sec-promise-resolve
 */
function hearAwaits(Promise: PromiseConstructor): Undo {
  const { prototype } = Promise;
  const original = getOwnPropertyDescriptor(prototype, 'constructor') as PropertyDescriptor;
  let constructor: unknown = original.value;
  const { get, set } = getOwnPropertyDescriptor(
    {
      get constructor(): unknown {
        if (isReacting()) return undefined;
        if (this !== (prototype as unknown) && constructor === Promise && !isQuiet(this)) hearAwait(this);
        return constructor;
      },
      set constructor(value: unknown) {
        if (this === (prototype as unknown)) constructor = value;
        // As assignment does where the prototype has a writable data property, but still heard.
        else if (
          !define(
            this,
            value === Promise
              ? { __proto__: null, get, set, enumerable: true, configurable: true }
              : { __proto__: null, value, writable: true, enumerable: true, configurable: true },
          )
        ) {
          throw new NativeTypeError("Cannot assign to property 'constructor' of a promise that is not extensible");
        }
      },
    },
    'constructor',
  ) as { get: () => unknown; set: (value: unknown) => void };
  if (!define(prototype, { __proto__: null, get, set, enumerable: false, configurable: true })) {
    throw new NativeTypeError('AsyncContext: Promise.prototype.constructor cannot be replaced');
  }
  return () => {
    if (getOwnPropertyDescriptor(prototype, 'constructor')?.get === get) {
      define(prototype, { __proto__: null, ...original, value: constructor });
    }
  };
}

const define = (holder: object, descriptor: Descriptor): boolean => defineProperty(holder, 'constructor', descriptor);

/** A handler as one that runs in `mapping`; what is not callable is handed on. */
function reaction(handler: unknown, mapping: Mapping): unknown {
  if (!IsCallable(handler)) return handler;
  return (value: unknown): unknown => {
    showLife();
    return mapping === active.mapping
      ? handler(value)
      : runSegment(mapping, () => resolvedIn(mapping, handler(value)), undefined, []);
  };
}

/**
 * The result of a handler, in a form whose `then` the engine will call in `mapping`. It calls a
 * thenable's `then` in a job that it enqueues after the handler's segment has ended, too late for
 * that segment's bracket. A native promise needs no help: nothing of the program's runs there.
 *
 * https://tc39.es/proposal-async-context/#sec-newpromiseresolvethenablejob
 */
function resolvedIn(mapping: Mapping, result: unknown): unknown {
  if (!isObject(result)) return result;
  const { then } = result as { then?: unknown };
  if (!IsCallable(then)) return result;
  if (nativeBehind(then) !== then && getPrototypeOf(result) === nativePromisePrototype) return result;
  return {
    then: (resolve: unknown, reject: unknown): unknown => runIn(mapping, then, result, [resolve, reject]),
  };
}
