import { expect } from 'chai';
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Surroundings } from '../support/browsers/each.ts';
import type { Page } from '../support/browsers/index.ts';
import type { Server } from '../support/browsers/server.ts';
import type { Outcome } from './page.ts';

export const script = '/dist/asynccontext-polyfill.min.js';

/** What a page loads, by name. */
export const tags = {
  us: `<script src="${script}"></script>`,
  zone: '<script src="/zone.js/zone.umd.js"></script>',
  'core-js': '<script src="/core-js.js"></script>',
  bluebird: '<script src="/bluebird/bluebird.js"></script>',
  'es6-promise': '<script src="/es6-promise/es6-promise.js"></script>',
  jquery: '<script src="/jquery/jquery.js"></script>',
};

const fromModules = (...path: string[]) => join(process.cwd(), 'node_modules', ...path);

/** A classic script of a module and what it imports. Async functions in it stay native. */
async function bundle(contents: string, globalName?: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: 'iife',
    ...(globalName !== undefined && { globalName }),
    target: 'es2022',
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

// Once for all browsers.
let bundles: Promise<Record<string, string>> | undefined;

async function bundleAll(): Promise<Record<string, string>> {
  const page = JSON.stringify(fileURLToPath(import.meta.resolve('./page.js')));
  const [flows, coreJs] = await Promise.all([
    bundle(`export * from ${page}`, 'coexistence'),
    bundle(`import 'core-js/actual'`),
  ]);
  return { '/flows.js': `${flows};globalThis.coexistence = coexistence;`, '/core-js.js': coreJs };
}

/** A server of what was built, of the other libraries and of the flows. */
export async function serveAll(startServer: Surroundings['startServer']): Promise<Server> {
  const server = await startServer({
    dist: join(process.cwd(), 'dist'),
    'zone.js': fromModules('zone.js', 'bundles'),
    bluebird: fromModules('bluebird', 'js', 'browser'),
    'es6-promise': fromModules('es6-promise', 'dist'),
    jquery: fromModules('jquery', 'dist'),
  });
  bundles ??= bundleAll();
  for (const [path, code] of Object.entries(await bundles)) server.serveScript(path, code);
  return server;
}

/**
 * Runs a page: `head` loads what is tested, `work` is the body of an async function whose result
 * is returned. Errors that scripts of `head` throw are in `errors`.
 */
export async function runPage(
  open: (url: string) => Promise<Page>,
  server: Server,
  head: string,
  work: string,
): Promise<unknown> {
  const page = await open(
    server.servePage(
      '/page.html',
      `<!doctype html><meta charset="utf-8">
      <script>var errors = []; addEventListener('error', ({ message }) => errors.push(message));</script>
      <script src="/flows.js"></script>
      ${head}
      <script type="module">
        const { addFrame, attempt, watchRealm, haveOneMapping, load, post, runSeeds } = coexistence;
        post('/result', await attempt(async () => { ${work} }));
      </script>`,
    ),
  );
  try {
    return await server.posted('/result', 15_000);
  } finally {
    await page.close();
  }
}

/** Runs a module in a Node process of its own, where the package is the one for browsers, and returns what it prints. */
export async function runNode(program: string): Promise<unknown> {
  const prelude = `import { attempt, createDeferred, watchRealm, haveOneMapping, runSeeds } from ${JSON.stringify(import.meta.resolve('./page.js'))};`;
  const args = ['--conditions=browser', '--input-type=module', '--eval', prelude + program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 15_000, killSignal: 'SIGKILL' });
  return JSON.parse(stdout);
}

/**
 * No flow lost its value, and none saw another's.
 *
 * @param limitation the kinds of waiting after which it may
 */
export function expectClean(outcome: unknown, limitation?: ReadonlySet<string>): void {
  if (typeof outcome === 'object' && outcome !== null && 'thrown' in outcome) throw new Error(String(outcome.thrown));
  const { checks, lost, wrong } = outcome as Exclude<Outcome, { thrown: string }>;
  const misses = Object.entries({ lost, wrong }).flatMap(([miss, counts]) =>
    Object.entries(counts)
      .filter(([kind]) => !limitation?.has(kind))
      .map(([kind, count]) => `${miss} ${count} times after ${kind}`),
  );
  expect(misses.join('\n')).to.equal('');
  expect(checks).to.be.greaterThan(500);
}
