import { describe, GetPrototypeFromConstructor, isObject, requireCallable, ToString } from './abstract-ops.ts';
import { agent, requireAgent, type AgentKey } from './agent.ts';
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

  static keyOf(target: VariableSlots): AgentKey {
    return target.#key;
  }

  static nameOf(target: VariableSlots): string {
    return target.#name;
  }

  static defaultValueOf(target: VariableSlots): unknown {
    return target.#defaultValue;
  }

  /** https://tc39.es/ecma262/#sec-requireinternalslot */
  static require(receiver: unknown, operation: string): asserts receiver is VariableSlots {
    if (!isObject(receiver) || !(#key in receiver)) {
      throw new NativeTypeError(
        `AsyncContext.Variable.prototype.${operation}: this must be an AsyncContext.Variable, got ${describe(receiver)}`,
      );
    }
  }
}

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
    VariableSlots.require(this, 'run');
    requireCallable(func, 'AsyncContext.Variable.prototype.run', 'func');
    return agent.run(VariableSlots.keyOf(this), value, func, undefined, args);
  }

  /** https://tc39.es/proposal-async-context/#sec-asynccontext-variable.prototype.name */
  get name(): string {
    VariableSlots.require(this, 'name');
    return VariableSlots.nameOf(this);
  }

  /** https://tc39.es/proposal-async-context/#sec-asynccontext-variable.prototype.get */
  get(): unknown {
    VariableSlots.require(this, 'get');
    return agent.get(VariableSlots.keyOf(this), VariableSlots.defaultValueOf(this));
  }
}

const VariablePrototype = Variable.prototype;
setPrototypeOf(VariablePrototype, Object.prototype);
defineProperty(VariablePrototype, Symbol.toStringTag, { value: 'AsyncContext.Variable', configurable: true });

const exported = Variable as unknown as VariableConstructor;
export { exported as Variable };
