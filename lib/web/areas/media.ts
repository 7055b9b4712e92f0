import { replaceConstructorBy, replaceMembers, undoAll, type Members, type Undo } from '../../platform/patch.ts';
import { call, type Callable } from '../../primordials.ts';
import { isIdle, startOn } from './changes.ts';
import { getter, hasAttribute, nameOf } from './dom.ts';
import { declareSingle, declareSlot, mappingOfTask, type Slot } from '../tasks.ts';

// Loading and playing are tasks of their own, and what else is done to a media element as well.
const LOADING = declareSlot(
  'loadstart',
  'progress',
  'suspend',
  'stalled',
  'error',
  'abort',
  'emptied',
  'loadedmetadata',
  'loadeddata',
  'canplay',
  'canplaythrough',
);
// Those that follow have another cause.
const DURATION = declareSingle('durationchange');
const SIZE = declareSingle('resize');
const PLAYING = declareSlot('play', 'playing', 'waiting');
const TIME = declareSlot('timeupdate');
const PAUSE = declareSlot('pause');
const END = declareSlot('ended');
const SEEKING = declareSlot('seeking', 'seeked');
const RATE = declareSlot('ratechange');
const VOLUME = declareSlot('volumechange');

const networkState = getter<number>('HTMLMediaElement', 'networkState');
const paused = getter<boolean>('HTMLMediaElement', 'paused');

const NETWORK_EMPTY = 0;
const NETWORK_NO_SOURCE = 3;

const LOADS = [LOADING, DURATION, SIZE, SEEKING, TIME];
const PLAYS = [PLAYING, PAUSE, END];

function startAll(media: object, slots: readonly Slot[]): void {
  for (let i = 0; i < slots.length; i++) startOn(media, slots[i] as Slot);
}

/** A media element begins to load: what it had under way is over. */
export function beginLoading(media: object): void {
  startAll(media, LOADS);
  beginAutoplay(media);
}

/** Nothing but this says who will have caused the playing, unless the user does. */
function beginAutoplay(media: object): void {
  const mapping = hasAttribute(media, 'autoplay') ? mappingOfTask(media, LOADING) : null;
  for (let i = 0; i < PLAYS.length; i++) startOn(media, PLAYS[i] as Slot, mapping);
}

/** A `source` has come into an element, which may be a media element that has waited for one. */
export function beginLoadingWithSource(parent: object): void {
  const name = nameOf(parent);
  if (name !== 'audio' && name !== 'video') return;
  const state = networkState(parent);
  if (state === NETWORK_EMPTY || state === NETWORK_NO_SOURCE) beginLoading(parent);
}

const loading = (native: Callable) => (media: unknown, args: unknown[]) => {
  const result = call(native, media, args);
  if (!isIdle()) beginLoading(media as object);
  return result;
};

/** A native that starts tasks, and makes the element load if it has not begun to. */
const playing = (slots: readonly Slot[]) => (native: Callable) => (media: unknown, args: unknown[]) => {
  if (isIdle()) return call(native, media, args);
  let isEmpty = false;
  try {
    isEmpty = networkState(media as object) === NETWORK_EMPTY;
  } catch {
    // Not a media element: the native says so.
  }
  const result = call(native, media, args);
  if (isEmpty) startAll(media as object, LOADS);
  startAll(media as object, slots);
  return result;
};

const seeking = (native: Callable) => (media: unknown, args: unknown[]) => {
  call(native, media, args);
  // While it plays, what reports on its time and its end is the playing.
  startAll(media as object, paused(media as object) ? [SEEKING, TIME, END] : [SEEKING]);
};

const starting = (slot: Slot) => (native: Callable) => (media: unknown, args: unknown[]) => {
  call(native, media, args);
  startOn(media as object, slot);
};

const settingAutoplay = (native: Callable) => (media: unknown, args: unknown[]) => {
  call(native, media, args);
  if (!isIdle()) beginAutoplay(media as object);
};

const MEMBERS: Members = [
  [loading, ['HTMLMediaElement'], ['load', 'src', 'srcObject']],
  // It may go back to the start.
  [playing([PLAYING, TIME, PAUSE, END, SEEKING]), ['HTMLMediaElement'], ['play']],
  [playing([PAUSE]), ['HTMLMediaElement'], ['pause']],
  [settingAutoplay, ['HTMLMediaElement'], ['autoplay']],
  [seeking, ['HTMLMediaElement'], ['currentTime', 'fastSeek']],
  [starting(RATE), ['HTMLMediaElement'], ['playbackRate', 'defaultPlaybackRate']],
  [starting(VOLUME), ['HTMLMediaElement'], ['volume', 'muted']],
];

/** Media elements: loading, playing, seeking and the rest each run in the mapping of what started them. */
export const patchMedia = (scope: object): Undo =>
  undoAll([
    replaceMembers(scope, MEMBERS),
    replaceConstructorBy(scope, 'Audio', (build, args) => {
      const audio = build(args);
      if (!isIdle() && hasAttribute(audio, 'src')) beginLoading(audio);
      return audio;
    }),
  ]);
