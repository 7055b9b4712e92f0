import { CopyNameAndLength, GetPrototypeFromConstructor, describe, requireCallable } from './abstract-ops.ts';
import { agent, requireAgent } from './agent.ts';
import type { Capture } from './backend.ts';
import { create, defineProperty, NativeTypeError, setPrototypeOf, type Callable } from './primordials.ts';
import { NullBase, SlotHolder } from './slots.ts';
import type { SnapshotConstructor } from './types.ts';

/** The internal slot of a Snapshot. */
class SnapshotSlots extends SlotHolder {
  readonly #capture: Capture;

  constructor(target: object, capture: Capture) {
    super(target);
    this.#capture = capture;
  }

  /** https://tc39.es/ecma262/#sec-requireinternalslot */
  static readonly captureOf = (receiver: unknown, operation: string): Capture => {
    try {
      return (receiver as SnapshotSlots).#capture;
    } catch {
      throw new NativeTypeError(
        `AsyncContext.Snapshot.prototype.${operation}: this must be an AsyncContext.Snapshot, got ${describe(receiver)}`,
      );
    }
  };
}

// See variable.ts.
const { captureOf } = SnapshotSlots;

/**
 * The values of all variables at the time of its construction. For the shape of the constructor
 * see Variable.
 *
 * https://tc39.es/proposal-async-context/#sec-asynccontext-snapshot-objects
 */
class Snapshot extends NullBase {
  /** https://tc39.es/proposal-async-context/#sec-asynccontext-snapshot */
  // @ts-expect-error A class that extends null must return an object instead of calling super.
  constructor() {
    // Before the prototype is looked up, which may run user code.
    const capture = requireAgent().capture();
    const target = create(GetPrototypeFromConstructor(new.target, SnapshotPrototype)) as object;
    return new SnapshotSlots(target, capture) as never;
  }

  /** https://tc39.es/proposal-async-context/#sec-asynccontext-snapshot.wrap */
  static wrap(fn: Callable): Callable {
    requireCallable(fn, 'AsyncContext.Snapshot.wrap', 'fn');
    const capture = requireAgent().capture();
    // A method is strict, has its own this, and neither a prototype nor [[Construct]].
    const { wrapped } = {
      wrapped(this: unknown, ...args: unknown[]): unknown {
        return agent.restore(capture, fn, this, args);
      },
    };
    CopyNameAndLength(wrapped, fn, 'wrapped');
    return wrapped;
  }

  /** https://tc39.es/proposal-async-context/#sec-asynccontext-snapshot.prototype.run */
  run(func: Callable, ...args: unknown[]): unknown {
    const capture = captureOf(this, 'run');
    requireCallable(func, 'AsyncContext.Snapshot.prototype.run', 'func');
    return agent.restore(capture, func, undefined, args);
  }
}

const SnapshotPrototype = Snapshot.prototype;
setPrototypeOf(SnapshotPrototype, Object.prototype);
defineProperty(SnapshotPrototype, Symbol.toStringTag, {
  __proto__: null,
  value: 'AsyncContext.Snapshot',
  configurable: true,
});

const exported = Snapshot as unknown as SnapshotConstructor;
export { exported as Snapshot };
