import { expect } from 'chai';
import fc from 'fast-check';
import { deferred } from '../../conformance/timing.ts';
import { AsyncContext } from '../../polyfill/implementation.node.ts';

/**
 * A random asynchronous program. What every variable must be at each point is known from the
 * program's text alone, so that the expectation owes nothing to the implementation.
 */
type Step =
  | { readonly kind: 'check' | 'snapshot' | 'await value' | 'await promise' | 'await timer' | 'await shared' }
  | { readonly kind: 'run' | 'detached run'; readonly variable: number; readonly body: readonly Step[] }
  | { readonly kind: 'snapshot run' | 'wrapped call'; readonly which: number; readonly body: readonly Step[] }
  | { readonly kind: 'then' | 'throw' | 'settle'; readonly body: readonly Step[] };

const VARIABLES = 3;

const { program } = fc.letrec<{ program: Step[]; step: Step }>((tie) => ({
  program: fc.array(tie('step'), { maxLength: 6 }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({
      kind: fc.constantFrom('check', 'snapshot', 'await value', 'await promise', 'await timer', 'await shared'),
    }) as fc.Arbitrary<Step>,
    fc.record({
      kind: fc.constantFrom('run', 'detached run'),
      variable: fc.nat({ max: VARIABLES - 1 }),
      body: tie('program'),
    }) as fc.Arbitrary<Step>,
    fc.record({
      kind: fc.constantFrom('snapshot run', 'wrapped call'),
      which: fc.nat(),
      body: tie('program'),
    }) as fc.Arbitrary<Step>,
    fc.record({ kind: fc.constantFrom('then', 'throw', 'settle'), body: tie('program') }) as fc.Arbitrary<Step>,
  ),
}));

type Expected = readonly unknown[];
type Runner = (fn: () => unknown) => unknown;

/** Runs several programs at once, so that their steps interleave, and checks every point of each. */
async function perform(programs: readonly (readonly Step[])[]): Promise<void> {
  const variables = Array.from(
    { length: VARIABLES },
    (_, i) => new AsyncContext.Variable({ defaultValue: `default ${i}` }),
  );
  const empty: Expected = variables.map((variable) => variable.get());
  const snapshots: { readonly run: Runner; readonly wrapped: Runner; readonly expected: Expected }[] = [];
  const detached: Promise<void>[] = [];
  let shared = deferred();
  let made = 0;

  const check = (expected: Expected) => {
    expect(variables.map((variable) => variable.get())).to.deep.equal(expected);
  };

  async function body(steps: readonly Step[], expected: Expected): Promise<void> {
    check(expected);
    for (const step of steps) {
      await stepIn(step, expected);
      check(expected);
    }
  }

  async function stepIn(step: Step, expected: Expected): Promise<unknown> {
    switch (step.kind) {
      case 'check':
        return check(expected);
      case 'snapshot': {
        const snapshot = new AsyncContext.Snapshot();
        const wrapped = AsyncContext.Snapshot.wrap((fn: () => unknown) => fn());
        snapshots.push({ run: (fn) => snapshot.run(fn), wrapped, expected });
        return undefined;
      }
      case 'await value':
        return await 0;
      case 'await promise':
        return await Promise.resolve();
      case 'await timer':
        await new Promise((resolve) => setTimeout(resolve, 0));
        return check(expected);
      case 'await shared':
        await Promise.race([shared.promise, new Promise((resolve) => setImmediate(resolve))]);
        return check(expected);
      case 'run':
      case 'detached run': {
        const value = made++;
        const inner = expected.with(step.variable, value);
        const promise = (variables[step.variable] as (typeof variables)[0]).run(value as never, body, step.body, inner);
        if (step.kind === 'run') return await promise;
        detached.push(promise);
        return undefined;
      }
      case 'snapshot run':
      case 'wrapped call': {
        if (snapshots.length === 0) return undefined;
        const snapshot = snapshots[step.which % snapshots.length] as (typeof snapshots)[0];
        const enter = step.kind === 'snapshot run' ? snapshot.run : snapshot.wrapped;
        return await enter(() => body(step.body, snapshot.expected));
      }
      case 'then':
        return await Promise.resolve().then(() => body(step.body, expected));
      case 'throw':
        return await (async () => {
          await body(step.body, expected);
          throw new Error('expected');
        })().catch(() => {
          check(expected);
        });
      case 'settle':
        // Whoever waits for the shared promise continues in its own mapping, not in this one.
        shared.resolve(undefined);
        shared = deferred();
        return await body(step.body, expected);
    }
  }

  await Promise.all(programs.map((steps) => body(steps, empty)));
  await Promise.all(detached);
  check(empty);
}

describe('AsyncContext on the node backend', () => {
  it('agrees with the lexical answer on random concurrent programs', async function () {
    this.timeout(60_000);
    await fc.assert(fc.asyncProperty(fc.array(program, { minLength: 1, maxLength: 5 }), perform), { numRuns: 300 });
  });
});
