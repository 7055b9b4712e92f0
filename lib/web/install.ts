import { undoAll, type Undo } from '../platform/patch.ts';
import { patchFinalizationRegistry } from '../platform/finalization.ts';
import { patchAnimations } from './areas/animations.ts';
import { patchAudio } from './areas/audio.ts';
import { patchCompletions } from './areas/completions.ts';
import { patchConnections } from './areas/connections.ts';
import { patchDatabases } from './areas/databases.ts';
import { patchElements } from './areas/elements.ts';
import { patchEntries } from './areas/entries.ts';
import { patchEvents, patchHandlers } from './events.ts';
import { patchFiles } from './areas/files.ts';
import { patchForms } from './areas/forms.ts';
import { patchFrames } from './areas/frames.ts';
import { patchMedia } from './areas/media.ts';
import { patchMicrotasks } from './areas/microtasks.ts';
import { patchNotifications } from './areas/notifications.ts';
import { patchObservers } from './areas/observers.ts';
import { patchPromise } from './promise.ts';
import { patchRecorders } from './areas/recorders.ts';
import { patchRequests } from './areas/requests.ts';
import { patchScheduler } from './areas/scheduler.ts';
import { patchSignals } from './areas/signals.ts';
import { patchSourceText } from './source-text.ts';
import { patchStreams } from './areas/streams.ts';
import { patchTimers } from './areas/timers.ts';
import { patchToggles } from './areas/toggles.ts';
import { patchWorkers } from './areas/workers.ts';

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
