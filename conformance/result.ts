import type { Platform } from './host.ts';
import type { Area } from './suite.ts';

/**
 * `passed`, `failed`, `known` (fails, and is listed as a known limitation) or `skipped` (the
 * platform lacks what the case needs).
 */
export type Status = 'passed' | 'failed' | 'known' | 'skipped';

/** How a case failed. */
export interface Failure {
  readonly message: string;
  readonly stack?: string;
  /** The line of the case, or of the implementation, that threw: `file:line:column`. */
  readonly position?: string;
  readonly timedOut: boolean;
}

/** What became of one case. Plain data: it can be posted to another thread and written as JSON. */
export interface CaseResult {
  readonly id: string;
  /** The id of the area. */
  readonly area: string;
  readonly title: string;
  readonly section: string;
  readonly status: Status;
  /** Milliseconds. */
  readonly duration: number;
  /** Why it was skipped, or why it is a known limitation. */
  readonly reason?: string;
  /** Where there is more to read about a known limitation. */
  readonly link?: string;
  /** How it failed, if its status is `failed` or `known`. */
  readonly failure?: Failure;
}

export type Counts = Readonly<Record<Status, number>>;

/** The result of a run. Its shape is stable: what changes it incompatibly changes `format`. */
export interface SuiteReport {
  readonly format: 1;
  /** What was tested, in words. */
  readonly implementation: string;
  readonly platform: Platform;
  /** Whether nothing failed and there is no problem. */
  readonly ok: boolean;
  /** Milliseconds. */
  readonly duration: number;
  readonly counts: Counts;
  readonly areas: readonly { readonly id: string; readonly title: string; readonly counts: Counts }[];
  readonly cases: readonly CaseResult[];
  /** What else is wrong with the run, such as a known limitation that names no case. */
  readonly problems: readonly string[];
}

export interface ReportInput {
  readonly implementation: string;
  readonly platform: Platform;
  readonly duration: number;
  readonly areas: readonly Area[];
  readonly cases: readonly CaseResult[];
  readonly problems: readonly string[];
}

export function createReport(input: ReportInput): SuiteReport {
  const { implementation, platform, duration, areas, cases, problems } = input;
  const counts = countStatuses(cases);
  return {
    format: 1,
    implementation,
    platform,
    ok: counts.failed === 0 && problems.length === 0,
    duration,
    counts,
    areas: areas.flatMap(({ id, title }) => {
      const ofArea = cases.filter((result) => result.area === id);
      return ofArea.length === 0 ? [] : [{ id, title, counts: countStatuses(ofArea) }];
    }),
    cases,
    problems,
  };
}

export function countStatuses(cases: readonly CaseResult[]): Counts {
  const counts = { passed: 0, failed: 0, known: 0, skipped: 0 };
  for (const { status } of cases) counts[status]++;
  return counts;
}
