import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { median, quantile } from './harness.mjs';
import { checkBuilt, contenders, scriptSizes, scriptsOf } from './web/contenders.mjs';
import { workloads } from './web/goals.mjs';
import { engineLines } from './web/report.mjs';
import { startPageServer } from './web/server.mjs';

export const engineNames = ['chromium', 'firefox', 'webkit', 'node'];

/** The contenders that goals are about. */
export const quickNames = ['bare', 'loaded', 'unused', 'ours', 'zone'];

/** Milliseconds that a page may take for one sample, with its warm-up. */
const SAMPLE_TIMEOUT = 30_000;

/**
 * Measures every contender in every engine: each in a page of its own (in Node, a process), which
 * take their samples in turns.
 *
 * @param {{ engines: string[], costs: string[], processes: number, rounds: number, contenders?: string[] }} options
 *   `processes`: pages of each contender, one after the other; `rounds`: samples of each page
 */
export async function measureEngines({ engines, costs, processes, rounds, contenders: ids = Object.keys(contenders) }) {
  checkBuilt();
  const sizes = scriptSizes();
  const report = { sizes, engines: [] };
  for (const name of engines) {
    const engine = name === 'node' ? startNode() : await startBrowser(name);
    try {
      const samples = [];
      for (let i = 0; i < processes; i++) samples.push(...(await measurePages(engine, ids, costs, rounds)));
      const entry = { name, version: engine.version, workloads: summarize(ids, costs, samples) };
      report.engines.push(entry);
      console.log(engineLines(entry));
    } finally {
      await engine.close();
    }
  }
  return report;
}

/** Opens a page for each contender and takes `rounds` samples of each workload in each of them. */
async function measurePages(engine, ids, costs, rounds) {
  const pages = [];
  const samples = [];
  try {
    for (const id of ids) pages.push([id, await engine.open(contenders[id])]);
    // In the pages that did not answer, something still runs.
    const silent = new Set();
    for (let round = 0; round < rounds; round++) {
      for (const cost of costs) {
        const ofRound = {};
        for (let i = 0; i < pages.length; i++) {
          const [id, page] = pages[(i + round) % pages.length];
          if (silent.has(id)) continue;
          ofRound[id] = await page.sample(cost).catch((error) => ({ error: error.message }));
          if (ofRound[id].silent) silent.add(id);
        }
        samples.push({ cost, ofRound });
      }
    }
  } finally {
    for (const [, page] of pages) await page.close();
  }
  return samples;
}

/** The medians of each workload for each contender, and what it did wrong. */
function summarize(ids, costs, samples) {
  return Object.entries(workloads).flatMap(([cost, { partOf = cost, key = 'value' }]) => {
    if (!costs.includes(partOf)) return [];
    const rounds = samples
      .filter((sample) => sample.cost === partOf)
      .map(({ ofRound }) => mapValues(ofRound, (_, result) => ({ ...result, value: result[key] })));
    return [{ cost, contenders: Object.fromEntries(ids.map((id) => [id, summarizeOne(id, rounds)])) }];
  });
}

const mapValues = (object, map) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(key, value)]));

function summarizeOne(id, rounds) {
  const results = rounds.flatMap((ofRound) => (ofRound[id] === undefined ? [] : [ofRound[id]]));
  const measured = rounds.filter((ofRound) => Number.isFinite(ofRound[id]?.value));
  const ratiosTo = (other) =>
    spread(measured.filter((ofRound) => ofRound[other]?.value > 0).map((ofRound) => ofRound[id].value / ofRound[other].value)); // prettier-ignore
  const sum = (key) => results.reduce((total, result) => total + (result[key] ?? 0), 0);
  return {
    value: spread(measured.map((ofRound) => ofRound[id].value)),
    toBare: ratiosTo('bare'),
    toZone: ratiosTo('zone'),
    lost: sum('lost'),
    wrong: sum('wrong'),
    leaked: sum('leaked'),
    errors: [...new Set(results.flatMap(({ error }) => (error === undefined ? [] : [error])))],
  };
}

const spread = (values) =>
  values.length === 0
    ? undefined
    : { median: median(values), lower: quantile(values, 0.25), upper: quantile(values, 0.75), count: values.length };

/** The drivers of the tests, which are written in TypeScript. */
async function importDrivers() {
  const root = fileURLToPath(new URL('../', import.meta.url));
  // Inside the project, since puppeteer has to be found from there: it cannot be bundled.
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'bench-'));
  try {
    const outfile = join(folder, 'drivers.mjs');
    const contents = `export { launch } from './index.ts';`;
    await esbuild.build({
      stdin: { contents, resolveDir: join(root, 'test/support/browsers') },
      outfile,
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function startBrowser(name) {
  const { launch } = await importDrivers();
  const browser = await launch(name);
  return {
    version: browser.version,
    async open(contender) {
      const server = await startPageServer(await scriptsOf(contender));
      const page = await browser.open(server.url);
      return {
        sample: (cost) => withinTime(server.ask({ sample: cost })),
        async close() {
          await page.close();
          await server.close();
        },
      };
    },
    close: () => browser.close(),
  };
}

function startNode() {
  return {
    version: process.versions.node,
    async open(contender) {
      const child = fork(fileURLToPath(new URL('web/node.mjs', import.meta.url)), { execArgv: ['--expose-gc'] });
      const ask = async (question) => {
        const answer = new Promise((resolve, reject) => {
          const ended = (code) => reject(new Error(`the process of ${contender.name} ended with ${code}`));
          child.once('exit', ended);
          child.once('message', (message) => {
            child.off('exit', ended);
            resolve(message);
          });
        });
        child.send(question);
        return answer;
      };
      await ask({ scripts: await scriptsOf(contender, { node: true }) });
      return {
        sample: (cost) => withinTime(ask({ sample: cost })),
        async close() {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const ended = once(child, 'exit');
          child.kill('SIGKILL');
          await ended;
        },
      };
    },
    close: async () => undefined,
  };
}

/** The answer, or that there is none: then something still runs, and nothing more is to be asked. */
async function withinTime(answer) {
  const controller = new AbortController();
  try {
    return await Promise.race([
      answer,
      delay(SAMPLE_TIMEOUT, { error: 'no answer', silent: true }, { signal: controller.signal }),
    ]);
  } finally {
    controller.abort();
  }
}

export const costNames = Object.keys(workloads).filter((cost) => workloads[cost].partOf === undefined);
