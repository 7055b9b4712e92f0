import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** In a process of its own: the web backend changes the promises of the whole realm. */
function runFuzzer(...options: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const args = ['--enable-source-maps', fileOf('main.js'), ...options];
    execFile(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, output: stdout + stderr });
      else reject(error);
    });
  });
}

describe('the fuzzer', function () {
  this.timeout(120_000);
  const broken = ['--implementation', fileOf('synchronous.js'), '--checks', '1000'];

  it('finds nothing wrong with the web backend in ten seconds', async () => {
    const { code, output } = await runFuzzer('--time', '10');
    const summary = output.trim().split('\n').at(-1) ?? '';
    console.log(`      ${summary}`);
    expect(code, output).to.equal(0);
    expect(Number(summary.split(' ')[0]), output).to.be.greaterThan(10_000);
  });

  it("shows no flow another's value, however far the flows leave the documented bounds behind", async () => {
    const { code, output } = await runFuzzer('--beyond', '500');
    console.log(`      ${output.trim()}`);
    expect(code, output).to.equal(0);
    expect(Number(output.split(' ')[0]), output).to.be.greaterThan(20_000);
  });

  it('finds out an implementation that loses contexts, with a program that replays', async () => {
    const { code, output } = await runFuzzer(...broken);
    expect(code, output).to.equal(1);
    const [, seed, path] = /--seed (-?\d+) --path ([\d:]+)/.exec(output) as unknown as [string, string, string];
    const again = await runFuzzer(...broken, '--seed', seed, '--path', path);
    expect(again.code, again.output).to.equal(1);
    expect(again.output).to.contain('<-- lost');
  });

  it('replays a program from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
    const file = join(folder, 'program.json');
    const body = [{ kind: 'silence', awaits: 1, check: true }];
    try {
      await writeFile(file, JSON.stringify([{ outside: false, body }]));
      const found = await runFuzzer(...broken, '--program', file);
      expect(found.code, found.output).to.equal(1);
      const { code, output } = await runFuzzer('--program', file);
      expect(code, output).to.equal(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  for (const misuse of [
    ['--checks', 'many'],
    ['--path', '0'],
    ['--program', '/nowhere.json'],
    ['--frobnicate'],
    ['x'],
  ]) {
    it(`exits with 2 when called with ${misuse.join(' ')}`, async () => {
      const { code, output } = await runFuzzer(...misuse);
      expect(code, output).to.equal(2);
      expect(output).to.contain('usage:');
    });
  }
});
