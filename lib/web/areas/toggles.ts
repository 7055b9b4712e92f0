import { replaceMembers, type Members, type Undo } from '../../platform/patch.ts';
import { call, has, type Callable } from '../../primordials.ts';
import { isIdle, startOn } from './changes.ts';
import { hasAttribute, isInDocument, matches, nameOf, selectInDocument } from './dom.ts';
import { declareSingle, synchronously } from '../tasks.ts';

export const TOGGLE = declareSingle('toggle');
const CLOSE = declareSingle('close');
const SELECT = declareSingle('select');
const FULLSCREEN = declareSingle('fullscreenchange', 'fullscreenerror');

const { HTMLElement: NativeHTMLElement } = globalThis as { HTMLElement?: { readonly prototype: object } };

/** What is open, as far as its attributes can tell, and popovers. */
export const changeOfOpen =
  NativeHTMLElement && has(NativeHTMLElement.prototype, 'popover') ? 'details[open],:popover-open' : 'details[open]';
const callThatOpens = `${changeOfOpen},dialog[open]`;

/** The elements that the calls inside of the present one have opened or closed; null outside of every call. */
let changed: object[] | null = null;

/**
 * Calls a native that may open and close elements, not only its receiver: those that are open after
 * it and were not before, or the other way round, report that in the mapping of the call.
 */
export function toggling(
  native: Callable,
  receiver: unknown,
  args: unknown[],
  selector: string = callThatOpens,
): unknown {
  if (isIdle()) return call(native, receiver, args);
  const before = selectInDocument(selector);
  const around = changed;
  const inside: object[] = [];
  let result: unknown;
  changed = inside;
  try {
    result = synchronously(native, receiver, args);
  } finally {
    changed = around;
  }
  const after = selectInDocument(selector);
  for (let i = 0, element; (element = before[i]) !== undefined; i++) {
    if (!matches(element, selector)) note(element, inside);
  }
  for (let i = 0, element; (element = after[i]) !== undefined; i++) {
    if (!includes(before, element)) note(element, inside);
  }
  // Elsewhere, what it does to others is not looked for.
  if (!isInDocument(receiver as object)) note(receiver as object, inside);
  return result;
}

function note(element: object, inside: readonly object[]): void {
  if (changed !== null) changed[changed.length] = element;
  if (includes(inside, element)) return;
  startOn(element, TOGGLE);
  if (nameOf(element) === 'dialog' && !hasAttribute(element, 'open')) startOn(element, CLOSE);
}

function includes(list: ArrayLike<object>, element: object): boolean {
  for (let i = 0, other; (other = list[i]) !== undefined; i++) if (other === element) return true;
  return false;
}

const opening = (native: Callable) => (receiver: unknown, args: unknown[]) => toggling(native, receiver, args);
const changing = (native: Callable) => (receiver: unknown, args: unknown[]) =>
  toggling(native, receiver, args, changeOfOpen);

const starting = (slot: typeof SELECT) => (native: Callable) => (element: unknown, args: unknown[]) => {
  const result = synchronously(native, element, args);
  startOn(element as object, slot);
  return result;
};

/** What each method or property does, by its interface. */
const MEMBERS: Members = [
  [opening, ['HTMLElement'], ['showPopover', 'hidePopover', 'togglePopover', 'click']],
  [opening, ['HTMLDialogElement'], ['show', 'showModal', 'close', 'requestClose']],
  [opening, ['HTMLFormElement'], ['requestSubmit']],
  [changing, ['HTMLElement', 'HTMLDetailsElement'], ['popover', 'open', 'name']],
  [
    starting(SELECT),
    ['HTMLInputElement', 'HTMLTextAreaElement'],
    ['select', 'setSelectionRange', 'setRangeText', 'selectionStart', 'selectionEnd', 'selectionDirection'],
  ],
  [starting(FULLSCREEN), ['Element'], ['requestFullscreen']],
];

/**
 * What opens, closes, is selected or shown on the full screen: the events that report it
 * later run in the mapping of the call or the setting, and empty where the user was it.
 */
export const patchToggles = (scope: object): Undo => replaceMembers(scope, MEMBERS);
