import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { XMLValidator } from 'fast-xml-parser';
import { Parser as TapParser } from 'tap-parser';
import type { SuiteReport } from '../../conformance/result.ts';

const cli = join(process.cwd(), 'dist', 'conformance', 'cli.js');
const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}.js`, import.meta.url));

interface RunOptions {
  readonly execArgv?: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs the built command as a program of its own. */
function run(args: readonly string[], { execArgv = [], cwd = process.cwd(), env = process.env }: RunOptions = {}) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [...execArgv, cli, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** The report of a run, which must be all that is on standard output. */
async function report(args: readonly string[], options?: RunOptions): Promise<SuiteReport & { code: number | null }> {
  const { code, stdout, stderr } = await run(['--reporter', 'json', ...args], options);
  expect(stdout, stderr).to.not.equal('');
  return { code, ...(JSON.parse(stdout) as SuiteReport) };
}

// Small parts of the suite: cases that need nothing asynchronous, and cases that are nothing but.
const synchronous = ['--grep', '/^variable-get: /'];
const asynchronous = ['--grep', '/^then: /'];
// Three cases, of which only the second makes snapshots.
const snapshots = [
  '--grep',
  '/^snapshot-constructor: (the constructor has length|each construction makes)|^snapshot-prototype: constructor is /',
];
const oneCase = ['--grep', '/^then: a fulfilment handler runs in the mapping of the then call/'];

describe('asynccontext-conformance', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'asynccontext-conformance-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  describe('with nothing wrong', () => {
    it('tests the node backend with its known limitations, and exits with 0', async () => {
      const { code, implementation, counts, cases } = await report([]);
      expect(implementation).to.match(/^asynccontext-polyfill \d+\.\d+\.\d+, node backend$/);
      expect(cases.filter(({ status }) => status === 'failed')).to.deep.equal([]);
      expect(counts.passed).to.be.greaterThan(250);
      expect(code).to.equal(0);
    }).timeout(120_000);

    it('tests the web backend with its own known limitations under the browser condition', async () => {
      const { code, implementation, counts, cases } = await report([], { execArgv: ['-C', 'browser'] });
      expect(implementation).to.match(/, web backend$/);
      expect(cases.filter(({ status }) => status === 'failed')).to.deep.equal([]);
      expect(counts.passed).to.be.greaterThan(150);
      expect(code).to.equal(0);
    }).timeout(120_000);

    it('shows the results to people, in a table at the end, without escape codes in a pipe', async () => {
      const { code, stdout, stderr } = await run(oneCase);
      expect(stdout).to.match(/^AsyncContext conformance: asynccontext-polyfill .*, node backend on node /);
      expect(stdout).to.match(/^Area +passed +known +skipped +failed$/m);
      expect(stdout).to.match(/^OK: 1 case in [\d.]+ s: 1 passed, 0 known limitations, 0 skipped, 0 failed\n$/m);
      expect(stdout).to.not.include('\x1b');
      expect(stderr).to.equal('');
      expect(code).to.equal(0);
    });

    it('writes TAP', async () => {
      const { code, stdout } = await run([...asynchronous, '--reporter', 'tap']);
      const parser = new TapParser({ strict: true });
      parser.end(stdout);
      expect(parser.ok).to.equal(true);
      expect(parser.count).to.be.greaterThan(10);
      expect(code).to.equal(0);
    });

    it('writes JUnit XML into a file, and nothing else', async () => {
      const file = join(folder, 'report.xml');
      const { code, stdout } = await run([...oneCase, '--reporter=junit', '--output', file]);
      expect(XMLValidator.validate(readFileSync(file, 'utf8'))).to.equal(true);
      expect(stdout).to.equal('');
      expect(code).to.equal(0);
    });

    it('lists the ids of the cases', async () => {
      const { code, stdout } = await run(['--list']);
      const ids = stdout.trimEnd().split('\n');
      expect(ids.length).to.be.greaterThan(250);
      expect(ids).to.include(
        'then: a fulfilment handler runs in the mapping of the then call, not of the resolve call',
      );
      const selected = await run(['--list', ...asynchronous]);
      expect(selected.stdout.trimEnd().split('\n')).to.deep.equal(ids.filter((id) => id.startsWith('then: ')));
      expect(code).to.equal(0);
    });

    it('takes a text for --grep in either case', async () => {
      const { stdout } = await run(['--list', '--grep', 'FULFILMENT HANDLER runs in the mapping of the then']);
      expect(stdout.trimEnd().split('\n')).to.have.length(1);
    });

    it('prints its help and its version', async () => {
      const help = await run(['--help']);
      expect(help).to.include({ code: 0, stderr: '' });
      for (const option of ['impl', 'reporter', 'output', 'grep', 'known', 'timeout', 'list', 'help', 'version']) {
        expect(help.stdout).to.include(`--${option}`);
      }
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      expect(await run(['--version'])).to.deep.equal({ code: 0, stdout: `${version}\n`, stderr: '' });
    });

    it('reports the same cases in the same order each time', async () => {
      const [first, second] = [await report(asynchronous), await report(asynchronous)];
      expect(first.cases.map(({ id, status }) => [id, status])).to.deep.equal(
        second.cases.map(({ id, status }) => [id, status]),
      );
    });
  });

  describe('with --impl', () => {
    const outcome = async (impl: string, args = synchronous, options?: RunOptions) => {
      const { code, cases } = await report(['--impl', impl, ...args], options);
      return { code, passed: cases.filter(({ status }) => status === 'passed').length };
    };

    it('takes a module that exports AsyncContext, by its path, its relative path and its URL', async () => {
      const expected = await outcome(fixture('patches-nothing'));
      expect(expected.passed).to.be.greaterThan(5);
      const relative = `./${fixture('patches-nothing').slice(process.cwd().length + 1)}`;
      expect(await outcome(relative)).to.deep.equal(expected);
      expect(await outcome(new URL('./fixtures/patches-nothing.js', import.meta.url).href)).to.deep.equal(expected);
    });

    it('takes a module whose default export has Variable and Snapshot', async () => {
      expect(await outcome(fixture('default-export'))).to.deep.equal(await outcome(fixture('patches-nothing')));
    });

    it('takes a module that defines the global', async () => {
      expect(await outcome(fixture('defines-global'))).to.deep.equal(await outcome(fixture('patches-nothing')));
    });

    it('takes packages that are installed where the command is run', async () => {
      const install = (name: string, manifest: object, files: Record<string, string>) => {
        const path = join(folder, 'node_modules', name);
        mkdirSync(path, { recursive: true });
        writeFileSync(join(path, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }));
        for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
      };
      const source = JSON.stringify(fixture('patches-nothing'));
      install(
        'for-both',
        { main: 'index.js' },
        { 'index.js': 'class Variable {}\nexports.AsyncContext = { Variable, Snapshot: class {} };' },
      );
      install(
        'for-import',
        { type: 'module', exports: { import: './index.js' } },
        { 'index.js': `export * from ${source};` },
      );
      expect(await outcome('for-both', synchronous, { cwd: folder })).to.include({ code: 1 });
      expect(await outcome('for-import', synchronous, { cwd: folder })).to.deep.equal(
        await outcome(fixture('patches-nothing')),
      );
    });

    it('applies no list of known limitations by itself', async () => {
      const { counts } = await report(['--impl', fixture('patches-nothing'), ...asynchronous]);
      expect(counts.known).to.equal(0);
    });

    it('reports what an implementation that patches nothing fails, and exits with 1', async () => {
      const { code, counts, cases } = await report(['--impl', fixture('patches-nothing'), ...asynchronous]);
      expect(counts.failed).to.be.greaterThan(10);
      const { failure } = cases.find(({ id }) => id.startsWith('then: a fulfilment handler')) ?? {};
      expect(failure?.message).to.equal('expected "registered", got undefined');
      expect(failure?.position).to.match(/promise-then\.[jt]s:\d+:\d+$|\.js:\d+:\d+$/);
      expect(code).to.equal(1);
    });

    it('shows what failed to people', async () => {
      const { code, stdout } = await run(['--impl', fixture('patches-nothing'), ...oneCase]);
      expect(stdout).to.match(/^ {2}FAILED then: a fulfilment handler/m);
      expect(stdout).to.match(/^ {4}expected "registered", got undefined$/m);
      expect(stdout).to.match(/^ {4}at \S+:\d+:\d+$/m);
      expect(stdout).to.match(/^ {4}https:\/\/tc39\.es\/proposal-async-context\/#sec-performpromisethen$/m);
      expect(stdout).to.match(/^NOT OK: 1 case /m);
      expect(code).to.equal(1);
    });

    it('survives an implementation that breaks promises', async () => {
      const { code, cases } = await report(['--impl', fixture('breaks-promises'), ...asynchronous]);
      expect(cases.length).to.be.greaterThan(10);
      expect(code).to.equal(1);
    });

    it('reports a case that never settles as timed out, and runs the rest', async () => {
      const { code, cases } = await report(['--impl', fixture('never-settles'), ...asynchronous, '--timeout', '50']);
      const timedOut = cases.filter(({ failure }) => failure?.timedOut);
      expect(timedOut.length).to.be.greaterThan(5);
      expect(timedOut[0]?.failure?.message).to.equal('did not finish within 50 ms');
      expect(cases.length).to.be.greaterThan(timedOut.length);
      expect(code).to.equal(1);
    });

    it('reports a case that blocks its thread as timed out, and runs the rest', async () => {
      const { code, cases } = await report(['--impl', fixture('blocks'), ...snapshots, '--timeout', '50']);
      expect(cases.map(({ failure }) => failure)).to.deep.equal([
        undefined,
        { message: 'did not finish within 50 ms, and blocked its thread', timedOut: true },
        undefined,
      ]);
      expect(code).to.equal(1);
    }).timeout(60_000);

    it('reports a case that ends the process, and runs the rest', async () => {
      const { code, cases } = await report(['--impl', fixture('ends-process'), ...snapshots]);
      const messages = cases.map(({ failure }) => failure?.message);
      expect(messages).to.deep.equal([undefined, 'ended its process (exit code 0)', undefined]);
      expect(code).to.equal(1);
    }).timeout(60_000);

    it('fails the case in which an error is thrown that nothing catches', async () => {
      const hides = ['--grep', 'variable-get: a value of undefined hides'];
      const { code, cases, problems } = await report(['--impl', fixture('throws-later'), ...hides]);
      expect(cases[0]?.failure?.message).to.match(/^RangeError: (thrown from a timer|rejected)$/);
      expect(problems).to.deep.equal([]);
      expect(code).to.equal(1);
    });

    it('names a case that left its mapping current', async () => {
      const { cases } = await report(['--impl', fixture('leaks'), '--grep', '/^namespace: /']);
      expect(cases[0]?.failure?.message).to.match(/left its mapping current/);
    });

    it('keeps what the implementation prints out of the report', async () => {
      const { code, stdout, stderr } = await run(['--impl', fixture('prints'), '--reporter', 'json', ...synchronous]);
      expect(() => JSON.parse(stdout) as unknown).to.not.throw();
      expect(stderr).to.include('printed by the implementation').and.include('printed by run');
      expect(code).to.be.oneOf([0, 1]);
    });
  });

  describe('with --known', () => {
    const impl = ['--impl', fixture('patches-nothing')];
    const id = 'then: a fulfilment handler runs in the mapping of the then call, not of the resolve call';
    const list = (cases: string[]) => JSON.stringify([{ reason: 'nothing is patched', cases }]);

    it('accepts that a listed case fails', async () => {
      const file = write('accepted.json', list([id]));
      const { code, counts } = await report([...impl, ...oneCase, '--known', file]);
      expect(counts).to.deep.equal({ passed: 0, failed: 0, known: 1, skipped: 0 });
      expect(code).to.equal(0);
    });

    it('takes several lists together', async () => {
      const files = [write('first.json', '[]'), write('second.json', list([id]))];
      const { counts } = await report([...impl, ...oneCase, ...files.flatMap((file) => ['--known', file])]);
      expect(counts.known).to.equal(1);
    });

    it('fails when a listed case passes', async () => {
      const { code, cases } = await report([...oneCase, '--known', write('passes.json', list([id]))]);
      expect(cases[0]?.failure?.message).to.match(/^listed as a known limitation but passes/);
      expect(code).to.equal(1);
    });

    it('fails when a listed case does not exist, and says so once', async () => {
      const { code, problems } = await report([...oneCase, '--known', write('gone.json', list(['then: gone']))]);
      expect(problems).to.deep.equal(['the list of known limitations names a case that does not exist: "then: gone"']);
      expect(code).to.equal(1);
    });

    it('applies no list for "none"', async () => {
      const { counts } = await report(['--known', 'none', '--grep', '/^generators: /']);
      expect(counts.known).to.equal(0);
      expect(counts.failed).to.be.greaterThan(0);
    });
  });

  describe('used wrongly', () => {
    const misuses: readonly (readonly [what: string, args: () => readonly string[], message: RegExp])[] = [
      ['an unknown option', () => ['--colour'], /^unknown option --colour; see --help$/],
      ['an unknown short option', () => ['-x'], /^unknown option -x; see --help$/],
      ['an argument that is no option', () => ['impl.js'], /^unexpected argument "impl\.js"; .*--impl$/],
      ['an option without its value', () => ['--impl'], /^the option --impl needs a value; see --help$/],
      ['an option in place of a value', () => ['--impl', '--list'], /^the option --impl needs a value; see --help$/],
      ['a value for an option that takes none', () => ['--list=yes'], /^the option --list takes no value; see --help$/],
      ['an unknown reporter', () => ['--reporter', 'xml'], /^there is no reporter "xml"; .*human, tap, json, junit$/],
      ['a reporter that every object has', () => ['--reporter', 'toString'], /^there is no reporter "toString"/],
      ['a time-out that is no number', () => ['--timeout', '5s'], /^--timeout must be a number .*"5s"$/],
      ['no time at all', () => ['--timeout', '0'], /^--timeout must be a number .*"0"$/],
      [
        'a grep that matches nothing',
        () => ['--grep', 'no such case'],
        /^--grep no such case matches no case; see --list/,
      ],
      [
        'a grep that is no expression',
        () => ['--grep', '/(/'],
        /^--grep: Invalid regular expression.*; write a plain text/,
      ],
      [
        'a file that does not exist',
        () => ['--impl', './missing.js'],
        /^--impl \.\/missing\.js: there is no such file; /,
      ],
      [
        'a URL of no file',
        () => ['--impl', 'file:///missing.js'],
        /^--impl file:\/\/\/missing\.js: there is no such file; /,
      ],
      [
        'a package that is not installed',
        () => ['--impl', 'missing-package'],
        /^--impl missing-package: there is no such package here; /,
      ],
      [
        'a module without AsyncContext',
        () => ['--impl', fixture('exports-nothing')],
        /neither exports AsyncContext.* nor defines it/,
      ],
      ['a module that throws', () => ['--impl', fixture('throws')], /could not be loaded: broken on import$/],
      [
        'a module that never loads',
        () => ['--impl', fixture('never-loads')],
        /ended its process \(exit code \d+\); see whether it can be imported$/,
      ],
      [
        'a list that does not exist',
        () => ['--known', 'missing.json'],
        /^--known missing\.json: cannot be read \(ENOENT/,
      ],
      [
        'a list that is not JSON',
        () => ['--known', write('bad.json', '{')],
        /bad\.json: not JSON \(.*\); mend the file$/,
      ],
      [
        'a list of another shape',
        () => ['--known', write('shape.json', '[{}]')],
        /shape\.json: entry 1: "reason" must be a text; the format is in/,
      ],
      ['no list beside others', () => ['--known', 'none', '--known', 'a.json'], /^--known none cannot be combined/],
      [
        'a file that cannot be written',
        () => ['--output', join(folder, 'missing', 'file')],
        /^--output .*: cannot be written \(ENOENT/,
      ],
    ];
    for (const [what, args, message] of misuses) {
      it(`with ${what} says so in one line, and exits with 2`, async () => {
        const { code, stdout, stderr } = await run(args());
        expect(stderr).to.match(/^asynccontext-conformance: [^\n]+\n$/);
        expect(stderr.slice('asynccontext-conformance: '.length).trimEnd()).to.match(message);
        expect(stdout).to.equal('');
        expect(code).to.equal(2);
      });
    }

    it('with --impl native where the platform has no AsyncContext says so', async function () {
      if ('AsyncContext' in globalThis) this.skip();
      const { code, stderr } = await run(['--impl', 'native']);
      expect(stderr).to.equal(
        'asynccontext-conformance: --impl native: this platform has no AsyncContext of its own; name a module instead\n',
      );
      expect(code).to.equal(2);
    });
  });

  it('is quiet when its reader stops reading', async () => {
    const child = spawn(process.execPath, [cli, '--list'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).to.equal('');
  });
});
