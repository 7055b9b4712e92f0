import { undoAll, type Undo } from '../platform/patch.ts';
import { patchFinalizationRegistry } from '../platform/finalization.ts';
import { patchAnimations } from './animations.ts';
import { patchAudio } from './audio.ts';
import { patchCompletions } from './completions.ts';
import { patchConnections } from './connections.ts';
import { patchDatabases } from './databases.ts';
import { patchElements } from './elements.ts';
import { patchEntries } from './entries.ts';
import { patchEvents, patchHandlers } from './events.ts';
import { patchFiles } from './files.ts';
import { patchForms } from './forms.ts';
import { patchFrames } from './frames.ts';
import { patchMedia } from './media.ts';
import { patchMicrotasks } from './microtasks.ts';
import { patchNotifications } from './notifications.ts';
import { patchObservers } from './observers.ts';
import { patchPromise } from './promise.ts';
import { patchRecorders } from './recorders.ts';
import { patchRequests } from './requests.ts';
import { patchScheduler } from './scheduler.ts';
import { patchSignals } from './signals.ts';
import { patchSourceText } from './source-text.ts';
import { patchStreams } from './streams.ts';
import { patchTimers } from './timers.ts';
import { patchToggles } from './toggles.ts';
import { patchWorkers } from './workers.ts';

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
    patchCompletions(scope),
    patchEntries(scope),
    patchRequests(scope),
    patchConnections(scope),
    patchFiles(scope),
    patchDatabases(scope),
    patchWorkers(scope),
    patchSignals(scope),
    patchNotifications(scope),
    patchAudio(scope),
    patchRecorders(scope),
    patchForms(scope),
    patchStreams(scope),
    patchElements(scope),
    patchToggles(scope),
    patchMedia(scope),
    patchAnimations(scope),
    patchFinalizationRegistry(scope),
    patchSourceText(scope),
  ]);
}
