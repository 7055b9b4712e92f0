import type { Host } from './host.ts';

/** Parts of the language and of the web platform that some supported engines lack: whether this one has them. */
const features = {
  'Array.fromAsync': () => isFunction(Array, 'fromAsync'),
  'AsyncContext of another realm': (host: Host) =>
    host.createRealm !== undefined && 'AsyncContext' in host.createRealm().globalThis,
  AsyncDisposableStack: () => isFunction(globalThis, 'AsyncDisposableStack'),
  DisposableStack: () => isFunction(globalThis, 'DisposableStack'),
  FinalizationRegistry: () => isFunction(globalThis, 'FinalizationRegistry'),
  'Iterator.concat': () => isFunction(member(globalThis, 'Iterator'), 'concat'),
  'Iterator.from': () => isFunction(member(globalThis, 'Iterator'), 'from'),
  'Iterator.prototype.map': () => isFunction(member(member(globalThis, 'Iterator'), 'prototype'), 'map'),
  'Promise.try': () => isFunction(Promise, 'try'),
  'Promise.withResolvers': () => isFunction(Promise, 'withResolvers'),
  WeakRef: () => isFunction(globalThis, 'WeakRef'),
  'a format for MediaRecorder': () =>
    isFunction(globalThis, 'MediaRecorder') &&
    ['video/webm', 'video/mp4'].some((type) => MediaRecorder.isTypeSupported(type)),
  queueMicrotask: () => isFunction(globalThis, 'queueMicrotask'),
  setInterval: () => isFunction(globalThis, 'setInterval'),
  setTimeout: () => isFunction(globalThis, 'setTimeout'),
  using: (host: Host) => parses(host, '() => { using resource = null; }'),
  'await using': (host: Host) => parses(host, 'async () => { await using resource = null; }'),
} satisfies Record<string, (host: Host) => boolean>;

const capabilities = [
  'collectGarbage',
  'createRealm',
  'evaluate',
  'importModule',
  'server',
  'user',
] as const satisfies (keyof Host)[];

/**
 * What a case may need beyond the language of ES2022: a part of a newer edition, a capability of
 * the host, or a property that is found from the global object, such as
 * `api HTMLCanvasElement.prototype.toBlob`.
 */
export type Need = keyof typeof features | (typeof capabilities)[number] | `api ${string}`;

/**
 * What a case needs and does not find here, in its own order. A case for which this is not empty
 * has to be reported as skipped, with these reasons.
 */
export function missingNeeds(testCase: { readonly needs: readonly Need[] }, host: Host): Need[] {
  return testCase.needs.filter((need) => {
    if (isCapability(need)) return host[need] === undefined;
    return isApi(need) ? !hasApi(need.slice('api '.length)) : !features[need](host);
  });
}

const isApi = (need: Need): need is `api ${string}` => need.startsWith('api ');

/** Whether there is a property, which is not read: a getter of a prototype would throw. */
function hasApi(path: string): boolean {
  const keys = path.split('.');
  const last = keys.pop() as string;
  return last in (Object(keys.reduce(member, globalThis)) as object);
}

function isCapability(need: Need): need is (typeof capabilities)[number] {
  return (capabilities as readonly Need[]).includes(need);
}

function member(holder: unknown, key: string): unknown {
  return (Object(holder) as Record<string, unknown>)[key];
}

function isFunction(holder: unknown, key: string): boolean {
  return typeof member(holder, key) === 'function';
}

/** Whether the engine knows the syntax of `source`; asked by evaluating it as a script. */
function parses(host: Host, source: string): boolean {
  if (host.evaluate === undefined) return false;
  try {
    host.evaluate(source);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
