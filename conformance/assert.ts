/** A case's expectation did not hold. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

type ErrorClass = new (...args: never[]) => unknown;

/** The assertions of the suite. Every one takes what it is about as its last, optional argument. */
export interface Assert {
  /** `actual` and `expected` are the same value (SameValue). */
  same(actual: unknown, expected: unknown, about?: string): void;
  /** Two lists have the same values in the same order (SameValue). */
  sameList(actual: ArrayLike<unknown>, expected: ArrayLike<unknown>, about?: string): void;
  ok(condition: unknown, about?: string): asserts condition;
  /** `fn` throws an instance of exactly that class, or exactly the given value; returns it. */
  throws(fn: () => unknown, expected: ErrorClass | { readonly value: unknown }, about?: string): unknown;
  /** The promise rejects likewise. */
  rejects(
    promise: Promise<unknown>,
    expected: ErrorClass | { readonly value: unknown },
    about?: string,
  ): Promise<unknown>;
  /** The own property has these attributes; a `value`, `get` or `set` that is given must be the same. */
  property(holder: object, key: PropertyKey, expected: PropertyDescriptor, about?: string): void;
  fail(message: string): never;
}

// Saved because cases break built-ins on purpose.
const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { is, hasOwn } = Object;
const { prototype: functionPrototype } = Function;
const { prototype: symbolPrototype } = Symbol;
const nativeStringify = JSON.stringify;
const symbolToString = (value: symbol): string => apply(symbolToStringMethod, value, []);
const { toString: symbolToStringMethod } = symbolPrototype;

export function createAssert(): Assert {
  const assert: Assert = {
    same(actual, expected, about) {
      if (!is(actual, expected)) fail(`expected ${show(expected)}, got ${show(actual)}`, about);
    },
    sameList(actual, expected, about) {
      let equal = actual.length === expected.length;
      for (let i = 0; equal && i < expected.length; i++) equal = is(actual[i], expected[i]);
      if (!equal) fail(`expected ${showList(expected)}, got ${showList(actual)}`, about);
    },
    ok(condition, about): asserts condition {
      if (!condition) fail(`expected a true value, got ${show(condition)}`, about);
    },
    throws(fn, expected, about) {
      let thrown: unknown;
      try {
        fn();
      } catch (error) {
        thrown = error;
        checkThrown(thrown, expected, about);
        return thrown;
      }
      return fail('expected the call to throw', about);
    },
    async rejects(promise, expected, about) {
      let reason: unknown;
      try {
        await promise;
      } catch (error) {
        reason = error;
        checkThrown(reason, expected, about);
        return reason;
      }
      return fail('expected the promise to reject', about);
    },
    property(holder, key, expected, about) {
      const what = `${about === undefined ? '' : `${about}: `}property ${typeof key === 'symbol' ? symbolToString(key) : key}`;
      const actual = getOwnPropertyDescriptor(holder, key);
      if (actual === undefined) return fail('is missing', what);
      for (const attribute of ['value', 'writable', 'get', 'set', 'enumerable', 'configurable'] as const) {
        if (!hasOwn(expected, attribute)) continue;
        if (!hasOwn(actual, attribute)) fail(`has no [[${attribute}]]`, what);
        assert.same(actual[attribute], expected[attribute], `${what} [[${attribute}]]`);
      }
    },
    fail(message): never {
      return fail(message, undefined);
    },
  };
  return assert;
}

function fail(message: string, about: string | undefined): never {
  throw new AssertionError(about === undefined ? message : `${about}: ${message}`);
}

function checkThrown(
  thrown: unknown,
  expected: ErrorClass | { readonly value: unknown },
  about: string | undefined,
): void {
  if (typeof expected !== 'function') {
    if (!is(thrown, expected.value)) fail(`expected ${show(expected.value)} to be thrown, got ${show(thrown)}`, about);
  } else if (typeof thrown !== 'object' || thrown === null || getPrototypeOf(thrown) !== expected.prototype) {
    fail(`expected a ${expected.name} to be thrown, got ${show(thrown)}`, about);
  }
}

/** A value as it reads in a message, without running code of the value where that can be avoided. */
function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return nativeStringify(value);
    case 'symbol':
      return symbolToString(value);
    case 'function':
      return `a function${hasOwn(value, 'name') && getPrototypeOf(value) === functionPrototype ? ` ${value.name}` : ''}`;
    case 'object':
      if (value === null) return 'null';
      if (value instanceof Error) return `${value.name}: ${value.message}`;
      return Array.isArray(value) ? showList(value) : 'an object';
    default:
      return is(value, -0) ? '-0' : `${value as number}`;
  }
}

function showList(list: ArrayLike<unknown>): string {
  let text = '[';
  for (let i = 0; i < list.length; i++) text += `${i === 0 ? '' : ', '}${show(list[i])}`;
  return `${text}]`;
}
