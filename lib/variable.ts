import { describe, GetPrototypeFromConstructor, isObject, requireCallable, ToString } from './abstract-ops.ts';
import { requireAgent, type AgentKey } from './agent.ts';
import { create, defineProperty, has, NativeTypeError, setPrototypeOf, type Callable } from './primordials.ts';
import { NullBase, SlotHolder } from './slots.ts';
import type { VariableConstructor } from './types.ts';

/** The internal slots of a Variable, and the key that stands for it in mappings. */
class VariableSlots extends SlotHolder {
  readonly #key: AgentKey;
  readonly #name: string;
  readonly #defaultValue: unknown;

  constructor(target: object, name: string, defaultValue: unknown) {
    super(target);
    this.#key = requireAgent().createKey(target);
    this.#name = name;
    this.#defaultValue = defaultValue;
  }

  /** https://tc39.es/ecma262/#sec-requireinternalslot */
  static readonly keyOf = (receiver: unknown, operation: string): AgentKey => {
    try {
      return (receiver as VariableSlots).#key;
    } catch {
      throw new NativeTypeError(
        `AsyncContext.Variable.prototype.${operation}: this must be an AsyncContext.Variable, got ${describe(receiver)}`,
      );
    }
  };

  static readonly nameOf = (variable: unknown): string => (variable as VariableSlots).#name;

  static readonly defaultValueOf = (variable: unknown): unknown => (variable as VariableSlots).#defaultValue;
}

// A class declaration can be reassigned, so the optimizing compiler would look these up anew at
// every call.
const { keyOf, nameOf, defaultValueOf } = VariableSlots;

/** What no mapping holds. */
const ABSENT = {};

/**
 * A value that is there in everything that a call of `run` causes.
 *
 * It extends null and returns an object of its own making because the specification reads the
 * options before `newTarget.prototype`.
 *
 * https://tc39.es/proposal-async-context/#sec-asynccontext-variable-objects
 */
class Variable extends NullBase {
  /** https://tc39.es/proposal-async-context/#sec-asynccontext-variable */
  // @ts-expect-error A class that extends null must return an object instead of calling super.
  constructor(options: unknown) {
    let name = '';
    let defaultValue: unknown;
    if (isObject(options)) {
      if (has(options, 'name')) {
        const nameOption = (options as { name: unknown }).name;
        if (typeof nameOption === 'symbol') {
          throw new NativeTypeError('AsyncContext.Variable: options.name must not be a symbol');
        }
        name = ToString(nameOption);
      }
      ({ defaultValue } = options as { defaultValue?: unknown });
    }
    const target = create(GetPrototypeFromConstructor(new.target, VariablePrototype)) as object;
    return new VariableSlots(target, name, defaultValue) as never;
  }

  /** https://tc39.es/proposal-async-context/#sec-asynccontext-variable.prototype.run */
  run(value: unknown, func: Callable, ...args: unknown[]): unknown {
    const key = keyOf(this, 'run');
    requireCallable(func, 'AsyncContext.Variable.prototype.run', 'func');
    return key.run(value, func, undefined, args);
  }

  /** https://tc39.es/proposal-async-context/#sec-asynccontext-variable.prototype.name */
  get name(): string {
    keyOf(this, 'name');
    return nameOf(this);
  }

  /** https://tc39.es/proposal-async-context/#sec-asynccontext-variable.prototype.get */
  get(): unknown {
    const value = keyOf(this, 'get').get(ABSENT);
    return value === ABSENT ? defaultValueOf(this) : value;
  }
}

const VariablePrototype = Variable.prototype;
setPrototypeOf(VariablePrototype, Object.prototype);
defineProperty(VariablePrototype, Symbol.toStringTag, {
  __proto__: null,
  value: 'AsyncContext.Variable',
  configurable: true,
});

const exported = Variable as unknown as VariableConstructor;
export { exported as Variable };
