import { replaceMembers, type Members, type Undo } from '../../platform/patch.ts';
import { call, type Callable } from '../../primordials.ts';
import { declareSlot, startTask } from '../tasks.ts';

const PLAYBACK = declareSlot('finish', 'remove');
const CANCELLATION = declareSlot('cancel');

const starting = (slot: typeof PLAYBACK) => (native: Callable) => (animation: unknown, args: unknown[]) => {
  const result = call(native, animation, args);
  startTask(animation as object, slot);
  return result;
};

const animating = (native: Callable) => (element: unknown, args: unknown[]) => {
  const animation = call(native, element, args);
  startTask(animation as object, PLAYBACK);
  return animation;
};

const MEMBERS: Members = [
  [animating, ['Element'], ['animate']],
  [starting(PLAYBACK), ['Animation'], ['play', 'reverse', 'finish', 'currentTime', 'startTime']],
  [starting(CANCELLATION), ['Animation'], ['cancel']],
];

/** Animations that scripts make: the mapping of the call that plays, finishes or cancels them. */
export const patchAnimations = (scope: object): Undo => replaceMembers(scope, MEMBERS);
