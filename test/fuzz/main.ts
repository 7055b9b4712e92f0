/**
 * The command `npm run fuzz`: random programs against the web backend, in Node without AsyncLocalStorage
 * underneath, until enough was checked. Exits with 1 if anything was missed and with 2 if it was misused.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
// Before anything is installed: it saves natives.
import { finishesRejectedForAwait } from './platform.ts';
import { goBeyond } from './beyond.ts';
import type { BrowserReport } from './browser.ts';
import { freshSeed, fuzz, isThrown, programAt, remarks, replay, type Options, type Report } from './fuzz.ts';
import type { Subject } from './perform.ts';
import { print } from './print.ts';
import type { Program } from './program.ts';

const USAGE = `usage: npm run fuzz -- [options]
  --checks N               how many checks to make (default 1000000)
  --time SECONDS           stop after that time, whatever was checked by then
  --seed N                 of the first programs (default: a fresh one, which is printed)
  --seed N --path P        replay one program of a failure
  --program FILE           replay a program that was saved as JSON
  --beyond ROUNDS          leave the documented bounds behind: values may be lost, no other flow's be seen
  --failures N             how many failures to shrink before giving up (default 1)
  --implementation MODULE  what exports the AsyncContext to test (default: the web backend)
  --browser NAME           run in chromium, firefox or webkit instead of in Node
  --als, --no-als          whether to compare with AsyncLocalStorage (default: in Node 24 and later)`;

/** How long one run in a browser may take, in milliseconds. */
const BROWSER_TIMEOUT = 3_600_000;

class Misuse extends Error {}

const SCHEMA = {
  checks: { type: 'string' },
  time: { type: 'string' },
  seed: { type: 'string' },
  path: { type: 'string' },
  program: { type: 'string' },
  beyond: { type: 'string' },
  failures: { type: 'string' },
  implementation: { type: 'string' },
  browser: { type: 'string' },
  als: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

function readOptions() {
  try {
    return parseArgs({ options: SCHEMA, allowNegative: true }).values;
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number)) throw new Misuse(`--${name} takes a whole number, not ${text}`);
  return number;
}

function readProgram(file: string): Program {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Program;
  } catch (error) {
    throw new Misuse(`cannot read a program from ${file}: ${(error as Error).message}`);
  }
}

async function makeSubject(implementation: string | undefined, als: boolean): Promise<Subject> {
  const url =
    implementation === undefined
      ? new URL('../../polyfill/implementation.web.js', import.meta.url)
      : pathToFileURL(resolve(implementation));
  const rejectedForAwait = await finishesRejectedForAwait();
  const { AsyncContext } = (await import(url.href)) as Pick<Subject, 'AsyncContext'>;
  return { AsyncContext, rejectedForAwait, ...(als ? { oracle: new AsyncLocalStorage<object>() } : {}) };
}

const summary = ({ total, lost, wrong, crashes, programs, seed }: Omit<Report, 'misses' | 'disagreements'>): string =>
  `${total} checks in ${programs} programs from seed ${seed}: ${lost} lost, ${wrong} wrong, ${crashes} crashes`;

async function inBrowser(name: string, options: Options): Promise<BrowserReport> {
  // Only where they are wanted: they load the browsers' drivers.
  const [{ browserNames, launch }, { startServer }, { fuzzInBrowser }] = await Promise.all([
    import('../support/browsers/index.ts'),
    import('../support/browsers/server.ts'),
    import('./bundle.ts'),
  ]);
  const known = browserNames.find((browserName) => browserName === name);
  if (known === undefined) throw new Misuse(`--browser takes ${browserNames.join(', ')}, not ${name}`);
  const server = await startServer();
  try {
    const browser = await launch(known);
    try {
      return await fuzzInBrowser(browser, server, options, BROWSER_TIMEOUT);
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options.help === true) {
    console.log(USAGE);
    return 0;
  }
  const seed = wholeNumber('seed', options.seed);
  const time = wholeNumber('time', options.time);
  const checks = wholeNumber('checks', options.checks) ?? (time === undefined ? 1_000_000 : undefined);
  const failures = wholeNumber('failures', options.failures) ?? 1;
  // Before that, AsyncLocalStorage itself loses contexts in the jobs of thenables.
  const als = options.als ?? Number(process.versions.node.split('.')[0]) >= 24;
  if (options.path !== undefined && seed === undefined) throw new Misuse('--path needs the --seed that it belongs to');
  const source =
    options.program !== undefined
      ? readProgram(options.program)
      : options.path !== undefined
        ? programAt(seed as number, options.path)
        : undefined;

  if (options.browser !== undefined) {
    const report = await inBrowser(options.browser, {
      failures,
      ...(seed === undefined ? {} : { seed }),
      ...(time === undefined ? {} : { time: time * 1000 }),
      ...(checks === undefined ? {} : { checks }),
    });
    for (const miss of report.misses) console.log(miss);
    console.log(summary(report));
    return report.misses.length === 0 ? 0 : 1;
  }

  const subject = await makeSubject(options.implementation, als);
  const rounds = wholeNumber('beyond', options.beyond);
  if (rounds !== undefined) {
    const { checks: made, lost, wrong } = await goBeyond(subject, seed ?? freshSeed(), rounds);
    for (const text of wrong) console.log(text);
    console.log(`${made} checks beyond the bounds: ${lost} lost, ${wrong.length} wrong`);
    return wrong.length === 0 ? 0 : 1;
  }
  if (source !== undefined) {
    const { misses, checks: made } = await replay(subject, source);
    console.log(print(source, remarks(misses)));
    console.log(`${made} checks, ${misses.length} missed`);
    return misses.length === 0 ? 0 : 1;
  }

  let shown = Date.now();
  const report = await fuzz(subject, {
    ...(seed === undefined ? {} : { seed }),
    ...(time === undefined ? {} : { time: time * 1000 }),
    ...(checks === undefined ? {} : { checks }),
    failures,
    progress(current) {
      if (Date.now() - shown < 2000) return;
      shown = Date.now();
      console.log(summary(current));
    },
  });
  for (const failure of report.misses) {
    console.log(`\nSeed ${failure.seed}, path ${failure.path}:\n${failure.misses.join('\n')}\n\n${failure.code}\n`);
    console.log(`Replay: npm run fuzz -- --seed ${failure.seed} --path ${failure.path}`);
    console.log(`As JSON, for --program: ${JSON.stringify(failure.program)}\n`);
  }
  for (const [what, count] of report.disagreements) {
    console.log(`AsyncLocalStorage had another opinion in ${what}, ${count} times`);
  }
  console.log(summary(report));
  return report.misses.length + report.disagreements.size === 0 ? 0 : 1;
}

process.on('unhandledRejection', (error) => {
  if (!isThrown(error)) throw error;
});
// Listened to, or Node would warn of each promise that is awaited late.
process.on('rejectionHandled', () => undefined);

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Misuse)) throw error;
  console.error(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
}
