import {
  call,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  NativeProxy,
  ownKeys,
  type Callable,
  type Descriptor,
} from '../primordials.ts';
import { rememberNative } from './source-text.ts';

/** Takes one patch back. Calling it twice does nothing the second time. */
export type Undo = () => void;

const nothing: Undo = () => undefined;

/**
 * Replaces a property's value, keeping its attributes.
 *
 * @returns an undo that puts the original descriptor back, unless somebody else has replaced the
 *   property since: then theirs stays, and ours must go on working beneath it.
 */
export function replaceValue(holder: object, key: PropertyKey, value: unknown): Undo {
  const original = getOwnPropertyDescriptor(holder, key);
  if (original === undefined) return nothing;
  const { writable = true, enumerable, configurable } = original;
  const replacement = { __proto__: null, value, writable, enumerable, configurable } as Descriptor;
  if (!defineProperty(holder, key, replacement)) return nothing;
  return () => {
    if (getOwnPropertyDescriptor(holder, key)?.value !== value) return;
    defineProperty(holder, key, { __proto__: null, ...original });
  };
}

/**
 * Replaces a method by one that looks the same: name, length, further own properties, source
 * text, and no [[Construct]]. A method that is absent stays absent.
 *
 * @param makeBehaviour gets the native and returns what to do with a receiver and arguments
 */
export function replaceMethod(
  holder: object | undefined,
  key: PropertyKey,
  makeBehaviour: (native: Callable) => (thisArgument: unknown, args: unknown[]) => unknown,
): Undo {
  const descriptor = holder === undefined ? undefined : getOwnPropertyDescriptor(holder, key);
  // Some platforms make their globals when they are first read.
  const native: unknown = descriptor?.get === undefined ? descriptor?.value : call(descriptor.get, holder, []);
  if (typeof native !== 'function') return nothing;
  const behaviour = makeBehaviour(native as Callable);
  const { method } = {
    method(this: unknown, ...args: unknown[]): unknown {
      return behaviour(this, args);
    },
  };
  return replaceValue(holder as object, key, disguise(method, native));
}

/**
 * Replaces a constructor by one that hands on another callback. `prototype` stays the native's
 * and its `constructor` points at the replacement. A constructor that is absent stays absent.
 *
 * The replacement is a proxy rather than a function, which would read newTarget.prototype before
 * its body runs, and so before the native checks the callback. It also shows the native's name,
 * length and source text.
 *
 * @param changeCallback gets the first argument of the constructor and returns what to pass
 */
export function replaceConstructor(
  scope: object,
  key: PropertyKey,
  changeCallback: (callback: unknown) => unknown,
): Undo {
  const native = getOwnPropertyDescriptor(scope, key)?.value as { readonly prototype: object } | undefined;
  if (native === undefined) return nothing;
  const replacement = new NativeProxy(native, {
    construct: (target, args: unknown[], newTarget): object =>
      construct(target as never, [changeCallback(args[0])], newTarget) as object,
  });
  const undoConstructor = replaceValue(native.prototype, 'constructor', replacement);
  const undoGlobal = replaceValue(scope, key, replacement);
  return () => {
    undoGlobal();
    undoConstructor();
  };
}

/** Gives `replacement` the own properties of `native`, and its source text. */
export function disguise<F extends object>(replacement: F, native: object): F {
  const keys = ownKeys(native);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey;
    defineProperty(replacement, key, { __proto__: null, ...getOwnPropertyDescriptor(native, key) });
  }
  rememberNative(replacement, native);
  return replacement;
}

/** One undo for many. */
export function undoAll(undos: readonly Undo[]): Undo {
  return () => {
    for (let i = undos.length - 1; i >= 0; i--) (undos[i] as Undo)();
  };
}
