// Runs the conformance suite on every runtime and writes what works where into the README.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { importTypeScript } from './import-typescript.mjs';
import { limitations } from './limitations.mjs';
import { writeReadmePart } from './readme.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const cli = join(root, 'dist/conformance/cli.js');
const scratch = mkdtempSync(join(tmpdir(), 'asynccontext-support-'));
const { runtime } = await importTypeScript('scripts/runtimes.ts');

const commandLine = (name, flags) => async () => {
  const output = join(scratch, 'report.json');
  // The command ends with 1 where a case fails, and the table says so.
  await promisify(execFile)(await runtime(name), [...flags, cli, '--reporter', 'json', '--output', output]).catch(
    (error) => {
      if (error.code !== 1) throw error;
    },
  );
  return JSON.parse(readFileSync(output, 'utf8'));
};

/** workerd has no command line: a worker runs the suite as its test and prints the report. */
async function inWorkerd() {
  const worker = `
    import 'asynccontext-polyfill/auto';
    import * as AsyncContextModule from 'asynccontext-polyfill/implementation';
    import { detectHost, knownLimitations, languageAreas, runSuite } from 'asynccontext-polyfill/conformance';
    export default {
      async test() {
        const { AsyncContext } = AsyncContextModule;
        const options = { AsyncContext, host: detectHost(), areas: languageAreas, known: knownLimitations.node };
        console.log(JSON.stringify(await runSuite(options)));
      },
    };`;
  await build({
    stdin: { contents: worker, resolveDir: root },
    outfile: join(scratch, 'worker.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*'],
    logLevel: 'error',
  });
  writeFileSync(
    join(scratch, 'worker.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
     const unitTests :Workerd.Config = (
       services = [(name = "main", worker = (
         modules = [(name = "worker.js", esModule = embed "worker.js")],
         compatibilityDate = "2026-01-01",
         compatibilityFlags = ["nodejs_compat"],
       ))],
     );`,
  );
  const output = execFileSync(await runtime('workerd'), ['test', 'worker.capnp'], {
    cwd: scratch,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output.split('\n').find((line) => line.startsWith('{')));
}

const deno = ['run', '-A', '--v8-flags=--expose-gc'];
const environments = [
  ['Node 20', commandLine('node20', ['--expose-gc'])],
  ['Node 22', commandLine('node22', ['--expose-gc'])],
  ['Node 24', commandLine('node24', ['--expose-gc'])],
  ['Node 26', commandLine('node26', ['--expose-gc'])],
  ['Deno', commandLine('deno', deno)],
  ['Bun', commandLine('bun', [])],
  ['workerd', inWorkerd],
  ['web backend, in Node 26', commandLine('node26', ['--expose-gc', '--conditions=browser'])],
];

try {
  const rows = [];
  for (const [name, run] of environments) {
    const { counts, platform, problems } = await run();
    const version = platform.runtime === 'workerd' || name.includes('backend') ? '' : ` (${platform.version})`;
    rows.push([`${name}${version}`, counts.passed, counts.known, counts.skipped, counts.failed]);
    console.log(`${name}: ${JSON.stringify(counts)}${problems.length > 0 ? ` ${problems.join('; ')}` : ''}`);
    if (counts.failed > 0 || problems.length > 0) process.exitCode = 1;
  }
  const heading = ['', 'passed', 'known limitations', 'not available there', 'failed'];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  await writeReadmePart('support', [heading, ['---', '--:', '--:', '--:', '--:'], ...rows].map(line).join('\n'));
  await writeReadmePart('limitations', limitations());
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
