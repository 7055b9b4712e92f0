import { undoAll, type Undo } from '../platform/patch.ts';
import { patchFinalizationRegistry } from '../platform/finalization.ts';
import { patchEvents, patchHandlers } from './events.ts';
import { patchFrames } from './frames.ts';
import { patchMicrotasks } from './microtasks.ts';
import { patchObservers } from './observers.ts';
import { patchPromise } from './promise.ts';
import { patchRequests } from './requests.ts';
import { patchScheduler } from './scheduler.ts';
import { patchSourceText } from './source-text.ts';
import { patchTimers } from './timers.ts';

/**
 * Makes everything in a realm that calls back later do so in the right mapping.
 *
 * @param scope the global object of a window or a worker of this agent
 * @returns an undo that puts every descriptor back
 * @throws TypeError if the promises of the realm cannot be heard; nothing is changed then
 */
export function install(scope: typeof globalThis): Undo {
  // First, because it may throw.
  const undoPromise = patchPromise(scope);
  return undoAll([
    undoPromise,
    patchMicrotasks(scope),
    patchTimers(scope),
    patchFrames(scope),
    patchScheduler(scope),
    patchObservers(scope),
    patchEvents(scope),
    patchHandlers(scope),
    patchRequests(scope),
    patchFinalizationRegistry(scope),
    patchSourceText(scope),
  ]);
}
