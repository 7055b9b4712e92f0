/** The fuzzer as a script for pages and workers: defines the global function `fuzz`. */
// Before anything is installed: it saves natives.
import { finishesRejectedForAwait } from './platform.ts';
import { AsyncContext } from '../../polyfill/implementation.web.ts';
import { goBeyond, type Findings } from './beyond.ts';
import { fuzz, isThrown, type Options } from './fuzz.ts';

const BEYOND_ROUNDS = 100;

export interface BrowserReport {
  readonly seed: number;
  readonly programs: number;
  readonly total: number;
  readonly lost: number;
  readonly wrong: number;
  readonly crashes: number;
  /** What was seen outside the documented bounds. */
  readonly beyond: Findings;
  /** Seed, path, reasons and code of what failed. */
  readonly misses: readonly string[];
}

async function run(options: Pick<Options, 'seed' | 'checks' | 'time' | 'failures'>): Promise<BrowserReport> {
  const rejectedForAwait = await finishesRejectedForAwait();
  const { misses, seed, programs, total, lost, wrong, crashes } = await fuzz(
    { AsyncContext, rejectedForAwait },
    { failures: 1, ...options },
  );
  const described = misses.map(
    (miss) => `Seed ${miss.seed}, path ${miss.path}:\n${miss.misses.join('\n')}\n\n${miss.code}\n`,
  );
  const beyond = await goBeyond({ AsyncContext }, seed, BEYOND_ROUNDS);
  return { seed, programs, total, lost, wrong, crashes, beyond, misses: [...described, ...beyond.wrong] };
}

addEventListener('unhandledrejection', (event) => {
  if (isThrown(event.reason)) event.preventDefault();
});
(globalThis as { fuzz?: typeof run }).fuzz = run;
