/** The measurements as a script for pages: defines the global function `memory`. */
import { bare, contexts, measureGrowth, type Growth, type Heap } from './flows.ts';
import { findSurvivors } from './values.ts';

export interface MemoryReport {
  /** Of the bare platform and with the package; none where the engine does not tell. */
  readonly growth: readonly [before: Growth, after: Growth] | null;
  readonly survivors: readonly string[];
}

interface Surroundings {
  /** Of Chromium, when it is told to. */
  readonly gc?: () => void;
  readonly performance: { readonly memory?: { readonly usedJSHeapSize: number } };
  /** What test/support/browsers/garbage.ts defines. */
  readonly collectGarbage: () => Promise<void>;
  readonly AsyncContext: Parameters<typeof contexts>[0];
  memory?: typeof memory;
}

const page = globalThis as unknown as Surroundings;

/** @param load loads the package, which has not been loaded before */
async function memory(total: number, load: () => Promise<unknown>): Promise<MemoryReport> {
  const { gc, performance, collectGarbage } = page;
  const chromium: Heap | null =
    gc && performance.memory ? { collect: gc, bytes: () => performance.memory?.usedJSHeapSize ?? NaN } : null;
  const before = chromium && (await measureGrowth(chromium, bare, total));
  await load();
  const after = chromium && (await measureGrowth(chromium, contexts(page.AsyncContext), total));
  const survivors = await findSurvivors(page.AsyncContext, collectGarbage);
  return { growth: before && after && [before, after], survivors };
}

page.memory = memory;
