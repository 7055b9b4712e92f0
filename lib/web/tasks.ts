import { call, NativeWeakMap, weakMapGet, weakMapSet, type Callable } from '../primordials.ts';
import type { Mapping } from '../mapping.ts';
import { active, showLife } from './segments.ts';

/** The types of the events by which an object reports on one kind of task. */
export type Slot = Readonly<Record<string, true>>;

/** The types of events whose listeners may have to run in another mapping than the current one. */
export const watchedTypes: Record<string, true> = { __proto__: null } as never;

/** Declares the events of one kind of task, so that their listeners are looked after. */
export function declareSlot(...types: string[]): Slot {
  const slot: Record<string, true> = { __proto__: null } as never;
  for (let i = 0; i < types.length; i++) watchedTypes[types[i] as string] = slot[types[i] as string] = true;
  return slot;
}

/** What one object has under way: a list, because nearly all have one kind of task only. */
interface Task {
  readonly slot: Slot;
  mapping: Mapping;
  readonly next: Task | undefined;
}

const tasks = new NativeWeakMap<object, Task>();

const taskOf = (holder: object): Task | undefined => call(weakMapGet, tasks, [holder]) as Task | undefined;

/**
 * A task begins on `holder`: until the next one begins, the listeners of its events run in
 * `mapping`, the current one by default.
 */
export function startTask(holder: object, slot: Slot, mapping?: Mapping): void {
  if (mapping === undefined) {
    showLife();
    ({ mapping } = active);
  }
  const first = taskOf(holder);
  for (let task = first; task !== undefined; task = task.next) {
    if (task.slot !== slot) continue;
    task.mapping = mapping;
    return;
  }
  // A task in the empty mapping needs no note, unless there may be one of another mapping.
  if (mapping !== null) call(weakMapSet, tasks, [holder, { slot, mapping, next: first } satisfies Task]);
}

/** No more events of the task can follow, or what follows has no cause in the program. */
export function endTask(holder: object, slot: Slot): void {
  startTask(holder, slot, null);
}

/** The mapping of the last task of a slot. */
export function mappingOfTask(holder: object, slot: Slot): Mapping {
  for (let task = taskOf(holder); task !== undefined; task = task.next) if (task.slot === slot) return task.mapping;
  return null;
}

/** How many natives are running that fire events before they return. */
let synchronous = 0;

/** Calls a native that may fire events before it returns: in the current mapping, whoever listens. */
export function synchronously(native: Callable, thisArgument: unknown, args: unknown[]): unknown {
  synchronous++;
  try {
    return call(native, thisArgument, args);
  } finally {
    synchronous--;
  }
}

/**
 * The mapping that the listeners of a trusted event run in, or undefined where it is the current
 * one: the event is synchronous, or no task of the program caused it and nothing is current.
 */
export function mappingOfEvent(target: object, type: string): Mapping | undefined {
  if (synchronous > 0) return undefined;
  for (let task = taskOf(target); task !== undefined; task = task.next) {
    if (task.slot[type] === true) return task.mapping;
  }
  return undefined;
}
