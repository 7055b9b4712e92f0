import { getOwnPropertyDescriptor, uncurryThis, type Callable } from '../../primordials.ts';

// The natives by which the areas that follow elements look at them. They are those of the realm
// that loads the library, and serve elements of all realms.
type Interface = { readonly prototype: object } | undefined;
type Getter<T> = (node: object) => T;

const scope = globalThis as unknown as Record<string, Interface>;

/** The getter of a property, as a function of the object. Where there are no elements, nobody calls it. */
export const getter = <T>(owner: string, key: string): Getter<T> =>
  uncurryThis(getOwnPropertyDescriptor(scope[owner]?.prototype ?? {}, key)?.get as Callable) as Getter<T>;

type Method<T> = (self: object, ...args: unknown[]) => T;

const method = <T>(owner: string, key: string): Method<T> =>
  uncurryThis(getOwnPropertyDescriptor(scope[owner]?.prototype ?? {}, key)?.value as Callable) as Method<T>;

const ELEMENT = 1;
const FRAGMENT = 11;

const nodeType = getter<number>('Node', 'nodeType');
const localName = getter<string>('Element', 'localName');
const ownerDocument = getter<object>('Node', 'ownerDocument');
const defaultView = getter<object | null>('Document', 'defaultView');
const getRootNode = method<object>('Node', 'getRootNode');
export const isConnected = getter<boolean>('Node', 'isConnected');
export const parentNode = getter<object | null>('Node', 'parentNode');
export const firstChild = getter<object | null>('Node', 'firstChild');
export const lastChild = getter<object | null>('Node', 'lastChild');
export const nextSibling = getter<object | null>('Node', 'nextSibling');
export const previousSibling = getter<object | null>('Node', 'previousSibling');
export const hasAttribute = method<boolean>('Element', 'hasAttribute');
export const matches = method<boolean>('Element', 'matches');
const selectInElement = method<ArrayLike<object>>('Element', 'querySelectorAll');
const selectInFragment = method<ArrayLike<object>>('DocumentFragment', 'querySelectorAll');
const selectIn = method<ArrayLike<object>>('Document', 'querySelectorAll');

const { document } = globalThis as { document?: object };

/** The elements in the document that a selector matches. */
export const selectInDocument = (selector: string): ArrayLike<object> => selectIn(document as object, selector);

/** Whether a node is in the document, and not in a shadow tree. */
export const isInDocument = (node: object): boolean => getRootNode(node) === document;

/** The local name of an element; of anything else that is a node, nothing. */
export const nameOf = (node: object): string => (nodeType(node) === ELEMENT ? localName(node) : '');

/** Whether a node has any inside, and may be asked for elements by a selector. */
export const hasElements = (node: object): boolean => {
  const type = nodeType(node);
  return (type === ELEMENT || type === FRAGMENT) && firstChild(node) !== null;
};

/** The elements inside of an element or a fragment that a selector matches. */
export const select = (node: object, selector: string): ArrayLike<object> =>
  (nodeType(node) === FRAGMENT ? selectInFragment : selectInElement)(node, selector);

/** Whether a node is of a document that no window shows, such as that of the contents of templates. */
export const isInert = (node: object): boolean => defaultView(ownerDocument(node)) === null;
