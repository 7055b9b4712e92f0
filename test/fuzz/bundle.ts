import { build } from 'esbuild';
import type { Server } from '../support/browsers/server.ts';
import type { Browser } from '../support/browsers/index.ts';
import type { BrowserReport } from './browser.ts';
import type { Options } from './fuzz.ts';

/** The fuzzer and the web backend as one classic script that defines the global function `fuzz`. */
export async function bundleForBrowsers(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['test/fuzz/browser.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    // As the sources are compiled: async functions stay native.
    target: 'es2022',
    logLevel: 'error',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild wrote nothing');
  return file.text;
}

/** Runs the fuzzer in a page of its own. */
export async function fuzzInBrowser(
  browser: Pick<Browser, 'open'>,
  server: Server,
  options: Pick<Options, 'seed' | 'checks' | 'time' | 'failures'>,
  timeout: number,
): Promise<BrowserReport> {
  server.serveScript('/fuzz.js', await bundleForBrowsers());
  const url = server.servePage(
    '/fuzz.html',
    `<!doctype html>
    <script src="/fuzz.js"></script>
    <script>
      const post = (body) => fetch('/report', { method: 'POST', body: JSON.stringify(body) });
      fuzz(${JSON.stringify(options)}).then(post, (error) => post({ mistake: String(error && error.stack || error) }));
    </script>`,
  );
  const page = await browser.open(url);
  try {
    const report = (await server.posted('/report', timeout)) as BrowserReport | { readonly mistake: string };
    if ('mistake' in report) throw new Error(report.mistake);
    return report;
  } finally {
    await page.close();
  }
}
