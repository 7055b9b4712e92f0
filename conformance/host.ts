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
   * returned function is called.
   */
  watchUncaught?(report: (error: unknown) => void): () => void;
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
