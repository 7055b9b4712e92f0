/**
 * What the suite needs to know of the platform it runs on. Optional members are capabilities:
 * cases that need one are skipped, with the reason, where it is missing.
 */
export interface Host {
  readonly platform: Platform;

  /** Runs garbage collection, so that unreachable objects are finalized soon afterwards. */
  collectGarbage?(): void | Promise<void>;

  /** Evaluates `source` as a fresh ES module, as `import()` would, each time anew. */
  importModule?(source: string): Promise<Record<string, unknown>>;

  /**
   * Evaluates `source` as a script in this realm and returns its completion value; for syntax
   * that some supported engines do not know. Throws their SyntaxError.
   */
  evaluate?(source: string): unknown;

  /** A new realm of the same agent. */
  createRealm?(): Realm;

  /**
   * Passes on every error that nothing catches, and keeps it from ending the program, until the
   * returned function is called. Where `report` returns false, the error is left alone.
   */
  watchUncaught?(report: (error: unknown) => unknown): () => void;

  /** A server for cases whose callbacks wait for one. */
  readonly server?: TestServer;

  /** Real input, as a user makes it. */
  readonly user?: User;
}

/**
 * A server of files and of misbehaviour, which any origin may read. Its paths: `/blank.html`,
 * `/pixel.png`, `/script.js`, `/module.js`, `/style.css`, `/silence.wav` of one second, `/cues.vtt`
 * with two short cues, `/data.json`, `/events` (an event stream of one message that ends),
 * `/socket` (a WebSocket that sends one message), `/echo` (the body of the request), `/slow` (a
 * text), `/cut` (the connection breaks halfway) and `/missing` (status 404). With a query of
 * `ms=N`, the answer to any of them comes after so many milliseconds.
 */
export interface TestServer {
  /** The absolute URL of a path, on the origin of the suite or on another one. */
  url(path: string, origin?: 'same' | 'other'): string;
}

/** Input of a driver. Each promise resolves some time after the input has been dealt with. */
export interface User {
  /** Clicks the middle of an element, which is in the document and visible. */
  click(element: object): Promise<void>;
  /** Types characters into what has the focus. */
  type(text: string): Promise<void>;
  /** Presses and releases a key, such as `Escape`. */
  press(key: string): Promise<void>;
}

/** Another realm of the same agent, such as a same-origin iframe or a `vm` context. */
export interface Realm {
  readonly globalThis: typeof globalThis;
  /** Evaluates `source` as a script there and returns its completion value. */
  evaluate(source: string): unknown;
}

/** Where the suite runs, for reports and for the conditions of known limitations. */
export interface Platform {
  /** `node`, `deno`, `bun`, `workerd`, `chromium`, `firefox`, `webkit`, … */
  readonly runtime: string;
  readonly version: string;
  /** What sets this one apart from others of its version, such as `async-context-frame`. */
  readonly features: readonly string[];
}
