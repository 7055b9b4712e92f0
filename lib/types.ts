/** What `new AsyncContext.Variable()` accepts. */
export interface VariableOptions<T> {
  /** A label for debuggers; two variables with one name are unrelated. */
  name?: string;
  /** What `get` answers where no `run` of this variable is in effect. */
  defaultValue?: T | undefined;
}

/**
 * A value that is there in everything that a call of `run` causes: after `await`, in promise
 * callbacks, in timers.
 *
 * @typeParam T what `run` sets
 * @typeParam G what `get` answers: `T` with a default value, `T | undefined` without one
 * @see https://tc39.es/proposal-async-context/#sec-asynccontext-variable-objects
 */
export interface Variable<T, G = T | undefined> {
  /** The name that the constructor was given, or the empty string. */
  readonly name: string;

  /**
   * The value of the innermost `run` that caused the current code, or the default value.
   *
   * @throws TypeError if the receiver is not a Variable
   * @see https://tc39.es/proposal-async-context/#sec-asynccontext-variable.prototype.get
   */
  get(): G;

  /**
   * Calls `func` with `args` while this variable has `value`; everything that the call causes
   * later sees the value too. The previous value is back when the call returns or throws.
   *
   * @param value the value; not passed to `func`
   * @param func called with `this` undefined
   * @param args the arguments of `func`
   * @returns what `func` returns
   * @throws TypeError if the receiver is not a Variable or `func` is not callable, and whatever
   *   `func` throws
   * @see https://tc39.es/proposal-async-context/#sec-asynccontext-variable.prototype.run
   */
  run<A extends unknown[], R>(value: T, func: (...args: A) => R, ...args: A): R;
}

/**
 * TypeScript wants the constructors of a base class to agree on what they make, so a subclass
 * names both type arguments: `extends Variable<string, string | undefined>`, or
 * `extends Variable<string, string>` if it always passes a default value.
 */
export interface VariableConstructor {
  /**
   * @param options an object with a `name` and a `defaultValue`; anything but an object is ignored
   * @throws TypeError if called without `new` or if the name is a symbol
   * @see https://tc39.es/proposal-async-context/#sec-asynccontext-variable
   */
  new <T>(options: VariableOptions<T> & { defaultValue: T }): Variable<T, T>;
  new <T>(options?: VariableOptions<T>): Variable<T>;
  new <T, G extends T | undefined>(
    ...options: undefined extends G
      ? [options?: VariableOptions<T>]
      : [options: VariableOptions<T> & { defaultValue: G }]
  ): Variable<T, G>;
  readonly prototype: Variable<unknown>;
}

/**
 * The values of all variables at the time of its construction.
 *
 * @see https://tc39.es/proposal-async-context/#sec-asynccontext-snapshot-objects
 */
export interface Snapshot {
  /**
   * Calls `func` with `args` while every variable has the value that it had when this snapshot
   * was made.
   *
   * @param func called with `this` undefined
   * @param args the arguments of `func`
   * @returns what `func` returns
   * @throws TypeError if the receiver is not a Snapshot or `func` is not callable, and whatever
   *   `func` throws
   * @see https://tc39.es/proposal-async-context/#sec-asynccontext-snapshot.prototype.run
   */
  run<A extends unknown[], R>(func: (...args: A) => R, ...args: A): R;
}

export interface SnapshotConstructor {
  /**
   * Captures the values of all variables.
   *
   * @throws TypeError if called without `new`
   * @see https://tc39.es/proposal-async-context/#sec-asynccontext-snapshot
   */
  new (): Snapshot;
  readonly prototype: Snapshot;

  /**
   * A function that calls `fn`, with its own `this` and arguments, while every variable has the
   * value that it has now.
   *
   * @param fn the function to wrap; the result copies its `length` and its `name`
   * @returns a function with the signature of `fn` that is not a constructor
   * @throws TypeError if `fn` is not callable, and whatever its `length` and `name` getters throw
   * @see https://tc39.es/proposal-async-context/#sec-asynccontext-snapshot.wrap
   */
  wrap<This, A extends unknown[], R>(fn: (this: This, ...args: A) => R): (this: This, ...args: A) => R;
}

/** The type of the `AsyncContext` namespace object. */
export interface AsyncContextNamespace {
  readonly Variable: VariableConstructor;
  readonly Snapshot: SnapshotConstructor;
}

/*
 * The values that carry these types, as the declarations of the package export them. Code in
 * the package imports the values from where they are made.
 */
export declare const Variable: VariableConstructor;
export declare const Snapshot: SnapshotConstructor;
// eslint-disable-next-line @typescript-eslint/no-namespace -- its members are types as well as values
export declare namespace AsyncContext {
  export { Snapshot, Variable, type VariableOptions };
}
