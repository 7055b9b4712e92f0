/**
 * What the platform offers, saved before any hook is installed: what runs here stands outside every
 * flow, and nobody hears it.
 */
const nativeSetTimeout = globalThis.setTimeout;
const NativeMessageChannel = (globalThis as { MessageChannel?: typeof MessageChannel }).MessageChannel;

type Task = () => void;

/** Calls `tick` in tasks of the platform until it returns true, from timers and, more often, messages. */
export function pump(tick: () => boolean): void {
  const channel = NativeMessageChannel === undefined ? undefined : new NativeMessageChannel();
  let turn = 0;
  const next = (): void => {
    if (channel !== undefined && turn++ % 4 > 0) channel.port2.postMessage(0);
    else nativeSetTimeout(step, 1);
  };
  const step = (): void => {
    if (tick()) channel?.port1.close();
    else next();
  };
  if (channel !== undefined) channel.port1.onmessage = step;
  next();
}

/** Calls `late` unless the returned function is called in time. */
export function watchdog(milliseconds: number, late: Task): Task {
  const timer = nativeSetTimeout(late, milliseconds);
  return () => {
    clearTimeout(timer);
  };
}

interface Optional {
  setImmediate?: (callback: Task) => unknown;
  requestAnimationFrame?: (callback: Task) => unknown;
  scheduler?: { postTask?: (callback: Task) => PromiseLike<unknown> };
}

/** Schedules one call of `callback`; where the platform lacks a scheduler, its next of kin does it. */
export const schedule = {
  timer(callback: Task, milliseconds = 0): void {
    setTimeout(callback, milliseconds);
  },
  immediate(callback: Task): void {
    const { setImmediate } = globalThis as Optional;
    if (setImmediate === undefined) setTimeout(callback, 0);
    else setImmediate(callback);
  },
  frame(callback: Task): void {
    const { requestAnimationFrame } = globalThis as Optional;
    if (requestAnimationFrame === undefined) setTimeout(callback, 0);
    else requestAnimationFrame(callback);
  },
  task(callback: Task): void {
    const { scheduler } = globalThis as Optional;
    if (scheduler?.postTask === undefined) setTimeout(callback, 0);
    else scheduler.postTask(callback);
  },
};

type ArrayFromAsync = (items: Iterable<unknown>) => Promise<unknown[]>;

/** `Array.fromAsync`, or what it does by way of `for await`. */
export const arrayFromAsync: ArrayFromAsync =
  (Array as { fromAsync?: ArrayFromAsync }).fromAsync?.bind(Array) ??
  (async (items) => {
    const result = [];
    for await (const item of items) result.push(item);
    return result;
  });

type PromiseTry = (this: PromiseConstructor, fn: () => unknown) => Promise<unknown>;

export function promiseTry(fn: () => unknown): Promise<unknown> {
  const native = (Promise as { try?: PromiseTry }).try;
  if (native !== undefined) return native.call(Promise, fn);
  return new Promise((resolve) => {
    resolve(fn());
  });
}

export interface Resolvers {
  readonly promise: Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

export function withResolvers(): Resolvers {
  let resolve!: Resolvers['resolve'];
  let reject!: Resolvers['reject'];
  const promise = new Promise<unknown>((resolvePromise, rejectPromise) => {
    resolve = resolvePromise;
    reject = rejectPromise;
  });
  return { promise, resolve, reject };
}

/** The platform's own, where it has one. */
export function promiseWithResolvers(): Resolvers {
  const { withResolvers: native } = Promise as { withResolvers?: () => Resolvers };
  return native === undefined ? withResolvers() : native.call(Promise);
}

type Using = (resource: object, body: () => Promise<unknown>) => Promise<unknown>;

/** Compiles a function of syntax that not every engine has; undefined where it does not parse, or may not be compiled. */
function compile(source: string): Using | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, no-new-func -- A syntax error must not keep this file from loading.
    return (new Function(`return ${source};`) as () => Using)();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof EvalError) return undefined;
    throw error;
  }
}

export const using = {
  sync: compile('async (resource, body) => { using it = resource; return await body(); }'),
  async: compile('async (resource, body) => { await using it = resource; return await body(); }'),
};

export const disposeSymbol: symbol | undefined = (Symbol as { dispose?: symbol }).dispose;
export const asyncDisposeSymbol: symbol | undefined = (Symbol as { asyncDispose?: symbol }).asyncDispose;

/** Imports a module that has nothing in it. */
export function importModule(): Promise<unknown> {
  const url = 'data:text/javascript,export default 1';
  return import(url);
}

/**
 * Whether `for await` over an array gets past a promise that is rejected: WebKitGTK 2.50 does not,
 * with or without us.
 */
export async function finishesRejectedForAwait(): Promise<boolean> {
  const attempt = (async () => {
    try {
      for await (const item of [Promise.reject(new Error('expected'))]) return item === undefined;
    } catch {
      return true;
    }
    return true;
  })();
  const late = new Promise<boolean>((resolve) => {
    nativeSetTimeout(() => {
      resolve(false);
    }, 100);
  });
  return Promise.race([attempt, late]);
}
