import { isObject } from '../../abstract-ops.ts';
import { replaceConstructorBy, replaceMethod, undoAll, type Undo } from '../../platform/patch.ts';
import { call, getOwnPropertyDescriptor, type Callable } from '../../primordials.ts';
import { startTask, synchronously, type Slot } from '../tasks.ts';

/** The getter of a property, if it is an accessor. */
export function getterOf(holder: object | undefined, key: PropertyKey): Callable | undefined {
  return holder && (getOwnPropertyDescriptor(holder, key)?.get as Callable | undefined);
}

/**
 * Makes methods start a task on an object that is found after the call. What throws starts none.
 *
 * @param state the property that a call has to change in order to start one: what ends already,
 *   or has ended, has its own cause
 */
export function startOn(
  findHolder: (receiver: unknown, result: unknown) => unknown,
  owner: object | undefined,
  slot: Slot,
  keys: readonly string[],
  state?: string,
): Undo {
  const getState = state === undefined ? undefined : getterOf(owner, state);
  const undos: Undo[] = [];
  for (let i = 0; i < keys.length; i++) {
    undos.push(
      replaceMethod(owner, keys[i] as string, (native) => (receiver, args) => {
        const before = getState && stateOf(getState, receiver);
        const result = synchronously(native, receiver, args);
        const holder = findHolder(receiver, result);
        if (isObject(holder) && (getState === undefined || stateOf(getState, receiver) !== before)) {
          startTask(holder, slot);
        }
        return result;
      }),
    );
  }
  return undoAll(undos);
}

/** The holder is what the method is called on. */
export const toReceiver = (receiver: unknown): unknown => receiver;

/** The holder is what the method returns. */
export const toResult = (_receiver: unknown, result: unknown): unknown => result;

/** For a receiver of another kind it is undefined, because the native has to throw its own error. */
function stateOf(getState: Callable, receiver: unknown): unknown {
  try {
    return call(getState, receiver, []);
  } catch {
    return undefined;
  }
}

/**
 * Makes a constructor start a task on what it makes.
 *
 * @param tell gets what it has made, subclasses included
 */
export function startOnNew(scope: object, key: string, slot: Slot, tell?: (made: object) => void): Undo {
  return replaceConstructorBy(scope, key, (build, args) => {
    const made = build(args);
    startTask(made, slot);
    tell?.(made);
    return made;
  });
}
