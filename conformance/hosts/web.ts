import type { Host, Platform, Realm, TestServer, User } from '../host.ts';

type Scope = typeof globalThis;

/** What a page or a worker cannot do alone. */
export interface WebHostOptions {
  /** The origins, such as `http://127.0.0.1:8080`, at which the files of a TestServer are served. */
  readonly server?: { readonly origin: string; readonly otherOrigin: string };
  /** Has a driver act like a user; the promise resolves when it has. */
  readonly act?: (action: UserAction) => Promise<void>;
}

/** What a user does; an element is named by a selector. */
export type UserAction = { readonly click: string } | { readonly type: string } | { readonly press: string };

/** The host for a page or a worker of a browser. */
export function createWebHost(scope: Scope = globalThis, { server, act }: WebHostOptions = {}): Host {
  return {
    platform: describePlatform(scope),
    ...(typeof scope.URL.createObjectURL === 'function' && {
      importModule: (source: string) => importBlobUrl(scope, source),
    }),
    // Refused where the Content Security Policy says so.
    ...(evaluates(scope) && { evaluate: (source: string) => evaluateIn(scope, source) }),
    ...(typeof scope.document === 'object' && { createRealm: () => createRealm(scope) }),
    ...(typeof (scope as { gc?: unknown }).gc === 'function' && {
      collectGarbage: () => {
        (scope as unknown as { gc(): void }).gc();
      },
    }),
    ...(server !== undefined && { server: createServer(server) }),
    ...(act !== undefined && { user: createUser(act) }),
    watchUncaught(report) {
      const onError = (event: ErrorEvent) => {
        if (report(event.error) !== false) event.preventDefault();
      };
      const onRejection = (event: PromiseRejectionEvent) => {
        if (report(event.reason) !== false) event.preventDefault();
      };
      scope.addEventListener('error', onError);
      scope.addEventListener('unhandledrejection', onRejection);
      return () => {
        scope.removeEventListener('error', onError);
        scope.removeEventListener('unhandledrejection', onRejection);
      };
    },
  };
}

const createServer = ({ origin, otherOrigin }: NonNullable<WebHostOptions['server']>): TestServer => ({
  url: (path, where = 'same') => (where === 'same' ? origin : otherOrigin) + path,
});

const createUser = (act: NonNullable<WebHostOptions['act']>): User => ({
  async click(target) {
    const element = target as Element;
    element.setAttribute('data-to-click', '');
    try {
      await act({ click: '[data-to-click]' });
    } finally {
      element.removeAttribute('data-to-click');
    }
  },
  type: (text) => act({ type: text }),
  press: (key) => act({ press: key }),
});

async function importBlobUrl({ Blob, URL }: Scope, source: string): Promise<Record<string, unknown>> {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  try {
    return (await import(/* @vite-ignore */ url)) as Record<string, unknown>;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** An indirect eval, whose source is a script of that realm. */
const evaluateIn = (scope: Scope, source: string): unknown => scope.eval(source);

function evaluates(scope: Scope): boolean {
  try {
    return evaluateIn(scope, 'true') === true;
  } catch (error) {
    if ((error as Error).name === 'EvalError') return false;
    throw error;
  }
}

/** An empty frame of the page, of its origin. It stays: a realm whose frame is removed loses its abilities. */
function createRealm({ document }: Scope): Realm {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.documentElement.append(frame);
  const realm = frame.contentWindow as (Window & typeof globalThis) | null;
  if (realm === null) throw new Error('the page could not make a frame');
  return { globalThis: realm, evaluate: (source) => evaluateIn(realm, source) };
}

const browsers: readonly (readonly [runtime: string, version: RegExp])[] = [
  ['firefox', /Firefox\/([\d.]+)/],
  ['chromium', /Chrome\/([\d.]+)/],
  ['webkit', /Version\/([\d.]+).*Safari/],
];

function describePlatform(scope: Scope): Platform {
  const { userAgent } = scope.navigator;
  for (const [runtime, pattern] of browsers) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return { runtime, version, features: [] };
  }
  return { runtime: 'web', version: userAgent, features: [] };
}
