import type { Undo } from '../../platform/patch.ts';
import { getOwnPropertyDescriptor } from '../../primordials.ts';
import { startOn, toResult } from './starts.ts';
import { declareSlot } from '../tasks.ts';

const TIMEOUT = declareSlot('abort');

/** `AbortSignal.timeout`: the mapping of the call. What `abort` of a controller fires is synchronous. */
export function patchSignals(scope: object): Undo {
  const signal: unknown = getOwnPropertyDescriptor(scope, 'AbortSignal')?.value;
  return startOn(toResult, signal as object | undefined, TIMEOUT, ['timeout']);
}
