import type { Platform } from '../host.ts';
import type { CaseResult, SuiteReport } from '../result.ts';

/** What is about to run. */
export interface RunInfo {
  readonly implementation: string;
  readonly platform: Platform;
  /** The title of each area, by its id. */
  readonly areaTitles: ReadonlyMap<string, string>;
}

/** Where a reporter writes, and what may be written there. */
export interface Output {
  write(text: string): void;
  /** Whether escape codes for colours are welcome. */
  readonly colors: boolean;
}

export interface Reporter {
  begin?(run: RunInfo): void;
  result?(result: CaseResult): void;
  end(report: SuiteReport): void;
}

export type CreateReporter = (output: Output) => Reporter;

export const describePlatform = ({ runtime, version, features }: Platform): string =>
  [runtime, version, ...features.map((feature) => `with ${feature}`)].join(' ');

export const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);
