/**
 * The built-ins that this package calls, saved when it is loaded. A page or a program that
 * breaks `Function.prototype.call` or `Array.prototype[Symbol.iterator]` afterwards must not
 * break us, so nothing in lib/ calls a method of an object it does not own, spreads an
 * argument list or destructures an array.
 */
export const { construct, getOwnPropertyDescriptor, getPrototypeOf, has, isExtensible, ownKeys, setPrototypeOf } =
  Reflect;
export const getProperty = Reflect.get;
export const { create, freeze, hasOwn } = Object;
export const { isArray } = Array;
export const { trunc } = Math;
export const functionToString = Function.prototype.toString as Callable;
export const stringIncludes = String.prototype.includes as Callable;
export const stringSlice = String.prototype.slice as Callable;
export const stringToLowerCase = String.prototype.toLowerCase as Callable;
export const NativeProxy = Proxy;
export const NativeTypeError = TypeError;
export const NativeFinalizationRegistry: typeof FinalizationRegistry | undefined =
  typeof FinalizationRegistry === 'function' ? FinalizationRegistry : undefined;

export const NativeWeakMap = WeakMap;
export const weakMapGet = WeakMap.prototype.get as Callable;
export const weakMapSet = WeakMap.prototype.set as Callable;
export const weakMapDelete = WeakMap.prototype.delete as Callable;

/** Any function, for the places where its signature is the caller's business. */
export type Callable = (this: unknown, ...args: unknown[]) => unknown;

/** Calls `fn` with a receiver and an argument list, whatever became of `Function.prototype`. */
export const call: (fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>) => unknown = Reflect.apply;

/** A function with its receiver and first arguments fixed. */
export const bind = Function.prototype.call.bind(Function.prototype.bind) as (
  fn: Callable,
  thisArgument: unknown,
  ...args: unknown[]
) => Callable;

/** A method as a function that takes the receiver first, which the engine can call without a list. */
export const uncurryThis = (method: Callable): ((thisArgument: unknown, ...args: unknown[]) => unknown) =>
  bind(Function.prototype.call as Callable, method);

/** Its null prototype keeps a program's `Object.prototype.get` and `set` out of it. */
export interface Descriptor extends PropertyDescriptor {
  __proto__: null;
}

export const defineProperty = Reflect.defineProperty as (
  target: object,
  key: PropertyKey,
  descriptor: Descriptor,
) => boolean;
