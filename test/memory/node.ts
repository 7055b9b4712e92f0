/** For a process of its own with --expose-gc: prints the measurements as JSON. */
import { bare, contexts, measureGrowth, type Growth, type Heap } from './flows.ts';
import { findSurvivors } from './values.ts';

/** What is printed. */
export interface NodeReport {
  readonly growth: readonly [before: Growth, after: Growth];
  readonly survivors: readonly string[];
}

const { gc } = globalThis as unknown as { gc: () => void };
const heap: Heap = { collect: gc, bytes: () => process.memoryUsage().heapUsed };
const total = Number(process.argv[2]);

const before = await measureGrowth(heap, bare, total);
await import('../../polyfill/auto.web.ts');
const { AsyncContext } = globalThis as unknown as { AsyncContext: Parameters<typeof contexts>[0] };
const after = await measureGrowth(heap, contexts(AsyncContext), total);
const survivors = await findSurvivors(AsyncContext, async () => {
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => void setTimeout(resolve, 0));
    gc();
  }
});
console.log(JSON.stringify({ growth: [before, after], survivors } satisfies NodeReport));
