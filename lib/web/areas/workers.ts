import { undoAll, type Undo } from '../../platform/patch.ts';
import { has } from '../../primordials.ts';
import { startOnNew } from './starts.ts';
import { declareSlot, endTask, listenFirst, mappingOfTask } from '../tasks.ts';

const LOADING = declareSlot('error');

/**
 * `Worker` and `SharedWorker`: an error while loading has the mapping of the constructor. Errors
 * of the worker's code come from outside; they have a message, which those of loading lack.
 */
export function patchWorkers(scope: object): Undo {
  return undoAll([
    startOnNew(scope, 'Worker', LOADING, watchErrors),
    startOnNew(scope, 'SharedWorker', LOADING, watchErrors),
  ]);
}

function watchErrors(worker: object): void {
  if (mappingOfTask(worker, LOADING) !== null) listenFirst(worker, 'error', endLoading);
}

function endLoading(this: unknown, event: unknown): void {
  if (has(event as object, 'message')) endTask(this as object, LOADING);
}
