import { expect } from 'chai';
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inEachBrowser } from '../support/browsers/each.ts';
import { garbageCollector } from '../support/browsers/garbage.ts';
import { isolation } from '../support/browsers/server.ts';
import type { MemoryReport } from './browser.ts';
import type { Growth } from './flows.ts';
import type { NodeReport } from './node.ts';

const run = promisify(execFile);

/** How many flows finish, and how many are pending at a time. */
const flows = 100_000;
/** In bytes for each flow, over what the bare platform keeps. What a flow leaves behind has more. */
const mostKept = 4;
const mostPending = 1_500;

function checkGrowth([before, after]: readonly [before: Growth, after: Growth]): void {
  const pending = Math.round(after.pending - before.pending);
  console.log(
    `      a pending flow takes ${pending} bytes more than its ${Math.round(before.pending)} on the bare platform`,
  );
  const numbers = JSON.stringify({ before, after });
  // Or nothing was measured.
  expect(before.pending, numbers).to.be.above(100);
  expect(after.finished, numbers).to.be.below(Math.max(before.finished, 0) + mostKept);
  expect(after.settled, numbers).to.be.below(Math.max(before.settled, 0) + mostKept);
  expect(pending, numbers).to.be.below(mostPending);
}

describe('the memory of the web backend, in Node', function () {
  this.timeout(120_000);
  let report: NodeReport;

  before(async () => {
    const file = fileURLToPath(new URL('node.js', import.meta.url));
    const env = { ...process.env };
    // A coverage report keeps more and more.
    delete env.NODE_V8_COVERAGE;
    const { stdout } = await run(process.execPath, ['--expose-gc', file, String(flows)], { env, timeout: 100_000 });
    report = JSON.parse(stdout) as NodeReport;
  });

  it('is back where it was after 100,000 flows have finished, and does not exceed a bound while they are pending', () => {
    checkGrowth(report.growth);
  });

  it('holds values no longer than what can still reach them', () => {
    expect(report.survivors).to.deep.equal([]);
  });
});

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['test/memory/browser.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    // As the sources are compiled: async functions stay native.
    target: 'es2022',
    logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text).join('');
}

inEachBrowser('the memory of the web backend', ({ name, open, startServer }) => {
  let report: MemoryReport;

  before(async function () {
    this.timeout(180_000);
    const server = await startServer();
    server.serveScript('/garbage.js', garbageCollector);
    server.serveScript('/memory.js', await bundle());
    const html = `<!doctype html>
      <script src="/garbage.js"></script>
      <script src="/memory.js"></script>
      <script>
        // A script's constant is no property of the global object.
        globalThis.collectGarbage = collectGarbage;
        memory(${flows}, () => import('/dist/web/auto.js')).catch((error) => ({ mistake: String(error) })).then((report) =>
          fetch('/report', { method: 'POST', body: JSON.stringify(report) }),
        );
      </script>`;
    // Chromium tells the exact size of the heap only to pages that nobody else can be in.
    const page = await open(server.servePage('/', html, isolation));
    const posted = (await server.posted('/report', 150_000)) as MemoryReport | { readonly mistake: string };
    await page.close();
    if ('mistake' in posted) throw new Error(posted.mistake);
    report = posted;
  });

  if (name === 'chromium') {
    it('is back where it was after 100,000 flows have finished, and does not exceed a bound while they are pending', () => {
      if (report.growth === null) throw new Error('Chromium does not tell the size of its heap');
      checkGrowth(report.growth);
    });
  }

  it('holds values no longer than what can still reach them', () => {
    expect(report.survivors).to.deep.equal([]);
  });
});
