import { missingNeeds } from './features.ts';
import { describeFailure, TimeoutError, UnrelatedRunError } from './failure.ts';
import type { Host } from './host.ts';
import { knownOn, unknownCases, type KnownLimitation } from './known.ts';
import { languageAreas } from './language/index.ts';
import { createReport, type CaseResult, type Failure, type SuiteReport } from './result.ts';
import { runCase, type Area, type Case } from './suite.ts';
import { areErrorsTaken } from './taken-errors.ts';
import { webAreas } from './web/index.ts';
import type { AsyncContextNamespace, Variable } from '../lib/types.ts';

// Saved because an implementation under test may replace them, and be wrong.
const NativePromise = Promise;
const { setTimeout, clearTimeout, performance } = globalThis;

export const defaultTimeout = 5_000;

/** What a case runs against. */
export interface Surroundings {
  readonly AsyncContext: AsyncContextNamespace;
  readonly host: Host;
}

export interface SuiteOptions extends Surroundings {
  /** Without it, the language half of the suite. */
  readonly areas?: readonly Area[];
  /** The cases that are expected to fail; one that passes all the same fails the run. */
  readonly known?: readonly KnownLimitation[];
  /** Milliseconds that a case may take. */
  readonly timeout?: number;
  /** Which cases to run; without it, all. */
  readonly select?: (testCase: Case) => boolean;
  /** What is tested, in words, for the report. */
  readonly implementation?: string;
  /** Awaited before the case starts. */
  readonly onStart?: (testCase: Case) => unknown;
  /** Awaited before the next case starts. */
  readonly onResult?: (result: CaseResult) => unknown;
}

/**
 * Runs the cases one after the other, each from a task of its own in which nothing is current,
 * and then once more inside a run of a variable that the case does not know: what else is
 * current must make no difference, and must not be current any more afterwards.
 *
 * Call it where nothing is current. Whatever a case does, unless it blocks the thread, ends up in
 * the report: the promise rejects for a mistake of the caller alone.
 */
export async function runSuite(options: SuiteOptions): Promise<SuiteReport> {
  const {
    AsyncContext,
    host,
    areas = languageAreas,
    known = [],
    timeout = defaultTimeout,
    select = () => true,
  } = options;
  const { implementation = 'AsyncContext', onStart, onResult } = options;
  const problems = unknownCasesMessages(known, areas);
  const start = performance.now();
  const cases: CaseResult[] = [];
  const attempt = createAttempt({ AsyncContext, host, timeout });
  const unwatch = host.watchUncaught?.((error) => {
    if (areErrorsTaken()) return false;
    if (!attempt.fail(error)) problems.push(`an error outside of every case: ${describeFailure(error).message}`);
    return true;
  });
  try {
    for (const { testCase, skip, limitation } of plan(areas, host, known)) {
      if (!select(testCase)) continue;
      await onStart?.(testCase);
      const caseStart = performance.now();
      const failure = skip === undefined ? await attempt.run(testCase) : undefined;
      const result = judge(testCase, { skip, limitation, failure, duration: performance.now() - caseStart });
      cases.push(result);
      await onResult?.(result);
    }
  } finally {
    unwatch?.();
  }
  const duration = round(performance.now() - start);
  return createReport({ implementation, platform: host.platform, duration, areas, cases, problems });
}

/** A list may be about more areas than those that run. */
export function unknownCasesMessages(known: readonly KnownLimitation[], areas: readonly Area[]): string[] {
  return unknownCases(known, [...languageAreas, ...webAreas, ...areas]).map(
    (id) => `the list of known limitations names a case that does not exist: "${id}"`,
  );
}

/** What is known of a case before it runs. */
export interface PlannedCase {
  readonly testCase: Case;
  /** Why the case cannot run here. */
  readonly skip: string | undefined;
  readonly limitation: KnownLimitation | undefined;
}

/** Says of every case, in order, whether it can run and whether it is expected to fail. */
export function plan(areas: readonly Area[], host: Host, known: readonly KnownLimitation[]): PlannedCase[] {
  const limitations = knownOn(host.platform, known);
  return areas.flatMap((area) =>
    area.cases.map((testCase) => {
      const missing = missingNeeds(testCase, host);
      return {
        testCase,
        skip: missing.length === 0 ? undefined : `not available here: ${missing.join(', ')}`,
        limitation: limitations.get(testCase.id),
      };
    }),
  );
}

/** Why a case that is listed as a known limitation fails when it passes. */
export const passesMessage = ({ reason }: KnownLimitation): string =>
  `listed as a known limitation but passes; take it off the list (${reason})`;

interface Outcome {
  readonly skip: string | undefined;
  readonly limitation: KnownLimitation | undefined;
  readonly failure: Failure | undefined;
  readonly duration: number;
}

export function judge(testCase: Case, { skip, limitation, failure, duration }: Outcome): CaseResult {
  const { id, area, title, section } = testCase;
  const result = { id, area: area.id, title, section, duration: round(duration) };
  if (skip !== undefined) return { ...result, status: 'skipped', reason: skip };
  if (limitation === undefined) {
    return failure === undefined ? { ...result, status: 'passed' } : { ...result, status: 'failed', failure };
  }
  if (failure === undefined) {
    return { ...result, status: 'failed', failure: { message: passesMessage(limitation), timedOut: false } };
  }
  const { reason, link } = limitation;
  return { ...result, status: 'known', reason, ...(link !== undefined && { link }), failure };
}

const round = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

/** Runs cases one at a time. */
export interface Attempt {
  /** How the case failed, or undefined. */
  run(testCase: Case): Promise<Failure | undefined>;
  /** Makes the case that is running fail; false if none is. */
  fail(error: unknown): boolean;
}

export function createAttempt({ AsyncContext, host, timeout }: Surroundings & { readonly timeout: number }): Attempt {
  const marker = createMarker(AsyncContext);
  let failCurrent: ((error: unknown) => void) | undefined;

  async function runBothWays(testCase: Case, hasFailed: () => boolean): Promise<void> {
    const body = () => runCase(testCase, AsyncContext, host);
    await inFreshTask(() => {
      // An earlier case failed, and left this behind on top.
      checkLeft(marker, testCase.id);
      return body();
    });
    if (marker === undefined || hasFailed()) return;
    await inFreshTask(async () => {
      try {
        await marker.run(testCase.id, body);
      } catch (error) {
        throw new UnrelatedRunError(error);
      }
    });
    await inFreshTask(() => {
      checkLeft(marker, testCase.id);
    });
  }

  return {
    async run(testCase) {
      let failure: Failure | undefined;
      await new NativePromise<void>((resolve) => {
        const timer = setTimeout(() => {
          fail(new TimeoutError(`did not finish within ${timeout} ms`));
        }, timeout);
        const end = () => {
          clearTimeout(timer);
          resolve();
        };
        const fail = (error: unknown) => {
          failure ??= describeFailure(error);
          end();
        };
        failCurrent = fail;
        // Awaited rather than handed to then, which an implementation may have replaced.
        void (async () => {
          try {
            await runBothWays(testCase, () => failure !== undefined);
          } catch (error) {
            fail(error);
          }
          end();
        })();
      });
      // What else goes wrong in the same task is still the case's own.
      await inFreshTask(() => undefined);
      failCurrent = undefined;
      return failure;
    },
    fail(error) {
      failCurrent?.(error);
      return failCurrent !== undefined;
    },
  };
}

/** A variable of the runner's own. Without one, where the constructor throws, cases run once. */
function createMarker(AsyncContext: AsyncContextNamespace): Variable<string> | undefined {
  try {
    return new AsyncContext.Variable<string>();
  } catch {
    // The cases of the constructor report it.
    return undefined;
  }
}

/** The marker is current in a task only if something ran without restoring what was current before. */
function checkLeft(marker: Variable<string> | undefined, currentCase: string): void {
  const left = marker?.get();
  if (left === undefined) return;
  throw new Error(
    left === currentCase
      ? 'left its mapping current: a later task still sees the value of a run around the case'
      : `cannot start with nothing current, because "${left}" left its mapping current`,
  );
}

/** Calls `fn` from a task of its own and waits for what it returns. */
function inFreshTask(fn: () => unknown): Promise<void> {
  return new NativePromise((resolve, reject) => {
    const call = async () => {
      try {
        await fn();
      } catch (error) {
        reject(error);
        return;
      }
      resolve();
    };
    setTimeout(() => void call(), 0);
  });
}
