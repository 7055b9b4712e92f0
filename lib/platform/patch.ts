import {
  call,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  hasOwn,
  NativeProxy,
  ownKeys,
  type Callable,
  type Descriptor,
} from '../primordials.ts';
import { nativeBehind, rememberNative } from './source-text.ts';

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
  return replaceMethodBy(holder, key, (native) => {
    const behaviour = makeBehaviour(native);
    const { method } = {
      method(this: unknown, ...args: unknown[]): unknown {
        return behaviour(this, args);
      },
    };
    return method;
  });
}

/**
 * The same for a method that is called so often that a list of its arguments would be felt.
 *
 * @param makeMethod gets the native and returns the method of an object literal
 */
export function replaceMethodBy(
  holder: object | undefined,
  key: PropertyKey,
  makeMethod: (native: Callable) => Callable,
): Undo {
  const descriptor = holder === undefined ? undefined : getOwnPropertyDescriptor(holder, key);
  // Some platforms make their globals when they are first read.
  const native: unknown = descriptor?.get === undefined ? descriptor?.value : call(descriptor.get, holder, []);
  if (typeof native !== 'function') return nothing;
  return replaceValue(holder as object, key, disguise(makeMethod(native as Callable), native));
}

/**
 * Patches what other code will assign to a property later, too: zone.js, say, puts a class and
 * a scheduler with a job queue of their own in the place of the platform's.
 *
 * @param patch gets an object with the property, and patches that
 */
export function watchValue(holder: object, key: PropertyKey, patch: (holder: object) => Undo): Undo {
  const original = getOwnPropertyDescriptor(holder, key);
  if (original === undefined || !hasOwn(original, 'value')) return nothing;
  let current: Record<PropertyKey, unknown> = { [key]: original.value as unknown };
  let undoPatch = nothing;
  const { get, set } = getOwnPropertyDescriptor(
    {
      get watched(): unknown {
        return current[key];
      },
      set watched(value) {
        undoPatch();
        current = { [key]: value };
        // What we made ourselves comes back when a tool undoes its own assignment.
        undoPatch = nativeBehind(value) === value ? patch(current) : nothing;
      },
    },
    'watched',
  ) as PropertyDescriptor;
  const { enumerable, configurable } = original;
  if (!defineProperty(holder, key, { __proto__: null, get, set, enumerable, configurable } as Descriptor)) {
    return nothing;
  }
  return () => {
    undoPatch();
    if (getOwnPropertyDescriptor(holder, key)?.get !== get) return;
    defineProperty(holder, key, { __proto__: null, ...original, value: current[key] });
  };
}

/**
 * The prototype of an interface, if the global object has it. Where a platform makes the interface
 * when it is first asked for, it is left alone.
 */
export function prototypeOf(scope: object, name: string): object | undefined {
  const value: unknown = getOwnPropertyDescriptor(scope, name)?.value;
  return typeof value === 'function' ? (value.prototype as object) : undefined;
}

/**
 * Replaces the getter, the setter or both of an accessor property by functions that look the
 * same. An accessor that is absent stays absent.
 *
 * @param makeGet gets the native getter and returns what to do with a receiver
 * @param makeSet gets the native setter and returns what to do with a receiver and a value
 */
export function replaceAccessor(
  holder: object | undefined,
  key: PropertyKey,
  makeGet: ((native: Callable) => (thisArgument: unknown) => unknown) | undefined,
  makeSet?: (native: Callable) => (thisArgument: unknown, value: unknown) => unknown,
): Undo {
  const original = holder === undefined ? undefined : getOwnPropertyDescriptor(holder, key);
  let { get, set } = original ?? {};
  if (get !== undefined && makeGet !== undefined) {
    const behaviour = makeGet(get as Callable);
    const { method } = {
      method(this: unknown): unknown {
        return behaviour(this);
      },
    };
    get = disguise(method, get);
  }
  if (set !== undefined && makeSet !== undefined) {
    const behaviour = makeSet(set as Callable);
    const { method } = {
      method(this: unknown, value: unknown): unknown {
        return behaviour(this, value);
      },
    };
    set = disguise(method, set);
  }
  if (original === undefined || (get === original.get && set === original.set)) return nothing;
  const { enumerable, configurable } = original;
  const replacement = { __proto__: null, get, set, enumerable, configurable } as Descriptor;
  if (!defineProperty(holder as object, key, replacement)) return nothing;
  return () => {
    const current = getOwnPropertyDescriptor(holder as object, key);
    if (current?.get !== get || current?.set !== set) return;
    defineProperty(holder as object, key, { __proto__: null, ...original });
  };
}

/** Gets a native and returns what to do with a receiver and arguments. */
export type Behaviour = (native: Callable) => (thisArgument: unknown, args: unknown[]) => unknown;

/** Behaviours, the interfaces that they are for, and the methods or settable properties of those. */
export type Members = readonly (readonly [behaviour: Behaviour, owners: readonly string[], keys: readonly string[]])[];

/** Replaces methods and setters of many interfaces. What an interface does not have itself stays absent. */
export function replaceMembers(scope: object, members: Members): Undo {
  const undos: Undo[] = [];
  for (let i = 0; i < members.length; i++) {
    const [behaviour, owners, keys] = members[i] as Members[number];
    for (let j = 0; j < owners.length; j++) {
      const holder = prototypeOf(scope, owners[j] as string);
      for (let k = 0; k < keys.length; k++) {
        const key = keys[k] as string;
        undos.push(
          holder === undefined || getOwnPropertyDescriptor(holder, key)?.get === undefined
            ? replaceMethod(holder, key, behaviour)
            : replaceAccessor(holder, key, undefined, (native) => {
                const set = behaviour(native);
                return (thisArgument, value) => set(thisArgument, [value]);
              }),
        );
      }
    }
  }
  return undoAll(undos);
}

/**
 * Replaces a constructor by one that hands on another callback. A constructor that is absent
 * stays absent.
 *
 * @param changeCallback gets the first argument of the constructor and returns what to pass
 */
export const replaceConstructor = (
  scope: object,
  key: PropertyKey,
  changeCallback: (callback: unknown) => unknown,
): Undo =>
  replaceConstructorBy(scope, key, (build, args) => {
    // Without any argument, the native has something else to say.
    if (args.length > 0) args[0] = changeCallback(args[0]);
    return build(args);
  });

/**
 * Replaces a constructor. `prototype` stays the native's and its `constructor` points at the
 * replacement.
 *
 * The replacement is a proxy rather than a function, which would read newTarget.prototype before
 * its body runs, and so before the native checks its arguments. It also shows the native's name
 * and length.
 *
 * @param behaviour gets what constructs with the native, and the arguments
 */
export function replaceConstructorBy(
  scope: object,
  key: PropertyKey,
  behaviour: (build: (args: unknown[]) => object, args: unknown[]) => object,
): Undo {
  const native = getOwnPropertyDescriptor(scope, key)?.value as { readonly prototype: object } | undefined;
  if (native === undefined) return nothing;
  const replacement = new NativeProxy(native, {
    construct: (target, args: unknown[], newTarget): object =>
      behaviour((list) => construct(target as never, list, newTarget) as object, args),
  });
  rememberNative(replacement, native);
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
