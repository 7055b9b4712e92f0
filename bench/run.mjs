import { execFile } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { compile, importTypeScript } from '../scripts/import-typescript.mjs';
import { writeReadmePart } from '../scripts/readme.mjs';
import { costNames as webCostNames, engineNames, measureEngines, quickNames } from './browser.mjs';
import { median, quantile } from './harness.mjs';
import { markdown, table } from './report.mjs';
import { sizeLine, webMarkdown } from './web/report.mjs';

const HELP = `Usage: npm run bench -- [options]

  --node <list>       Node versions, for instance 22,24,26 (default: the one that runs this)
  --cost <list>       which of: ${costNames().join(', ')} (default: all)
  --processes <n>     fresh processes for each measurement (default: 7)
  --rounds <n>        rounds in each process (default: 40)
  --impl <module>     the implementation to measure (default: asynccontext-polyfill/implementation)
  --browser <list>    instead, the web backend in these: ${engineNames.join(', ')}
                      costs: ${webCostNames.slice(0, 7).join(', ')},
                      ${webCostNames.slice(7).join(', ')};
                      here --processes counts pages of each contender (default: 2), --rounds the
                      samples that each page takes (default: 3)
  --quick             with --browser: one page, two samples, and of the others only zone.js
  --json <file>       also write every number
  --markdown <file>   also write the tables in markdown
  --readme            also write the tables into the README of the project
  --help`;

const projectRoot = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

class Misuse extends Error {}

function costNames() {
  return readdirSync(new URL('costs/', import.meta.url)).map((file) => file.replace(/\.mjs$/, ''));
}

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        node: { type: 'string' },
        cost: { type: 'string' },
        browser: { type: 'string' },
        quick: { type: 'boolean' },
        processes: { type: 'string' },
        rounds: { type: 'string' },
        impl: { type: 'string' },
        json: { type: 'string' },
        markdown: { type: 'string' },
        readme: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }));
  } catch (error) {
    throw new Misuse(error.message.split('\n')[0].split('. ')[0]);
  }
  return values.browser === undefined ? readNodeOptions(values) : readBrowserOptions(values);
}

function readNodeOptions(values) {
  if (values.quick === true) throw new Misuse('--quick goes with --browser only');
  const { impl = 'asynccontext-polyfill/implementation', processes = '7', rounds = '40' } = values;
  return {
    ...values,
    costs: readList(values.cost, 'cost', costNames()),
    processes: readCount(processes, 'processes'),
    rounds: readCount(rounds, 'rounds'),
    implementation: resolveModule(impl),
  };
}

function readBrowserOptions(values) {
  for (const option of ['node', 'impl']) {
    if (values[option] !== undefined) throw new Misuse(`--${option} does not go with --browser`);
  }
  const { quick = false, processes = quick ? '1' : '2', rounds = quick ? '2' : '3' } = values;
  return {
    ...values,
    engines: readList(values.browser, 'browser', engineNames),
    costs: readList(values.cost, 'cost', webCostNames),
    processes: readCount(processes, 'processes'),
    rounds: readCount(rounds, 'rounds'),
    contenders: quick ? quickNames : undefined,
  };
}

function readList(list, option, known) {
  const names = list?.split(',') ?? known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Misuse(`--${option}: no ${unknown}, only ${known.join(', ')}`);
  return names;
}

function readCount(text, option) {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Misuse(`--${option}: ${text} is not a number from 1 to 9999`);
  return Number(text);
}

/** The URL of a module that is named like a package or like a file. */
function resolveModule(name) {
  if (/^\.{0,2}\//.test(name)) {
    const path = resolve(name);
    if (!existsSync(path)) throw new Misuse(`--impl: there is no ${name}`);
    return pathToFileURL(path).href;
  }
  let url;
  try {
    url = import.meta.resolve(name);
  } catch {
    throw new Misuse(`--impl: there is no module ${name}`);
  }
  if (url.startsWith('file:') && !existsSync(fileURLToPath(url))) {
    throw new Misuse(`--impl: ${fileURLToPath(url)} does not exist; run npm run build first`);
  }
  return url;
}

/** The executables, with what Node says its version is. */
async function findNodes(list) {
  if (list === undefined) return [{ version: process.versions.node, executable: process.execPath }];
  const { runtime, nodeNames } = await importTypeScript('scripts/runtimes.ts');
  const nodes = [];
  for (const version of list.split(',')) {
    const name = `node${version}`;
    if (!nodeNames.includes(name)) {
      throw new Misuse(`--node: no ${version}, only ${nodeNames.map((known) => known.slice(4)).join(', ')}`);
    }
    const executable = await runtime(name);
    const { stdout } = await run(executable, ['--print', 'process.versions.node']);
    nodes.push({ version: stdout.trim(), executable });
  }
  return nodes;
}

/** Runs measure.mjs once in a fresh process. */
async function measureOnce(node, flags, request) {
  const script = fileURLToPath(new URL('measure.mjs', import.meta.url));
  try {
    const { stdout } = await run(node.executable, [...flags, script, JSON.stringify(request)], { cwd: projectRoot });
    return JSON.parse(stdout);
  } catch (error) {
    const reason = (error.stderr || error.message).split('\n').find((line) => /\w*Error\b/.test(line)) ?? error.message;
    throw new Error(`${request.cost}, ${request.group}, Node ${node.version}: ${reason}`, { cause: error });
  }
}

/** One list of { value, ratio } for each contender, with an entry per process. */
async function measureGroup(node, request, { measure }, names, processes) {
  const samples = names.map(() => []);
  for (let i = 0; i < processes; i++) {
    if (measure === 'alone') {
      const values = [];
      for (let contender = 0; contender < names.length; contender++) {
        const [result] = await measureOnce(node, [], { ...request, contender });
        values.push(result.value);
      }
      values.forEach((value, contender) => samples[contender].push({ value, ratio: value / values[0] }));
    } else {
      const flags = measure === 'memory' ? ['--expose-gc'] : [];
      const results = await measureOnce(node, flags, request);
      results.forEach((result, contender) => samples[contender].push(result));
    }
  }
  return samples;
}

function summarize(name, samples, goal) {
  const ratios = samples.map(({ ratio }) => ratio);
  return {
    name,
    value: median(samples.map(({ value }) => value)),
    ratio: median(ratios),
    lower: quantile(ratios, 0.25),
    upper: quantile(ratios, 0.75),
    ...(goal === undefined ? {} : { goal }),
  };
}

async function main() {
  const options = readOptions();
  if (options.help) console.log(HELP);
  else if (options.engines !== undefined) await measureWeb(options);
  else await measureNode(options);
}

async function measureWeb(options) {
  const report = await measureEngines(options);
  console.log(`\n${sizeLine(report.sizes)}`);
  await write(options, report, webMarkdown(report), 'bench-web');
}

async function measureNode(options) {
  const nodes = await findNodes(options.node);
  const mapping = await compile('lib/mapping.ts');
  const { implementation, rounds, processes } = options;
  const api = { AsyncContext: (await import(implementation)).AsyncContext, mapping: await import(mapping) };
  const report = [];
  for (const cost of options.costs) {
    const { title, groups } = await import(`./costs/${cost}.mjs`);
    const entry = { cost, title, groups: [] };
    report.push(entry);
    console.log(`\n${title}`);
    for (const [group, definition] of Object.entries(groups)) {
      const names = definition.contenders(api).map(({ name }) => name);
      const unit = definition.measure === 'memory' ? 'bytes' : 'ns';
      const results = [];
      for (const node of nodes) {
        const request = { cost, group, implementation, mapping, rounds };
        const samples = await measureGroup(node, request, definition, names, processes);
        results.push({
          node: node.version,
          contenders: names.map((name, i) => summarize(name, samples[i], definition.goals?.[name])),
        });
      }
      entry.groups.push({ group, unit, results });
      console.log(table(group, unit, results));
    }
  }
  await write(options, report, markdown(report), 'bench');
}

async function write({ processes, rounds, json, markdown: file, readme }, report, text, readmePart) {
  const conditions = { platform: process.platform, architecture: process.arch, processes, rounds };
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ conditions, report }, null, 2)}\n`);
  if (file !== undefined) writeFileSync(file, `${text}\n`);
  if (readme === true) await writeReadmePart(readmePart, text);
}

try {
  await main();
} catch (error) {
  console.error(`bench: ${error.message}${error instanceof Misuse ? ' (--help lists the options)' : ''}`);
  process.exitCode = error instanceof Misuse ? 2 : 1;
}
