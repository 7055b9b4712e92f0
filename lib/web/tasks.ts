import {
  call,
  getOwnPropertyDescriptor,
  NativeWeakMap,
  weakMapGet,
  weakMapSet,
  type Callable,
} from '../primordials.ts';
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

/**
 * What is reported or summed up when the program has come to an end, though some of it in a
 * microtask of what caused it: the listeners run in the empty mapping.
 */
const emptyTypes = declareSlot(
  'unhandledrejection',
  'rejectionhandled',
  'slotchange',
  'navigatesuccess',
  'navigateerror',
);

/** The global objects, whose `error` events report what nothing caught, at once or later. */
const globals = new NativeWeakMap<object, true>();
declareSlot('error');

/** From now on, listeners for the errors that a global object reports run in the empty mapping. */
export function reportErrorsEmpty(scope: object): void {
  call(weakMapSet, globals, [scope, true]);
}

/** The slots of which each task has one event, and the types of it. */
const singles = new NativeWeakMap<Slot, readonly string[]>();

/**
 * Like declareSlot, for tasks that end with one event, of whichever of the types: an event after
 * that has another cause, such as the user, unless a task has begun in between.
 */
export function declareSingle(...types: string[]): Slot {
  const slot = call(declareSlot as Callable, undefined, types) as Slot;
  call(weakMapSet, singles, [slot, types]);
  return slot;
}

/** What one object has under way: a list, because nearly all have one kind of task only. */
interface Task {
  readonly slot: Slot;
  mapping: Mapping;
  /** The one event of the task, once it is there. */
  event: object | undefined;
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
    task.event = undefined;
    return;
  }
  // A task in the empty mapping needs no note, unless there may be one of another mapping.
  if (mapping === null) return;
  call(weakMapSet, tasks, [holder, { slot, mapping, event: undefined, next: first } satisfies Task]);
  const types = call(weakMapGet, singles, [slot]) as readonly string[] | undefined;
  if (types === undefined) return;
  // The event has to be seen where nobody else listens, too.
  for (let i = 0; i < types.length; i++) listenFirst(holder, types[i] as string, see as Callable);
}

const { Event: NativeEvent, EventTarget: NativeEventTarget } = globalThis as {
  Event?: { readonly prototype: object };
  EventTarget?: { readonly prototype: { readonly addEventListener: Callable } };
};
export const getTarget = NativeEvent && (getOwnPropertyDescriptor(NativeEvent.prototype, 'target')?.get as Callable);
export const getType = NativeEvent && (getOwnPropertyDescriptor(NativeEvent.prototype, 'type')?.get as Callable);
const addEventListener = NativeEventTarget?.prototype.addEventListener;

/** Listens in the capture phase, and before all others if the object is new. */
export function listenFirst(target: object, type: string, listener: Callable): void {
  call(addEventListener as Callable, target, [type, listener, true]);
}

function see(this: object, event: Event): void {
  // It may be on its way to something inside.
  if (!event.isTrusted || call(getTarget as Callable, event, []) !== this) return;
  mappingOfEvent(this, call(getType as Callable, event, []) as string, event);
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

/** Whether a native that `synchronously` calls is running. */
export const isSynchronous = (): boolean => synchronous > 0;

/**
 * The mapping that the listeners of a trusted event run in, or undefined where it is the current
 * one: the event is synchronous, or no task of the program caused it and nothing is current.
 */
export function mappingOfEvent(target: object, type: string, event: object): Mapping | undefined {
  if (emptyTypes[type] === true || (type === 'error' && call(weakMapGet, globals, [target]) === true)) return null;
  if (synchronous > 0) return undefined;
  for (let task = taskOf(target); task !== undefined; task = task.next) {
    if (task.slot[type] !== true) continue;
    if (call(weakMapGet, singles, [task.slot]) === undefined) return task.mapping;
    task.event ??= event;
    return task.event === event ? task.mapping : null;
  }
  return undefined;
}
