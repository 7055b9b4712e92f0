import type { AsyncContextNamespace, Variable } from '../../lib/types.ts';
import {
  arrayFromAsync,
  asyncDisposeSymbol,
  disposeSymbol,
  importModule,
  promiseTry,
  promiseWithResolvers,
  pump,
  schedule,
  using,
  watchdog,
  withResolvers,
  type Resolvers,
} from './platform.ts';
import {
  generations,
  isSilent,
  resultOf,
  SILENCE,
  SLOTS,
  THENABLE_SILENCE,
  VARIABLES,
  type Flow,
  type Operand,
  type Part,
  type Program,
  type Source,
  type Step,
  type Steps,
} from './program.ts';

/** What every variable is in a stretch of a program, known from its text alone. */
interface Context {
  readonly values: readonly unknown[];
}

/** A second opinion on which context is current: that of an AsyncLocalStorage. */
export interface Oracle {
  run<R>(context: object | undefined, fn: () => R): R;
  getStore(): object | undefined;
}

export interface Subject {
  readonly AsyncContext: AsyncContextNamespace;
  readonly oracle?: Oracle;
  /** Whether a rejected promise in an array ends `for await`, as it should. */
  readonly rejectedForAwait: boolean;
}

export interface Miss {
  /** The part of the program that made the check, or the whole of it. */
  readonly node: object;
  /** Empty where a value was due, another value than the one that was due, or an error of nobody's making. */
  readonly kind: 'lost' | 'wrong' | 'crash' | 'stuck';
  readonly text: string;
}

export interface Outcome {
  checks: number;
  lost: number;
  wrong: number;
  crashes: number;
  readonly misses: Miss[];
  /** Where the AsyncLocalStorage, if any, had another opinion than the program's text. */
  readonly disagreements: Miss[];
}

/** The errors that programs throw on purpose. */
export class Thrown extends Error {}

/** Whether an error comes from a program's own `throw`, by itself or out of `Promise.any` or `using`. */
export function isThrown(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isThrown);
  if (error instanceof Error && error.name === 'SuppressedError') {
    const { error: later, suppressed } = error as { error?: unknown; suppressed?: unknown };
    return isThrown(later) && isThrown(suppressed);
  }
  return error instanceof Thrown;
}

const NON_PROMISES: readonly unknown[] = [
  0,
  undefined,
  null,
  'text',
  { then: 1 },
  Symbol('value'),
  () => 0,
  Object.create(null),
  [],
  true,
];

const MAX_MISSES = 20;
/** Steps that a program may take: `repeat` in `crowd` in `for await` would have no end. */
const BUDGET = 30_000;
const STUCK_AFTER = 30_000;

interface Slot extends Resolvers {
  /** The last promise of this slot that was settled, with something that is no promise. */
  readonly settled: Promise<unknown>;
}

interface Taken {
  readonly context: Context;
  readonly run: (fn: () => unknown) => unknown;
  readonly wrapped: (fn: () => unknown) => unknown;
}

/**
 * Runs a program and checks every point of it that asks for that. The code here is as native and as
 * quiet as the program says: apart from checks, it awaits, calls and chains nothing of its own, since
 * each of that would be a sign of life that helps the implementation.
 */
export async function perform(program: Program, { AsyncContext, oracle, rejectedForAwait }: Subject): Promise<Outcome> {
  const outcome: Outcome = { checks: 0, lost: 0, wrong: 0, crashes: 0, misses: [], disagreements: [] };
  const defaults = Array.from({ length: VARIABLES }, (_, i) => (i === 0 ? undefined : `default ${i}`));
  const variables = defaults.map((defaultValue) => new AsyncContext.Variable<unknown>({ defaultValue }));
  const empty: Context = { values: defaults };
  const later: unknown[] = [];
  const slots: Slot[] = Array.from({ length: SLOTS }, () => ({ ...withResolvers(), settled: Promise.resolve() }));
  const outside: (() => void)[] = [];
  const target = new EventTarget();
  let budget = BUDGET;
  let made = 0;
  let events = 0;
  let values = 0;

  const snapshots: Taken[] = [];
  function takeSnapshot(context: Context): Taken {
    const snapshot = new AsyncContext.Snapshot();
    const wrapped = AsyncContext.Snapshot.wrap((fn: () => unknown) => fn());
    return { context, run: (fn) => snapshot.run(fn), wrapped };
  }
  const emptySnapshot = takeSnapshot(empty);

  function miss(node: object, kind: Miss['kind'], text: string): void {
    if (kind === 'lost') outcome.lost++;
    else if (kind === 'wrong') outcome.wrong++;
    else outcome.crashes++;
    if (outcome.misses.length < MAX_MISSES) outcome.misses.push({ node, kind, text });
  }

  function check(node: object, { values: due }: Context): void {
    outcome.checks++;
    for (let i = 0; i < VARIABLES; i++) {
      const seen = (variables[i] as Variable<unknown>).get();
      if (seen === due[i]) continue;
      const kind = seen === defaults[i] ? 'lost' : 'wrong';
      miss(node, kind, `v${i} is ${String(seen)} instead of ${String(due[i])}`);
      return;
    }
  }

  function checkBoth(node: object, context: Context): void {
    check(node, context);
    if (oracle === undefined) return;
    const seen = (oracle.getStore() ?? empty) as Context;
    if (seen === context || outcome.disagreements.length >= MAX_MISSES) return;
    const kind = seen === empty ? 'lost' : 'wrong';
    outcome.disagreements.push({ node, kind, text: `${String(seen.values)} instead of ${String(context.values)}` });
  }

  function caught(node: object, error: unknown): void {
    if (!isThrown(error)) miss(node, 'crash', String((error as Error | undefined)?.stack ?? error));
  }

  const within = (context: Context, fn: () => unknown): unknown =>
    oracle === undefined ? fn() : oracle.run(context === empty ? undefined : context, fn);

  /** `variables[variable].run`, with `fn` told what is due in it. */
  function runWith(variable: number, how: string, context: Context, fn: (inner: Context) => unknown): unknown {
    let value: unknown = `#${++made}`;
    if (how === 'same') value = context.values[variable];
    else if (how === 'undefined') value = undefined;
    else if (how === 'default') value = defaults[variable];
    const inner: Context = { values: context.values.with(variable, value) };
    return within(inner, () => (variables[variable] as Variable<unknown>).run(value, fn, inner));
  }

  function restore({ back, how }: Extract<Step, { kind: 'restore' }>, fn: (inner: Context) => unknown): unknown {
    const taken = back === 'empty' ? emptySnapshot : (snapshots.at(-1 - back) ?? emptySnapshot);
    const enter = how === 'run' ? taken.run : taken.wrapped;
    return within(taken.context, () => enter(() => fn(taken.context)));
  }

  /** Calls back in the context of the call. */
  function start(how: string, callback: () => void): void {
    switch (how) {
      case 'here':
        callback();
        return;
      case 'timer':
      case 'setTimeout':
        schedule.timer(callback);
        return;
      case 'microtask':
      case 'queueMicrotask':
        queueMicrotask(callback);
        return;
      case 'immediate':
      case 'setImmediate':
        schedule.immediate(callback);
        return;
      case 'requestAnimationFrame':
        schedule.frame(callback);
        return;
      case 'postTask':
        schedule.task(callback);
        return;
      case 'then':
        later.push((slots[0] as Slot).promise.then(callback, callback));
        return;
      case 'silence':
        later.push(silently(1, callback));
        return;
      case 'setInterval': {
        let ticks = 0;
        const interval = setInterval(() => {
          if (++ticks === 3) clearInterval(interval);
          callback();
        }, 0);
        return;
      }
      case 'event': {
        // Somebody else listens; whoever dispatches decides.
        const type = `event ${++events}`;
        emptySnapshot.run(() => {
          target.addEventListener(type, callback, { once: true });
        });
        target.dispatchEvent(new Event(type));
        return;
      }
      default:
        throw new Error(`no scheduler ${how}`);
    }
  }

  async function silently(awaits: number, callback: () => void): Promise<void> {
    for (let i = 0; i < awaits; i++) await NON_PROMISES[i];
    callback();
  }

  function settle(step: Extract<Step, { kind: 'settle' }>, context: Context, silence: number): void {
    const slot = slots[step.slot] as Slot;
    const { to } = step;
    const plain = to === 'rejected' || to.kind === 'value';
    slots[step.slot] = { ...withResolvers(), settled: plain ? slot.promise : slot.settled };
    if (to === 'rejected') slot.reject(new Thrown());
    else slot.resolve(make(to, context, silence));
  }

  /** The value that an operand stands for, made in `context` after `silence` generations without a sign of life. */
  function make(operand: Operand, context: Context, silence: number): unknown {
    switch (operand.kind) {
      case 'value':
        return NON_PROMISES[values++ % NON_PROMISES.length];
      case 'settled':
        return operand.rejected ? Promise.reject(new Thrown()) : Promise.resolve(0);
      case 'timer':
        return new Promise((resolve) => {
          schedule.timer(resolve as () => void, operand.ms);
        });
      case 'task':
        return new Promise((resolve) => {
          schedule.immediate(resolve as () => void);
        });
      case 'import':
        return importModule();
      case 'shared': {
        const { promise, settled } = slots[operand.slot] as Slot;
        return operand.settled ? settled : promise;
      }
      case 'call':
        return steps(operand.body, context, silence, operand.result);
      case 'run':
        return runWith(operand.variable, 'new', context, (inner) => steps(operand.body, inner, 0, operand.result));
      case 'thenable':
        return thenable(operand, context);
      case 'subclass':
        return subclass(operand, context, silence);
      case 'nosy':
        return nosy(operand, context);
      case 'adopted':
        return adopted(operand, context, silence);
      case 'chained':
        return chained(operand, context, silence);
      case 'combined': {
        const items = operand.operands.map((item) => make(item, context, silence));
        if (operand.method === 'fromAsync') return arrayFromAsync(items.map(acceptable));
        // A race of none never ends.
        if (operand.method === 'race') return Promise.race([...items, 0]);
        if (operand.method === 'any') return Promise.any(items);
        return operand.method === 'all' ? Promise.all(items) : Promise.allSettled(items);
      }
    }
  }

  function thenable(operand: Extract<Operand, { kind: 'thenable' }>, context: Context): unknown {
    function then(this: unknown, resolve: (value: unknown) => void, reject: (reason: unknown) => void): void {
      if (operand.check) checkBoth(operand, context);
      const result = (): void => {
        resolve(make(resultOf(operand), context, SILENCE));
      };
      switch (operand.how) {
        case 'at once':
          result();
          return;
        case 'timer':
          schedule.timer(result);
          return;
        case 'microtask':
          queueMicrotask(result);
          return;
        case 'promise':
          Promise.resolve().then(result);
          return;
        case 'silence':
          later.push(silently(THENABLE_SILENCE, result));
          return;
        case 'shared':
          (slots[0] as Slot).promise.then(result, reject);
          return;
        case 'throws':
          throw new Thrown();
        case 'rejects':
          reject(new Thrown());
          return;
        case 'twice':
          result();
          resolve(0);
          reject(0);
      }
    }
    switch (operand.shape) {
      case 'object':
        return { then };
      case 'function':
        return Object.assign(() => 0, { then });
      case 'getter':
        return {
          get then() {
            if (operand.check) checkBoth(operand, context);
            return then;
          },
        };
      case 'bound': {
        const promise = new Promise((resolve, reject) => {
          then(resolve, reject);
        });
        return { then: promise.then.bind(promise) };
      }
    }
  }

  function subclass(operand: Extract<Operand, { kind: 'subclass' }>, context: Context, silence: number): unknown {
    class Subclass<T> extends Promise<T> {}
    class Overriding<T> extends Promise<T> {
      override then<A = T, B = never>(...handlers: Parameters<Promise<T>['then']>): Promise<A | B> {
        checkBoth(operand, context);
        return super.then(...handlers) as Promise<A | B>;
      }
    }
    class Plain<T> extends Promise<T> {
      static override get [Symbol.species](): PromiseConstructor {
        return Promise;
      }
    }
    const value = make(operand.operand, context, silence);
    switch (operand.how) {
      case 'executor':
        return new Subclass((resolve) => {
          resolve(value);
        });
      case 'resolve':
        return Subclass.resolve(value);
      case 'then':
        return new Overriding((resolve) => {
          resolve(value);
        });
      case 'chained':
        return Subclass.resolve(value).then((result) => {
          checkBoth(operand, context);
          return result;
        });
      case 'species':
        return Plain.resolve(value).finally(() => {
          checkBoth(operand, context);
        });
    }
  }

  /** Code of the program that runs while a native works on a promise, and awaits that same promise. */
  function nosy({ how, slot, body }: Extract<Operand, { kind: 'nosy' }>, context: Context): unknown {
    const { promise } = slots[slot] as Slot;
    if (how === 'finally') {
      const own = Object.assign(promise.then(), {
        then(this: Promise<unknown>, ...handlers: Parameters<Promise<unknown>['then']>) {
          later.push(awaitThen(own, body, context));
          return Promise.prototype.then.apply(this, handlers);
        },
      });
      return own.finally(() => 0);
    }
    class Nosy<T> extends Promise<T> {
      constructor(executor: ConstructorParameters<typeof Promise<T>>[0]) {
        super(executor);
        later.push(awaitThen(promise, body, context));
      }
    }
    return Nosy.resolve(promise);
  }

  async function awaitThen(promise: Promise<unknown>, body: Steps, context: Context): Promise<unknown> {
    try {
      await promise;
    } catch (error) {
      caught(body, error);
    }
    checkBoth(body, context);
    return steps(body, context, 0);
  }

  function adopted(operand: Extract<Operand, { kind: 'adopted' }>, context: Context, silence: number): unknown {
    switch (operand.how) {
      case 'executor':
        return new Promise((resolve) => {
          resolve(make(operand.operand, context, silence));
        });
      case 'later':
        return new Promise((resolve) => {
          schedule.timer(() => {
            resolve(make(operand.operand, context, 0));
          });
        });
      case 'withResolvers': {
        const { promise, resolve } = promiseWithResolvers();
        resolve(make(operand.operand, context, silence));
        return promise;
      }
      case 'resolve':
        return Promise.resolve(make(operand.operand, context, silence));
      case 'try':
        return promiseTry(() => make(operand.operand, context, silence));
    }
  }

  function chained(operand: Extract<Operand, { kind: 'chained' }>, context: Context, silence: number): unknown {
    const promise = Promise.resolve(make(operand.operand, context, silence));
    const handler = (): unknown => {
      if (operand.check) checkBoth(operand, context);
      if (operand.throws) throw new Thrown();
      return make(operand.result, context, 0);
    };
    switch (operand.method) {
      case 'then':
        return promise.then(handler);
      case 'catch':
        return promise.catch(handler);
      case 'finally':
        return promise.finally(handler);
      case 'both':
        return promise.then(handler, handler);
    }
  }

  /** @param silence the generations of jobs since the last sign of life before the call */
  async function* generate(parts: readonly Part[], context: Context, silence: number): AsyncGenerator {
    const silent = (part: Part, more: number): void => {
      silence += more;
      if (silence <= SILENCE) return;
      checkBoth(part, context);
      silence = more;
    };
    try {
      for (const part of parts) {
        silent(part, part.awaits);
        for (let i = 0; i < part.awaits; i++) await NON_PROMISES[i];
        if (part.check) checkBoth(part, context);
        if (part.operand !== null) {
          silent(part, generations(part.operand));
          await make(part.operand, context, SILENCE);
        }
        silent(part, generations(part.yields));
        if (part.delegate === 'none') yield make(part.yields, context, SILENCE);
        else if (part.delegate === 'async') yield* generate([{ ...part, delegate: 'none' }], context, silence);
        else yield* items(item(part.yields, context));
        if (part.check) checkBoth(part, context);
      }
    } finally {
      checkBoth(parts, context);
      await 0;
      checkBoth(parts, context);
    }
  }

  /** Not an array, whose iterator has no `throw`: to be told of an error is an error then. */
  function* items(item: unknown): Generator {
    yield item;
    yield 0;
  }

  function iterator(source: Extract<Source, { kind: 'iterator' }>, context: Context): AsyncIterable<unknown> {
    let left = source.length;
    const next = (): unknown => {
      checkBoth(source, context);
      const result = { done: left-- <= 0, value: 0 };
      switch (source.next) {
        case 'promise':
          return Promise.resolve(result);
        case 'result':
          return result;
        case 'thenable':
          return {
            then(resolve: (value: unknown) => void) {
              checkBoth(source, context);
              resolve(result);
            },
          };
        case 'async':
          return silently(2, () => 0).then(() => result);
      }
    };
    const object = { next, return: async () => ({ done: true, value: undefined }) };
    return { [Symbol.asyncIterator]: () => object as unknown as AsyncIterator<unknown> };
  }

  /** What a synchronous iterator yields to an asynchronous one. */
  function item(operand: Operand, context: Context): unknown {
    return acceptable(make(operand, context, SILENCE));
  }

  /** The value in a form that the engine gets past in `for await`. */
  function acceptable(value: unknown): unknown {
    return rejectedForAwait ? value : Promise.allSettled([value]);
  }

  function iterable(source: Source, context: Context, silence: number): AsyncIterable<unknown> | Iterable<unknown> {
    switch (source.kind) {
      case 'generator':
        return generate(source.parts, context, silence);
      case 'iterator':
        return iterator(source, context);
      case 'array':
        return source.operands.map((operand) => item(operand, context));
    }
  }

  /**
   * Runs steps, and makes the function's result.
   *
   * @param silence the generations of jobs since the last sign of life in this context
   */
  async function steps(body: Steps, context: Context, silence: number, result?: Operand): Promise<unknown> {
    for (const step of body) {
      if (--budget < 0) return undefined;
      switch (step.kind) {
        case 'check':
          checkBoth(step, context);
          silence = 0;
          break;
        case 'silence': {
          const awaits = Math.min(step.awaits, SILENCE - silence);
          for (let i = 0; i < awaits; i++) await NON_PROMISES[i % NON_PROMISES.length];
          silence += awaits;
          if (step.check) {
            checkBoth(step, context);
            silence = 0;
          }
          break;
        }
        case 'await':
          if (silence + generations(step.operand) > SILENCE) {
            checkBoth(step, context);
            silence = 0;
          }
          try {
            await make(step.operand, context, silence);
          } catch (error) {
            caught(step, error);
          }
          silence = isSilent(step.operand) ? silence + generations(step.operand) : 1;
          break;
        case 'loop':
          for (let i = 0; i < step.times && --budget >= 0; i++) {
            checkBoth(step, context);
            for (let k = 0; k < step.awaits; k++) await k;
            try {
              await make(step.operand, context, step.awaits);
            } catch (error) {
              caught(step, error);
            }
          }
          checkBoth(step, context);
          silence = 0;
          break;
        case 'detach':
          later.push(steps(step.body, context, silence));
          break;
        case 'run':
        case 'crowd': {
          const [variable, value, size] = step.kind === 'run' ? [step.variable, step.value, 1] : [0, 'new', step.size];
          const promises: unknown[] = [];
          for (let i = 0; i < size; i++) {
            promises.push(runWith(variable, value, context, (inner) => steps(step.body, inner, 0)));
          }
          silence = 0;
          if (!step.awaited) later.push(...promises);
          else {
            for (const promise of promises) {
              try {
                await promise;
              } catch (error) {
                caught(step, error);
              }
            }
          }
          break;
        }
        case 'restore': {
          const promise = restore(step, (inner) => steps(step.body, inner, 0));
          silence = 0;
          if (!step.awaited) later.push(promise);
          else {
            try {
              await promise;
            } catch (error) {
              caught(step, error);
            }
          }
          break;
        }
        case 'snapshot':
          snapshots.push(takeSnapshot(context));
          break;
        case 'settle':
          if (silence + 1 + (step.to === 'rejected' ? 1 : generations(step.to)) > SILENCE) {
            checkBoth(step, context);
            silence = 0;
          }
          if (step.from === 'outside') {
            outside.push(() => {
              settle(step, empty, 0);
            });
          } else {
            const spent = silence + 1;
            start(step.from, () => {
              settle(step, context, spent);
            });
          }
          break;
        case 'schedule':
          start(step.how, () => {
            later.push(steps(step.body, context, step.how === 'event' ? SILENCE : 0));
          });
          break;
        case 'for await':
          try {
            let left = step.leave.how === 'end' ? Infinity : step.leave.after;
            for await (const item of iterable(step.source, context, silence)) {
              item;
              for (let i = 0; i < step.body.awaits; i++) await i;
              if (step.body.check) checkBoth(step, context);
              if (step.body.steps.length > 0) await steps(step.body.steps, context, SILENCE);
              if (left-- > 0) continue;
              if (step.leave.how === 'throw') throw new Thrown();
              break;
            }
          } catch (error) {
            caught(step, error);
          }
          checkBoth(step, context);
          silence = 0;
          break;
        case 'generator': {
          const generator = generate(step.parts, context, silence);
          const calls: unknown[] = [];
          for (let i = 0; i < step.calls; i++) {
            const promise = generator.next();
            calls.push(promise);
            if (step.queued) continue;
            try {
              await promise;
            } catch (error) {
              caught(step, error);
            }
          }
          if (step.finish === 'return') calls.push(generator.return(make(step.operand, context, SILENCE)));
          else if (step.finish === 'throw') calls.push(generator.throw(new Thrown()));
          for (const promise of calls) {
            try {
              await promise;
            } catch (error) {
              caught(step, error);
            }
          }
          checkBoth(step, context);
          silence = 0;
          break;
        }
        case 'try':
          if (step.how === 'catch') {
            try {
              await steps(step.body, context, silence);
              throw new Thrown();
            } catch (error) {
              caught(step, error);
              checkBoth(step, context);
            }
          } else {
            try {
              await steps(step.body, context, silence);
            } finally {
              checkBoth(step, context);
            }
          }
          silence = 0;
          break;
        case 'throw':
          throw new Thrown();
        case 'using':
          try {
            await useResource(step, context);
          } catch (error) {
            caught(step, error);
          }
          checkBoth(step, context);
          silence = 0;
          break;
        case 'look':
          (slots[step.slot] as Slot).promise.constructor === Promise;
          break;
      }
    }
    if (result === undefined) return undefined;
    if (silence + generations(result) > SILENCE) {
      checkBoth(result, context);
      silence = 0;
    }
    return make(result, context, silence);
  }

  async function useResource(step: Extract<Step, { kind: 'using' }>, context: Context): Promise<void> {
    const dispose = (): unknown => {
      checkBoth(step, context);
      return make(step.disposal, context, SILENCE);
    };
    const body = (): Promise<unknown> => steps(step.body, context, SILENCE);
    const native = using[step.how];
    const symbol = step.how === 'sync' ? disposeSymbol : asyncDisposeSymbol;
    if (native !== undefined && symbol !== undefined) {
      await native({ [symbol]: dispose }, body);
      return;
    }
    try {
      await body();
    } finally {
      const disposal = dispose();
      if (step.how === 'async') await disposal;
    }
  }

  /** Code that knows nothing of contexts, and must never be in one. */
  async function bystander(node: object): Promise<void> {
    for (let turn = 0; turn < 6; turn++) {
      for (let i = 0; i < 40; i++) await NON_PROMISES[i % NON_PROMISES.length];
      checkBoth(node, empty);
      for (let i = 0; i < 5; i++) await Promise.resolve(i);
      checkBoth(node, empty);
      try {
        await (slots[turn % SLOTS] as Slot).promise;
      } catch (error) {
        caught(node, error);
      }
      checkBoth(node, empty);
      await new Promise((resolve) => {
        schedule.timer(resolve as () => void);
      });
      checkBoth(node, empty);
    }
  }

  function launch({ outside: isOutside, body }: Flow, i: number): unknown {
    if (isOutside) return steps(body, empty, 0);
    return runWith(i % VARIABLES, 'new', empty, (inner) => steps(body, inner, 0));
  }

  checkBoth(program, empty);
  for (let i = 0; i < program.length; i++) later.push(launch(program[i] as Flow, i));
  later.push(bystander(program));
  checkBoth(program, empty);

  let finished = false;
  let ticks = 0;
  pump(() => {
    for (const callback of outside.splice(0)) callback();
    // Whoever still waits for a shared promise is let go, from outside.
    if (++ticks % 4 === 0) {
      for (let slot = 0; slot < SLOTS; slot++) {
        settle({ kind: 'settle', slot, from: 'outside', to: { kind: 'value' } }, empty, 0);
      }
    }
    return finished;
  });

  const all = (async () => {
    // The list grows while it is gone through.
    for (let i = 0; i < later.length; i++) {
      try {
        await later[i];
      } catch (error) {
        caught(program, error);
      }
      later[i] = undefined;
    }
    checkBoth(program, empty);
  })();
  let inTime!: () => void;
  const stuck = new Promise<void>((resolve) => {
    inTime = watchdog(STUCK_AFTER, () => {
      miss(program, 'stuck', `not finished after ${STUCK_AFTER} ms`);
      resolve();
    });
  });
  await Promise.race([all, stuck]);
  inTime();
  finished = true;
  return outcome;
}
