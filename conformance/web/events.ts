import type { AsyncContextNamespace, Variable } from '../../lib/types.ts';
import type { CaseContext, Need, Test } from '../suite.ts';
import { takingErrors } from '../taken-errors.ts';
import { nextTask } from '../timing.ts';

/**
 * A variable with two values, and nothing outside: listeners are registered in one run, what
 * makes them run is done in another.
 */
export interface Flows {
  readonly variable: Variable<string>;
  /** What `note` found, in order. */
  readonly seen: unknown[];
  /** Notes the value of the variable; made to be a listener. */
  readonly note: () => void;
  /** Calls a function in the run in which listeners are registered. */
  register<T>(fn: () => T): T;
  /** Calls a function in the run in which something is done that causes an event. */
  cause<T>(fn: () => T): T;
}

export function createFlows(AsyncContext: AsyncContextNamespace): Flows {
  const variable = new AsyncContext.Variable<string>();
  const seen: unknown[] = [];
  return {
    variable,
    seen,
    note: () => void seen.push(variable.get()),
    register: (fn) => variable.run('registered', fn),
    cause: (fn) => variable.run('cause', fn),
  };
}

/**
 * The next event of one of some types. Ask for it last: what else listens has been called then,
 * except for objects around the target.
 */
export const nextEvent = (target: EventTarget, ...types: readonly string[]): Promise<Event> =>
  new Promise((resolve) => {
    const listener = (event: Event) => {
      for (const type of types) target.removeEventListener(type, listener);
      resolve(event);
    };
    for (const type of types) target.addEventListener(type, listener);
  });

/**
 * Deals with the errors that nothing catches for as long as `body` takes, so that they do not fail
 * the case.
 *
 * @param onError called with the error inside the listener that hears of it
 */
export function watchingErrors(onError: (error: unknown) => void, body: () => Promise<void>): Promise<void> {
  const listener = (event: Event) => {
    event.preventDefault();
    const { error, reason } = event as Event & { readonly error?: unknown; readonly reason?: unknown };
    onError(event.type === 'error' ? error : reason);
  };
  const types = ['error', 'unhandledrejection'];
  return takingErrors(async () => {
    for (const type of types) globalThis.addEventListener(type, listener);
    try {
      await body();
      // Rejections are reported when everything else is done.
      await nextTask();
    } finally {
      for (const type of types) globalThis.removeEventListener(type, listener);
    }
  });
}

/** Adds an element to the page for as long as `body` takes. */
export async function withElement<E extends Element>(element: E, body: (element: E) => unknown): Promise<void> {
  document.documentElement.append(element);
  try {
    await body(element);
  } finally {
    element.remove();
  }
}

/** An event that some call or change makes the platform fire later. */
export interface TaskEvent<T extends EventTarget> {
  /** For titles: `the load of an image`. */
  readonly event: string;
  /** For titles, what is done in a run: `the setting of src`. */
  readonly cause: string;
  readonly type: string;
  /** Whether the listeners run in the empty mapping, and not in that of the cause. */
  readonly isEmpty?: boolean;
  /** Whether the target has no property such as `onload`. */
  readonly hasNoHandler?: boolean;
  readonly section: string;
  readonly needs?: readonly Need[];
  /** Makes the target, outside of every run unless there is no `start`. */
  create(context: CaseContext): T | Promise<T>;
  /** Does what causes the event. Without it, creating the target does. */
  start?(target: T, context: CaseContext): unknown;
  /** Cleans up. */
  end?(target: T, context: CaseContext): unknown;
}

/**
 * Defines what has to hold of every event: which mapping its listeners run in, whatever their
 * kind, and that removal, options, handler properties and errors are as the platform has them.
 */
export function defineEventCases<T extends EventTarget>(test: Test, row: TaskEvent<T>): void {
  const { event, cause, type, section, needs = [], create, start, end } = row;
  const mapping = row.isEmpty === true ? 'the empty mapping' : `the mapping of ${cause}`;
  const expected = row.isEmpty === true ? undefined : 'cause';

  /** Registers, causes, and waits for the event. */
  const perform = async (
    context: CaseContext,
    flows: Flows,
    register: (target: T) => void,
    afterwards?: (target: T) => void,
  ): Promise<void> => {
    const target = await (start === undefined ? flows.cause(() => create(context)) : create(context));
    try {
      flows.register(() => {
        register(target);
      });
      const fired = nextEvent(target, type);
      flows.cause(() => start?.(target, context));
      context.assert.same(flows.variable.get(), undefined, 'after the cause');
      await fired;
      afterwards?.(target);
    } finally {
      await end?.(target, context);
    }
  };

  test(
    `${event} runs listeners in ${mapping}`,
    section,
    async (context) => {
      const flows = createFlows(context.AsyncContext);
      await perform(context, flows, (target) => {
        target.addEventListener(type, flows.note);
      });
      context.assert.same(flows.seen[0], expected);
    },
    needs,
  );

  test(
    `${event} runs listeners of every kind in ${mapping}, each as often as the platform would`,
    section,
    async (context) => {
      const { assert } = context;
      const flows = createFlows(context.AsyncContext);
      const calls: string[] = [];
      const log = (name: string) => {
        if (flows.variable.get() === expected) calls.push(name);
        else calls.push(`${name}: ${String(flows.variable.get())}`);
      };
      const aborted = new AbortController();
      const register = (holder: T) => {
        const once = () => {
          log('once');
        };
        const twice = () => {
          log('twice');
        };
        const object = {
          handleEvent(this: unknown) {
            assert.same(this, object, 'the receiver of handleEvent');
            log('object');
          },
        };
        holder.addEventListener(type, once, { once: true });
        holder.addEventListener(type, twice, { passive: true });
        holder.addEventListener(type, twice, false);
        holder.addEventListener(type, object);
        holder.addEventListener(type, function (this: unknown, received: Event) {
          assert.same(this, holder, 'the receiver of a function');
          assert.same(received.type, type);
          log('function');
        });
        holder.addEventListener(type, () => {
          aborted.abort();
        });
        holder.addEventListener(
          type,
          () => {
            log('aborted');
          },
          { signal: aborted.signal },
        );
      };
      await perform(context, flows, register, (target) => {
        // Some fire several events.
        assert.sameList(calls.slice(0, 4), ['once', 'twice', 'object', 'function']);
        target.dispatchEvent(new Event(type));
        assert.same(calls.filter((name) => name.startsWith('once')).length, 1);
        assert.same(calls.filter((name) => name.startsWith('aborted')).length, 0);
      });
    },
    needs,
  );

  test(
    `${event} does not reach a listener that has been removed`,
    section,
    async (context) => {
      const flows = createFlows(context.AsyncContext);
      await perform(context, flows, (target) => {
        const object = { handleEvent: flows.note };
        for (const listener of [flows.note, object]) {
          target.addEventListener(type, listener);
          target.addEventListener(type, listener, true);
          target.removeEventListener(type, listener);
          target.removeEventListener(type, listener, { capture: true });
        }
      });
      context.assert.sameList(flows.seen, []);
    },
    needs,
  );

  if (row.hasNoHandler !== true) {
    test(
      `${event} runs a handler in ${mapping}, which reads back as it was set`,
      section,
      async (context) => {
        const { assert } = context;
        const flows = createFlows(context.AsyncContext);
        const key = `on${type}`;
        await perform(context, flows, (target) => {
          const holder = target as T & Record<string, unknown>;
          const removed = () => assert.fail('a handler that has been replaced runs');
          Reflect.set(holder, key, removed);
          assert.same(holder[key], removed);
          Reflect.set(holder, key, null);
          assert.same(holder[key], null);
          Reflect.set(holder, key, flows.note);
          assert.same(holder[key], flows.note);
        });
        assert.same(flows.seen[0], expected);
      },
      needs,
    );
  }

  test(
    `${event} runs the other listeners in ${mapping} when one throws, and the error is reported in the empty mapping`,
    section,
    async (context) => {
      const { assert } = context;
      const flows = createFlows(context.AsyncContext);
      const thrown = new Error('thrown by a listener');
      const reported: unknown[] = [];
      await watchingErrors(
        (error) => reported.push(error, flows.variable.get()),
        async () => {
          await perform(context, flows, (target) => {
            target.addEventListener(
              type,
              () => {
                throw thrown;
              },
              { once: true },
            );
            target.addEventListener(type, flows.note, { once: true });
          });
        },
      );
      assert.sameList(reported, [thrown, undefined]);
      assert.sameList(flows.seen, [expected]);
    },
    needs,
  );

  test(
    `${event}, when the program dispatches one itself, runs listeners in the mapping of the dispatch`,
    section,
    async (context) => {
      const flows = createFlows(context.AsyncContext);
      await perform(
        context,
        flows,
        () => undefined,
        (target) => {
          target.addEventListener(type, flows.note);
          flows.variable.run('dispatched', () => target.dispatchEvent(new Event(type)));
          target.removeEventListener(type, flows.note);
        },
      );
      context.assert.sameList(flows.seen, ['dispatched']);
    },
    needs,
  );
}
