import { setTimeout as delay } from 'node:timers/promises';

export type BrowserName = 'chromium' | 'firefox' | 'webkit';

/** A browser that has been started with a profile of its own. */
export interface Browser {
  readonly name: BrowserName;
  readonly version: string;
  /** Opens a page of its own and waits for its load event. */
  open(url: string): Promise<Page>;
  /** Ends the browser with everything that it started. */
  close(): Promise<void>;
}

/**
 * A page. What a test does there belongs into the page's own scripts, which leave their results in
 * globals or post them to the server: `evaluate` and `waitFor` are tasks of their own, in which
 * nothing asynchronous is begun. WebKit alone uses promises of the page for them, so what must
 * not be disturbed at all has to be posted when it is done.
 */
export interface Page {
  /**
   * Calls a function in the page, or evaluates an expression, and returns a copy of its result.
   * Arguments and result go through JSON. The function is sent as its source text, so it sees
   * nothing but its arguments and the page's globals.
   *
   * @throws PageError if it throws, or answers with a promise
   */
  evaluate<A extends readonly unknown[], R>(work: (...args: A) => R, ...args: A): Promise<R>;
  evaluate(expression: string): Promise<unknown>;

  /**
   * Evaluates an expression now and then until it is truthy, and returns a copy of its value.
   *
   * @param timeout milliseconds
   */
  waitFor(expression: string, timeout?: number): Promise<unknown>;

  /** Clicks the middle of an element, as a user does: the event is trusted. */
  click(selector: string): Promise<void>;
  /** Types characters, such as a US keyboard has, into what has the focus. */
  type(text: string): Promise<void>;
  /** Presses and releases a key that is no character. */
  press(key: Key): Promise<void>;
  /** Does nothing the second time. */
  close(): Promise<void>;
}

export type Key =
  | 'ArrowDown'
  | 'ArrowLeft'
  | 'ArrowRight'
  | 'ArrowUp'
  | 'Backspace'
  | 'Delete'
  | 'End'
  | 'Enter'
  | 'Escape'
  | 'Home'
  | 'Tab';

/** What code that was evaluated in a page threw. */
export class PageError extends Error {
  override readonly name = 'PageError';
}

/** How long a browser may take to start. */
export const startTimeout = 60_000;

/** How long a browser may take for one command. */
export const commandTimeout = 30_000;

/** What the drivers have in common: each evaluates an expression whose value is a string. */
export abstract class EvaluatingPage implements Page {
  /** For messages. */
  protected abstract readonly description: string;

  protected abstract evaluateText(expression: string): Promise<string>;
  abstract click(selector: string): Promise<void>;
  abstract type(text: string): Promise<void>;
  abstract press(key: Key): Promise<void>;
  protected abstract closeOnce(): Promise<void>;

  #closed: Promise<void> | undefined;

  close(): Promise<void> {
    return (this.#closed ??= this.closeOnce());
  }

  /** What the page is known to have reported, for the message of a time-out. */
  protected reported(): readonly string[] {
    return [];
  }

  async evaluate(work: string | ((...args: never) => unknown), ...args: readonly unknown[]): Promise<never> {
    const expression = typeof work === 'string' ? work : `(${String(work)})(...${JSON.stringify(args)})`;
    const outcome = JSON.parse(await this.evaluateText(asText(expression))) as { value?: never; thrown?: string };
    if (outcome.thrown !== undefined) throw new PageError(`${this.description}: ${outcome.thrown}`);
    return outcome.value as never;
  }

  async waitFor(expression: string, timeout = 10_000): Promise<unknown> {
    const end = performance.now() + timeout;
    for (let pause = 20; ; pause = Math.min(pause * 1.5, 500)) {
      const value: unknown = await this.evaluate(expression);
      if (value) return value;
      if (performance.now() > end) break;
      await delay(pause);
    }
    const reported = this.reported().map((text) => `\n  the page reported: ${text}`);
    throw new Error(`${this.description}: waited ${timeout} ms in vain for ${expression}${reported.join('')}`);
  }
}

/**
 * An expression whose value is the outcome of another one as JSON. No promise comes into it: a
 * protocol that awaits results would read `constructor` of one, as an `await` of the page does.
 */
const asText = (expression: string): string => `(() => {
  try {
    const value = (${expression});
    if (Object.prototype.toString.call(value) === '[object Promise]') throw new TypeError('the result is a promise');
    return JSON.stringify({ value });
  } catch (error) {
    return JSON.stringify({ thrown: String(error) });
  }
})()`;

/** Gives up on a promise after a while. */
export async function within<T>(timeout: number, promise: Promise<T>, doing: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${doing} took longer than ${timeout} ms`));
    }, timeout);
  });
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}
