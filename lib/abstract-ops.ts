import { call, defineProperty, hasOwn, NativeTypeError, trunc, type Callable } from './primordials.ts';

/** https://tc39.es/ecma262/#sec-object-type */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || IsCallable(value);
}

/**
 * https://tc39.es/ecma262/#sec-iscallable
 *
 * `document.all` is callable although its type is "undefined".
 */
export function IsCallable(value: unknown): value is Callable {
  return typeof value === 'function' || (typeof value === 'undefined' && value !== undefined);
}

/**
 * https://tc39.es/ecma262/#sec-call
 *
 * Most calls have few arguments, and a plain call costs a fraction of one with a list.
 */
export function Call(fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>): unknown {
  if (thisArgument === undefined) {
    switch (args.length) {
      case 0:
        return fn();
      case 1:
        return fn(args[0]);
      case 2:
        return fn(args[0], args[1]);
      case 3:
        return fn(args[0], args[1], args[2]);
    }
  }
  return call(fn, thisArgument, args);
}

/**
 * Throws the TypeError that Call would throw for a `func` that is not callable, with a message
 * that names the operation and the argument.
 */
export function requireCallable(value: unknown, operation: string, argument: string): asserts value is Callable {
  if (!IsCallable(value)) {
    throw new NativeTypeError(`${operation}: ${argument} must be a function, got ${describe(value)}`);
  }
}

/** Names a value in an error message without running any of its code. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return 'a string';
    case 'undefined':
      return 'undefined';
    case 'object':
      return 'an object';
    case 'symbol':
      return 'a symbol';
    case 'function':
      return 'a function';
    default:
      return `${typeof value} ${value as number | bigint | boolean}`;
  }
}

/**
 * https://tc39.es/proposal-shadowrealm/#sec-copynameandlength
 *
 * Gives `wrapped` the length of `target` and its name behind `prefix`. Errors of the target's
 * own getters and proxy traps pass through.
 */
export function CopyNameAndLength(wrapped: Callable, target: Callable, prefix: string): void {
  let length = 0;
  if (hasOwn(target, 'length')) {
    const targetLength: unknown = target.length;
    // NaN, -Infinity and negative numbers give 0, +Infinity stays.
    if (typeof targetLength === 'number' && targetLength > 0) length = trunc(targetLength);
  }
  defineProperty(wrapped, 'length', { __proto__: null, value: length, configurable: true });
  const targetName: unknown = target.name;
  const name = typeof targetName === 'string' ? targetName : '';
  defineProperty(wrapped, 'name', { __proto__: null, value: `${prefix} ${name}`, configurable: true });
}

/** https://tc39.es/ecma262/#sec-tostring */
export function ToString(value: unknown): string {
  return `${value as number}`;
}

/** https://tc39.es/ecma262/#sec-getprototypefromconstructor, as far as a library can follow it. */
export function GetPrototypeFromConstructor(newTarget: { prototype: unknown }, fallback: object): object {
  const { prototype } = newTarget;
  return isObject(prototype) ? prototype : fallback;
}
