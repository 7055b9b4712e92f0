import type { Mapping } from '../../mapping.ts';
import { active } from '../segments.ts';
import { startTask, type Slot } from '../tasks.ts';

/** Whether an element ever had a task in a mapping that is not empty, which another may have to replace. */
let hasStarted = false;

/** Whether a change in the document starts no task worth a note, so that pages pay inside of runs only. */
export const isIdle = (): boolean => active.mapping === null && !hasStarted;

/** Starts a task on an element, which a later change in the empty mapping will replace. */
export function startOn(element: object, slot: Slot, mapping?: Mapping): void {
  if (active.mapping !== null) hasStarted = true;
  startTask(element, slot, mapping);
}
