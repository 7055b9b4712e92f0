/**
 * Fifty concurrent flows of native code that settle each other's promises, each of which knows
 * the value that it has to find. Runs in a page, a worker or Node, beside whatever else is loaded
 * there: it uses the globals as they are, and nothing but them.
 */
import type { AsyncContextNamespace, Variable } from '../../lib/types.ts';

export interface Deferred {
  /** A promise of any kind, or another thenable. */
  readonly promise: PromiseLike<unknown>;
  readonly resolve: (value?: unknown) => void;
}

export interface Options {
  readonly seed?: number;
  readonly steps?: number;
  /** Makes what the flows wait for, besides promises of the global `Promise` and of async functions. */
  readonly deferred?: Readonly<Record<string, () => Deferred>>;
  /** Ways to be called back, besides those that every platform has. */
  readonly callbacks?: Readonly<Record<string, (callback: () => void) => void>>;
}

export interface Report {
  readonly checks: number;
  /** How often a flow found no value, by what it had waited for. */
  readonly lost: Readonly<Record<string, number>>;
  /** How often a flow found another flow's value, or code outside of every flow found one. */
  readonly wrong: Readonly<Record<string, number>>;
}

const FLOWS = 50;

/** What flows have in common: the variable, and the promises that each of them may settle. */
export class Pool {
  readonly variable: Variable<number>;
  readonly unsettled: Deferred[] = [];
  readonly shared: [string, PromiseLike<unknown>][] = [];
  lastId = 0;

  constructor(AsyncContext: AsyncContextNamespace) {
    this.variable = new AsyncContext.Variable<number>();
  }
}

/** @param pool shared with flows of another realm, so that they settle each other's promises */
export async function runFlows(pool: Pool, options: Options = {}): Promise<Report> {
  return new Flows(pool, options).run();
}

class Flows {
  readonly #pool: Pool;
  readonly #steps: number;
  readonly #makers: [string, () => Deferred][];
  readonly #callbacks: [string, (callback: () => void) => void][];
  #random: number;
  #checks = 0;
  readonly #lost: Record<string, number> = {};
  readonly #wrong: Record<string, number> = {};

  constructor(pool: Pool, { seed = 1, steps = 12, deferred = {}, callbacks = {} }: Options) {
    this.#pool = pool;
    this.#random = seed;
    this.#steps = steps;
    this.#makers = Object.entries({ promise: createDeferred, 'async function': createAsyncFunction, ...deferred });
    this.#callbacks = Object.entries({
      setTimeout: (callback: () => void) => void setTimeout(callback, this.#below(4)),
      queueMicrotask: (callback: () => void) => {
        queueMicrotask(callback);
      },
      'then of a settled promise': (callback: () => void) => void Promise.resolve().then(callback),
      ...callbacks,
    });
  }

  async run(): Promise<Report> {
    let running = FLOWS;
    const ended = new Promise<void>((resolve) => {
      const settleSome = () => {
        for (let i = this.#pool.unsettled.length / 2; i >= 0; i--) this.#settleOne();
        if (running > 0) setTimeout(settleSome, 0);
        else resolve();
      };
      setTimeout(settleSome, 0);
    });
    const mistakes: unknown[] = [];
    for (let i = 0; i < FLOWS; i++) {
      const id = ++this.#pool.lastId;
      // Some run outside of every context, which is a context like any other.
      const expected = id % 5 === 0 ? undefined : id;
      const start = () => {
        this.#flow(expected).then(
          () => running--,
          (error: unknown) => {
            mistakes.push(error);
            running--;
          },
        );
      };
      if (expected === undefined) start();
      else this.#pool.variable.run(expected, start);
    }
    this.#check(undefined, 'nothing');
    await ended;
    if (mistakes.length > 0) throw mistakes[0];
    return { checks: this.#checks, lost: this.#lost, wrong: this.#wrong };
  }

  #below(limit: number): number {
    // https://en.wikipedia.org/wiki/Lehmer_random_number_generator
    this.#random = (this.#random * 48_271) % 0x7fff_ffff;
    return this.#random % limit;
  }

  #check(expected: number | undefined, after: string): void {
    this.#checks++;
    const value = this.#pool.variable.get();
    if (value === expected) return;
    const misses = value === undefined ? this.#lost : this.#wrong;
    misses[after] = (misses[after] ?? 0) + 1;
  }

  #settleOne(): void {
    if (this.#pool.unsettled.length === 0) return;
    const [deferred] = this.#pool.unsettled.splice(this.#below(this.#pool.unsettled.length), 1);
    deferred?.resolve(1);
  }

  /** Something that anybody may settle, and its kind. Often one that others wait for already. */
  #wanted(): readonly [string, PromiseLike<unknown>] {
    const known = this.#pool.shared[this.#below(this.#pool.shared.length + 4)];
    if (known !== undefined) return known;
    const [kind, make] = this.#makers[this.#below(this.#makers.length)] as [string, () => Deferred];
    const deferred = make();
    this.#pool.unsettled.push(deferred);
    this.#pool.shared[this.#below(6)] = [kind, deferred.promise];
    return [kind, deferred.promise];
  }

  async #flow(expected: number | undefined): Promise<void> {
    for (let step = 0; step < this.#steps; step++) {
      for (let i = this.#below(3); i > 0; i--) this.#settleOne();
      this.#check(expected, 'settling promises of others');
      await this.#step(expected);
      this.#check(expected, 'await of an async method');
    }
  }

  async #step(expected: number | undefined): Promise<void> {
    const [kind, promise] = this.#wanted();
    switch (this.#below(9)) {
      case 0:
      case 1:
        await promise;
        this.#check(expected, `await: ${kind}`);
        break;
      case 2:
        await new Promise<void>((resolve) => {
          promise.then(() => {
            this.#check(expected, `then: ${kind}`);
            resolve();
          });
        });
        this.#check(expected, 'await of a promise that a reaction settled');
        break;
      case 3:
      case 4: {
        const [name, callBack] = this.#callbacks[this.#below(this.#callbacks.length)] as [
          string,
          (callback: () => void) => void,
        ];
        await new Promise<void>((resolve) => {
          callBack(() => {
            this.#check(expected, `callback: ${name}`);
            this.#settleOne();
            resolve();
          });
        });
        this.#check(expected, `await of a promise that a callback settled: ${name}`);
        break;
      }
      case 5:
        for (let i = this.#below(4); i >= 0; i--) await i;
        this.#check(expected, 'await of numbers');
        break;
      case 6:
        await Promise.all([promise, this.#wanted()[1], 1]);
        this.#check(expected, `await of Promise.all: ${kind}`);
        break;
      case 7:
        for await (const place of this.#generate(promise, kind, expected)) {
          this.#check(expected, `for await ${place}`);
        }
        break;
      default:
        await this.#returnLater(promise, kind, expected);
        this.#check(expected, `await of an async function that awaited: ${kind}`);
    }
  }

  async *#generate(promise: PromiseLike<unknown>, kind: string, expected: number | undefined): AsyncGenerator<string> {
    yield 'of the first';
    this.#check(expected, 'yield');
    await promise;
    this.#check(expected, `await in a generator: ${kind}`);
    yield Promise.resolve('of a promise');
    this.#check(expected, 'yield of a promise');
  }

  async #returnLater(promise: PromiseLike<unknown>, kind: string, expected: number | undefined): Promise<unknown> {
    await null;
    this.#check(expected, 'await of null');
    if (this.#below(2) === 0) return promise;
    await promise;
    this.#check(expected, `await: ${kind}`);
    return 1;
  }
}

/** A deferred of the constructor that is global when it is called, or of another one. */
export function createDeferred(Constructor: PromiseConstructorLike = Promise): Deferred {
  let resolve: Deferred['resolve'] = () => undefined;
  const promise = new Constructor((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** The promise of an async function is native whatever the global `Promise` is. */
export function createAsyncFunction(): Deferred {
  const { promise, resolve } = createDeferred();
  return {
    promise: (async () => {
      await promise;
    })(),
    resolve,
  };
}
