import { isObject } from '../../abstract-ops.ts';
import {
  prototypeOf,
  replaceAccessor,
  replaceMembers,
  undoAll,
  type Members,
  type Undo,
} from '../../platform/patch.ts';
import {
  call,
  NativeWeakMap,
  ownKeys,
  stringIncludes,
  stringToLowerCase,
  weakMapGet,
  weakMapSet,
  type Callable,
} from '../../primordials.ts';
import { isIdle, startOn } from './changes.ts';
import {
  firstChild,
  hasAttribute,
  hasElements,
  isConnected,
  isInert,
  lastChild,
  matches,
  nameOf,
  nextSibling,
  parentNode,
  previousSibling,
  select,
} from './dom.ts';
import { beginLoading, beginLoadingWithSource } from './media.ts';
import { declareSingle, mappingOfTask, synchronously } from '../tasks.ts';
import { changeOfOpen, TOGGLE, toggling } from './toggles.ts';

const LOAD = declareSingle('load', 'error');

/** The elements that load something: their interfaces, and the attributes and properties that make them load. */
const RESOURCES: Readonly<Record<string, readonly [triggers: string, name?: string] | undefined>> = {
  __proto__: null as never,
  img: [' src srcset sizes crossorigin ', 'Image'],
  source: [' src srcset sizes media type ', 'Source'],
  link: [' href rel media as type disabled crossorigin imagesrcset ', 'Link'],
  style: [' media type ', 'Style'],
  script: [' src ', 'Script'],
  iframe: [' src srcdoc ', 'IFrame'],
  frame: [' src ', 'Frame'],
  embed: [' src type ', 'Embed'],
  object: [' data type ', 'Object'],
  input: [' src type ', 'Input'],
  track: [' src ', 'Track'],
  audio: [' src '],
  video: [' src '],
  details: [''],
};

const TAGS = ownKeys(RESOURCES) as string[];

/** What happened to an element: an attribute was set, it was inserted, or it was made with its attributes. */
const SET = 0;
const INSERTED = 1;
const MADE = 2;
type Change = typeof SET | typeof INSERTED | typeof MADE;

/** Starts the tasks that a change of an element causes. */
function begin(element: object, change: Change): void {
  const name = nameOf(element);
  const parent = parentNode(element);
  const isInPicture = parent !== null && nameOf(parent) === 'picture';
  switch (name) {
    case 'img':
      if (change !== INSERTED || isInPicture) startOn(element, LOAD);
      break;
    case 'source':
      if (isInPicture) beginAll(select(parent, 'img'), INSERTED);
      else if (parent !== null) beginLoadingWithSource(parent);
      break;
    case 'script':
      // It loads once only, and not before it is in the document.
      if (isConnected(element) && mappingOfTask(element, LOAD) === null) startOn(element, LOAD);
      break;
    case 'audio':
    case 'video':
      if (change !== INSERTED) beginLoading(element);
      break;
    case 'details':
      if (change === MADE && hasAttribute(element, 'open')) startOn(element, TOGGLE);
      break;
    case 'input':
      if (matches(element, '[type=image]')) startOn(element, LOAD);
      break;
    default:
      if (RESOURCES[name] !== undefined) startOn(element, LOAD);
  }
}

function beginAll(elements: ArrayLike<object>, change: Change): void {
  for (let i = 0, element; (element = elements[i]) !== undefined; i++) begin(element, change);
}

/** Adds what loads inside of a node to a list. */
function collectInside(node: object, found: object[]): object[] {
  if (!hasElements(node)) return found;
  // Engines are fast at selectors of one name, and slow at lists of them.
  for (let i = 0; i < TAGS.length; i++) {
    const elements = select(node, TAGS[i] as string);
    for (let j = 0, element; (element = elements[j]) !== undefined; j++) found[found.length] = element;
  }
  return found;
}

/** The same, with the node itself. */
function collect(node: object, found: object[] = []): object[] {
  if (RESOURCES[nameOf(node)] !== undefined) found[found.length] = node;
  return collectInside(node, found);
}

/** What loads among the nodes of an argument list. */
function resourcesAmong(args: readonly unknown[]): object[] {
  const found: object[] = [];
  try {
    for (let i = 0; i < args.length; i++) if (isObject(args[i])) collect(args[i] as object, found);
  } catch {
    // Not a node: the native will say so, or make text of it.
  }
  return found;
}

/** The text in a style is what it loads from. */
function noteStyle(node: unknown): void {
  if (!isIdle() && nameOf(node as object) === 'style') startOn(node as object, LOAD);
}

const inserting = (native: Callable) => (receiver: unknown, args: unknown[]) => {
  if (isIdle()) return call(native, receiver, args);
  const elements = resourcesAmong(args);
  // What comes from a document without a window begins to load when it is adopted.
  const change = elements.length > 0 && isInert(elements[0] as object) ? MADE : INSERTED;
  const result = synchronously(native, receiver, args);
  beginAll(elements, change);
  return result;
};

const insertingInto = (native: Callable) => {
  const insert = inserting(native);
  return (receiver: unknown, args: unknown[]) => {
    const result = insert(receiver, args);
    noteStyle(receiver);
    return result;
  };
};

/** A native that returns new nodes. */
const making = (native: Callable) => (receiver: unknown, args: unknown[]) => {
  if (isIdle()) return call(native, receiver, args);
  const result = synchronously(native, receiver, args);
  const elements = collect(result as object);
  if (elements.length > 0 && !isInert(elements[0] as object)) beginAll(elements, MADE);
  return result;
};

/** A native that fills its receiver from HTML. */
const filling = (native: Callable) => (receiver: unknown, args: unknown[]) => {
  if (isIdle()) return call(native, receiver, args);
  const result = synchronously(native, receiver, args);
  beginAll(collectInside(receiver as object, []), MADE);
  noteStyle(receiver);
  return result;
};

/** What is new among the children of a node: those between two that were there before. */
function beginBetween(parent: object | null, before: object | null, after: object | null): void {
  let node = before !== null ? nextSibling(before) : parent && firstChild(parent);
  for (; node !== null && node !== after; node = nextSibling(node)) beginAll(collect(node), MADE);
}

/** A native that writes HTML beside its receiver, at one of the ends of it, or in its place. */
const writing = (native: Callable) => (receiver: unknown, args: unknown[]) => {
  if (isIdle()) return call(native, receiver, args);
  const element = receiver as object;
  let parent, previous, next, first, last;
  try {
    parent = parentNode(element);
    previous = previousSibling(element);
    next = nextSibling(element);
    first = firstChild(element);
    last = lastChild(element);
  } catch {
    // Not a node: the native says so.
    return call(native, receiver, args);
  }
  const result = synchronously(native, receiver, args);
  if (parentNode(element) === parent) {
    beginBetween(parent, previous, element);
    beginBetween(null, element, next);
    beginBetween(element, null, first);
    beginBetween(null, last, null);
  } else {
    beginBetween(parent, previous, next);
  }
  return result;
};

/** A native that changes the attribute which its arguments name at some position. */
const changingAttribute = (position: number) => (native: Callable) => (element: unknown, args: unknown[]) => {
  if (isIdle()) return call(native, element, args);
  const name = args[position];
  const attribute = typeof name === 'string' ? ` ${call(stringToLowerCase, name, []) as string} ` : '?';
  if (isIn(' open name popover ', attribute)) return toggling(native, element, args, changeOfOpen);
  const result = synchronously(native, element, args);
  if (isIn(RESOURCES[nameOf(element as object)]?.[0], attribute)) begin(element as object, SET);
  return result;
};

const isIn = (words: string | undefined, word: string): boolean =>
  words !== undefined && (call(stringIncludes, words, [word]) as boolean);

const settingProperty = (native: Callable) => (element: unknown, args: unknown[]) => {
  synchronously(native, element, args);
  if (!isIdle()) begin(element as object, SET);
};

const settingText = (native: Callable) => (node: unknown, args: unknown[]) => {
  call(native, node, args);
  noteStyle(node);
};

/** The elements of text tracks, as far as they have been asked for one. */
const trackElements = new NativeWeakMap<object, object>();

const settingMode = (native: Callable) => (textTrack: unknown, args: unknown[]) => {
  synchronously(native, textTrack, args);
  const track = call(weakMapGet, trackElements, [textTrack]) as object | undefined;
  if (track !== undefined) startOn(track, LOAD);
};

/** What each method or property does, by its interface. */
const MEMBERS: Members = [
  [insertingInto, ['Node'], ['appendChild', 'insertBefore', 'replaceChild']],
  [insertingInto, ['Element', 'Document', 'DocumentFragment'], ['append', 'prepend', 'replaceChildren']],
  [inserting, ['Element', 'CharacterData'], ['before', 'after', 'replaceWith']],
  [inserting, ['Element', 'Range'], ['insertAdjacentElement', 'insertNode', 'surroundContents']],
  [making, ['Node', 'Document', 'Range'], ['cloneNode', 'importNode', 'createContextualFragment']],
  [filling, ['Element', 'ShadowRoot'], ['innerHTML', 'setHTMLUnsafe', 'setHTML']],
  [writing, ['Element'], ['outerHTML', 'insertAdjacentHTML']],
  [changingAttribute(0), ['Element'], ['setAttribute', 'toggleAttribute', 'removeAttribute']],
  [changingAttribute(1), ['Element'], ['setAttributeNS', 'removeAttributeNS']],
  [settingText, ['Node'], ['textContent']],
  [settingMode, ['TextTrack'], ['mode']],
];

/**
 * Elements that load: their `load` and `error` run in the mapping of the change that makes them
 * load, be it a property, an attribute, their insertion, or the parsing of HTML.
 */
export function patchElements(scope: object): Undo {
  const undos = [
    replaceMembers(scope, MEMBERS),
    replaceAccessor(prototypeOf(scope, 'HTMLTrackElement'), 'track', (native) => (track) => {
      const textTrack = call(native, track, []);
      call(weakMapSet, trackElements, [textTrack, track]);
      return textTrack;
    }),
  ];
  for (let i = 0; i < TAGS.length; i++) {
    const [triggers, name] = RESOURCES[TAGS[i] as string] as [string, string?];
    const owner = `HTML${name as string}Element`;
    const prototype = prototypeOf(scope, owner);
    const keys = prototype === undefined ? [] : ownKeys(prototype);
    for (let j = 0; j < keys.length; j++) {
      const key = keys[j];
      if (typeof key !== 'string' || !isIn(triggers, ` ${call(stringToLowerCase, key, []) as string} `)) continue;
      undos.push(replaceMembers(scope, [[settingProperty, [owner], [key]]]));
    }
  }
  return undoAll(undos);
}
