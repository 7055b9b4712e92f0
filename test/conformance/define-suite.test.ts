import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { defineSuite, type DefineSuiteOptions, type TestRunner } from '../../conformance/adapters/describe-it.ts';
import type { Host } from '../../conformance/host.ts';
import { AsyncContext } from '../../polyfill/implementation.node.ts';
import { areaOf } from './fixtures/area.ts';

const host: Host = { platform: { runtime: 'test', version: '1.2.3', features: [] } };

/** A runner that only remembers what it is given. */
function collect(options: Partial<DefineSuiteOptions>, withSkip = true) {
  const defined: { group: string; title: string; skipped: boolean; body: () => Promise<void> }[] = [];
  let group = '';
  const define = (skipped: boolean) => (title: string, body: () => Promise<void>) => {
    defined.push({ group, title, skipped, body });
  };
  const runner: TestRunner = {
    describe(title, defineGroup) {
      group = title;
      defineGroup();
    },
    it: Object.assign(define(false), withSkip ? { skip: define(true) } : {}),
  };
  defineSuite(runner, { AsyncContext, host, ...options });
  return defined;
}

async function outcome(body: (() => Promise<void>) | undefined): Promise<string> {
  try {
    await body?.();
  } catch (error) {
    return String(error);
  }
  return 'passed';
}

const passes = () => undefined;
const fails = () => {
  throw new Error('no');
};
const titles = (defined: ReturnType<typeof collect>) =>
  defined.map(({ group, title, skipped }) => `${group} / ${title}${skipped ? ' / skipped' : ''}`);

describe('defineSuite', () => {
  it('defines a group per area and a test per case, without running any', async () => {
    const ran: string[] = [];
    const areas = [areaOf('a', { one: () => ran.push('one'), two: fails }), areaOf('b', { three: passes })];
    const defined = collect({ areas });
    expect(titles(defined)).to.deep.equal(['Area a / one', 'Area a / two', 'Area b / three']);
    expect(ran).to.deep.equal([]);
    expect(await outcome(defined[0]?.body)).to.equal('passed');
    expect(await outcome(defined[1]?.body)).to.equal('CaseError: Error: no (https://example.com/#section)');
  });

  it('defines the language suite where no areas are given', () => {
    expect(collect({}).length).to.be.greaterThan(250);
  });

  it('gives a case that cannot run to it.skip, with the reason in its title', () => {
    const areas = [areaOf('a', { one: passes, two: passes }, { one: ['createRealm'] })];
    const reason = '[not available here: createRealm]';
    expect(titles(collect({ areas }))).to.deep.equal([`Area a / one ${reason} / skipped`, 'Area a / two']);
    expect(titles(collect({ areas }, false))).to.deep.equal(['Area a / two']);
  });

  it('turns a known limitation round', async () => {
    const areas = [areaOf('a', { bad: fails, good: passes, hangs: () => new Promise(() => undefined) })];
    const known = [{ reason: 'no hook', cases: ['a: bad', 'a: good', 'a: hangs'] }];
    const [bad, good, hangs] = collect({ areas, known, timeout: 20 });
    expect(bad?.title).to.equal('bad [known limitation: no hook]');
    expect(await outcome(bad?.body)).to.equal('passed');
    expect(await outcome(good?.body)).to.match(/listed as a known limitation but passes/);
    expect(await outcome(hangs?.body)).to.equal('passed');
  });

  it('adds a test that fails when a known limitation names no case', async () => {
    const areas = [areaOf('a', { one: fails })];
    const last = (...cases: string[]) => collect({ areas, known: [{ reason: 'no hook', cases }] }).at(-1);
    expect(last('a: one')?.title).to.equal('name cases that exist');
    expect(await outcome(last('a: one')?.body)).to.equal('passed');
    expect(await outcome(last('a: one', 'a: gone')?.body)).to.match(/"a: gone"/);
  });

  it('works with node:test, from the published file', async () => {
    const folder = mkdtempSync(join(process.cwd(), '.build', 'node-test-'));
    const file = join(folder, 'suite.test.mjs');
    const dist = (path: string) => JSON.stringify(pathToFileURL(join(process.cwd(), 'dist', path)).href);
    writeFileSync(
      file,
      `import { describe, it } from 'node:test';
import ${dist('node/auto.js')};
import { defineSuite, detectHost, knownLimitations, languageAreas } from ${dist('conformance/index.js')};

defineSuite({ describe, it }, { AsyncContext, host: detectHost(), known: knownLimitations.node, areas: languageAreas.slice(0, 3) });
`,
    );
    try {
      // Under the variable that node:test sets for its own children it would report to a parent.
      const env = { ...process.env };
      delete env.NODE_TEST_CONTEXT;
      const run = promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap', file], { env });
      const { stdout } = await run;
      const passed = Number(/^# pass (\d+)$/m.exec(stdout)?.[1]);
      expect(passed).to.be.greaterThan(20);
      expect(stdout).to.match(/^# fail 0$/m);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
