import type { Undo } from '../../platform/patch.ts';
import { startOnNew } from './starts.ts';
import { declareSlot } from '../tasks.ts';

const SHOWING = declareSlot('show', 'error');

/** `Notification`: that it is shown, or cannot be, has the mapping of the constructor; the rest is the user's. */
export function patchNotifications(scope: object): Undo {
  return startOnNew(scope, 'Notification', SHOWING);
}
