import fc, { type RunDetails } from 'fast-check';
import { isThrown, perform, type Miss, type Outcome, type Subject } from './perform.ts';
import { print } from './print.ts';
import { program, type Program } from './program.ts';

export interface Options {
  /** Of the first programs; a fresh one if it is not given. */
  readonly seed?: number;
  /** How many checks to make at least. */
  readonly checks?: number;
  /** After how many milliseconds to stop, whatever was checked by then. */
  readonly time?: number;
  /** How many different failures to shrink before giving up. */
  readonly failures?: number;
  readonly progress?: (report: Report) => void;
}

/** A program that failed, made as small as could be. */
export interface Failure {
  readonly seed: number;
  readonly path: string;
  readonly code: string;
  readonly program: Program;
  readonly misses: readonly string[];
}

export interface Report {
  readonly seed: number;
  programs: number;
  total: number;
  lost: number;
  wrong: number;
  crashes: number;
  readonly misses: Failure[];
  /** What the AsyncLocalStorage had another opinion on, with how often. */
  readonly disagreements: Map<string, number>;
}

/** Programs that share a seed: little is lost when one fails. */
const BATCH = 25;
/** Programs spend most of their time waiting, so some are run at once, each unaware of the others. */
const LANES = 8;
const SHRINKING_TIME = 60_000;

export const freshSeed = (): number => Math.trunc(Math.random() * 0x7fff_ffff);

/** Runs random programs until enough was checked. */
export async function fuzz(subject: Subject, options: Options = {}): Promise<Report> {
  const { checks = Infinity, time = Infinity, failures = 3, progress } = options;
  const seed = options.seed ?? freshSeed();
  const report: Report = {
    seed,
    programs: 0,
    total: 0,
    lost: 0,
    wrong: 0,
    crashes: 0,
    misses: [],
    disagreements: new Map(),
  };
  const end = Date.now() + time;
  const enough = (): boolean => report.total >= checks || Date.now() >= end;
  let nextSeed = seed;

  while (!enough() && report.misses.length < failures) {
    const failed: RunDetails<[Program]>[] = [];
    const property = propertyOf(subject, (outcome, source) => {
      add(report, outcome, source);
      progress?.(report);
    });
    const stop = (): boolean => enough() || failed.length > 0;
    const lane = async (): Promise<void> => {
      while (!stop()) {
        const details = await fc.check(property(stop), { seed: nextSeed++ | 0, numRuns: BATCH, endOnFailure: true });
        if (details.failed) failed.push(details);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    // Alone: what a miss leaves behind must not spoil the others.
    for (const details of failed) report.misses.push(await shrink(subject, details));
  }
  return report;
}

/** Runs the program of an earlier failure again, as often as it takes to fail: timers differ from run to run. */
export async function replay(subject: Subject, program: Program, attempts = 20): Promise<Outcome> {
  let outcome = await perform(program, subject);
  for (let i = 1; i < attempts && outcome.misses.length === 0; i++) outcome = await perform(program, subject);
  return outcome;
}

/** The program that a seed and a path lead to. */
export function programAt(seed: number, path: string): Program {
  const [found] = fc.sample(program, { seed, path, numRuns: 1 });
  return found as Program;
}

class Missed extends Error {}

const propertyOf =
  (subject: Subject, ran: (outcome: Outcome, source: Program) => void) =>
  (stop: () => boolean): fc.IAsyncProperty<[Program]> =>
    fc.asyncProperty(program, async (source) => {
      if (stop()) return;
      const outcome = await perform(source, subject);
      ran(outcome, source);
      if (outcome.misses.length > 0) throw new Missed();
    });

/** Makes a failing program as small as it can be and still fail. */
async function shrink(subject: Subject, found: RunDetails<[Program]>): Promise<Failure> {
  if (!(found.errorInstance instanceof Missed)) throw found.errorInstance;
  const property = propertyOf(subject, () => undefined)(() => false);
  const again = await fc.check(property, {
    seed: found.seed,
    path: found.counterexamplePath as string,
    interruptAfterTimeLimit: SHRINKING_TIME,
  });
  // Timers differ from run to run, so it may not have failed again.
  const details = again.counterexample === null ? found : again;
  const [source] = details.counterexample as [Program];
  const { misses } = await replay(subject, source);
  return {
    seed: details.seed,
    path: details.counterexamplePath as string,
    code: print(source, remarks(misses)),
    program: source,
    misses: misses.length === 0 ? ['did not fail again'] : misses.map(({ kind, text }) => `${kind}: ${text}`),
  };
}

export function remarks(misses: readonly Miss[]): Map<object, string[]> {
  const byNode = new Map<object, string[]>();
  for (const { node, kind, text } of misses) {
    const texts = byNode.get(node) ?? [];
    byNode.set(node, texts);
    if (texts.length < 3) texts.push(`${kind}: ${text}`);
  }
  return byNode;
}

function add(report: Report, outcome: Outcome, source: Program): void {
  report.programs++;
  report.total += outcome.checks;
  report.lost += outcome.lost;
  report.wrong += outcome.wrong;
  report.crashes += outcome.crashes;
  for (const { node, kind } of outcome.disagreements) {
    const name = node === source ? 'outside' : ((node as { kind?: string }).kind ?? 'a generator or a body');
    const key = `${name}: ${kind}`;
    report.disagreements.set(key, (report.disagreements.get(key) ?? 0) + 1);
  }
}

export { isThrown };
