import { expect } from 'chai';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Parser as TapParser, type Result } from 'tap-parser';
import { reporters } from '../../conformance/reporters/index.ts';
import type { CreateReporter } from '../../conformance/reporters/reporter.ts';
import { createReport, type CaseResult } from '../../conformance/result.ts';
import { areaOf } from './fixtures/area.ts';

const platform = { runtime: 'node', version: '24.0.0', features: ['async-context-frame'] };
// What each format has characters of its own for, and what some have none for.
const awkward = 'a <b attribute="&amp;"> # \\ \n  --- \0\x1b\ud800\uffff "]]>" é 𝒳';

const result = (area: string, title: string, rest: Partial<CaseResult>): CaseResult => ({
  id: `${area}: ${title}`,
  area,
  title,
  section: 'https://example.com/?a=1&b=2#section',
  status: 'passed',
  duration: 1.5,
  ...rest,
});

const cases: readonly CaseResult[] = [
  result('one', 'passes', {}),
  result('one', awkward, {
    status: 'failed',
    failure: {
      message: awkward,
      stack: `Error: ${awkward}\n    at file:///x.js:1:2`,
      position: 'file:///x.js:1:2',
      timedOut: false,
    },
  }),
  result('one', 'is skipped', { status: 'skipped', reason: awkward }),
  result('two', 'is known', {
    status: 'known',
    reason: awkward,
    link: 'https://example.com/why',
    failure: { message: 'no', timedOut: false },
  }),
  result('two', 'hangs', { status: 'failed', failure: { message: 'did not finish', timedOut: true } }),
];
const areas = [areaOf('one', {}), areaOf('two', {})];

function report(
  name: string,
  { colors = false, problems = [awkward], results = cases, implementation = `mine ${awkward}` } = {},
): string {
  let text = '';
  const reporter = (reporters[name] as CreateReporter)({ write: (part) => (text += part), colors });
  reporter.begin?.({ implementation, platform, areaTitles: new Map(areas.map(({ id, title }) => [id, title])) });
  for (const each of results) reporter.result?.(each);
  reporter.end(createReport({ implementation, platform, duration: 1234, areas, cases: results, problems }));
  return text;
}

describe('the TAP reporter', () => {
  it('writes what a TAP parser reads as the same results', () => {
    const events: unknown[] = [];
    const parser = new TapParser({ strict: true });
    const extra: string[] = [];
    parser.on('extra', (line: string) => extra.push(line));
    parser.on('assert', ({ ok, id, name, skip, todo, time, diag }: Result) =>
      events.push({ ok, id, name, skip, todo, time, diag: diag as unknown }),
    );
    let final: unknown;
    parser.on('complete', (results: unknown) => (final = results));
    parser.end(report('tap'));
    expect(extra).to.deep.equal([]);
    expect(final).to.deep.include({ ok: false, count: 6, pass: 2, fail: 4, todo: 1, skip: 1, bailout: false });
    const oneLine = awkward.replace(/\s+/g, ' ');
    const diag = { section: 'https://example.com/?a=1&b=2#section', timed_out: false };
    expect(events[0]).to.deep.include({ ok: true, id: 1, name: 'one: passes' });
    expect(events[1]).to.deep.include({
      ok: false,
      id: 2,
      name: `one: ${oneLine}`,
      time: 1.5,
      diag: { message: awkward, at: 'file:///x.js:1:2', ...diag },
    });
    expect(events[2]).to.deep.include({ ok: true, id: 3, name: 'one: is skipped', skip: oneLine });
    expect(events[3]).to.deep.include({ ok: false, id: 4, name: 'two: is known', todo: oneLine });
    expect(events[4]).to.deep.include({ id: 5, diag: { message: 'did not finish', ...diag, timed_out: true } });
    expect(events[5]).to.deep.include({ ok: false, id: 6, name: oneLine });
  });
});

describe('the JUnit reporter', () => {
  const escaped = awkward
    .replace('\0', '\\u0000')
    .replace('\x1b', '\\u001b')
    .replace('\ud800', '\\ud800')
    .replace('\uffff', '\\uffff');

  it('writes valid XML', () => {
    expect(XMLValidator.validate(report('junit'))).to.equal(true);
    // eslint-disable-next-line no-control-regex -- none of these may be in XML 1.0
    expect(report('junit')).to.not.match(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/);
  });

  it('writes what an XML parser reads as the same results', () => {
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '',
      htmlEntities: true,
      isArray: (name) => name === 'testcase' || name === 'testsuite',
    });
    interface TestCase {
      readonly name: string;
      readonly classname: string;
      readonly time: string;
      readonly failure?: { readonly message: string; readonly type: string; readonly '#text': string };
      readonly skipped?: { readonly message: string };
    }
    interface Suite extends Readonly<Record<'name' | 'tests' | 'failures' | 'skipped', string>> {
      readonly testcase: readonly TestCase[];
    }
    const { testsuites } = parser.parse(report('junit')) as { testsuites: Suite & { testsuite: readonly Suite[] } };
    expect(testsuites).to.include({ tests: '6', failures: '3', skipped: '2', time: '1.234' });
    const [one, two, run] = testsuites.testsuite as [Suite, Suite, Suite];
    expect(one).to.include({ name: 'Area one', tests: '3', failures: '1', skipped: '1' });
    expect(two).to.include({ name: 'Area two', tests: '2', failures: '1', skipped: '1' });
    const [passed, failed, skipped] = one.testcase as [TestCase, TestCase, TestCase];
    expect(passed).to.deep.equal({ classname: 'one', name: 'passes', time: '0.002' });
    expect(failed.name).to.equal(escaped);
    expect(failed.failure).to.include({ message: escaped, type: 'failure' });
    expect(failed.failure?.['#text'])
      .to.include('https://example.com/?a=1&b=2#section')
      .and.include('file:///x.js:1:2');
    expect(skipped.skipped?.message).to.equal(escaped);
    expect(two.testcase[0]?.skipped?.message).to.equal(`known limitation: ${escaped}`);
    expect(two.testcase[1]?.failure).to.include({ message: 'did not finish', type: 'timeout' });
    expect(run.testcase[0]?.failure?.message).to.equal(escaped);
  });
});

describe('the JSON reporter', () => {
  it('writes the report as one document', () => {
    expect(JSON.parse(report('json'))).to.deep.equal({
      format: 1,
      implementation: `mine ${awkward}`,
      platform,
      ok: false,
      duration: 1234,
      counts: { passed: 1, failed: 2, known: 1, skipped: 1 },
      areas: [
        { id: 'one', title: 'Area one', counts: { passed: 1, failed: 1, known: 0, skipped: 1 } },
        { id: 'two', title: 'Area two', counts: { passed: 0, failed: 1, known: 1, skipped: 0 } },
      ],
      cases,
      problems: [awkward],
    });
  });
});

describe('the human reporter', () => {
  const plain = [
    result('one', 'passes', {}),
    result('one', 'fails', {
      status: 'failed',
      failure: { message: 'expected 1, got 2', position: 'file:///x.js:1:2', timedOut: false },
    }),
    result('one', 'is skipped', { status: 'skipped', reason: 'not here' }),
    result('two', 'is skipped', { status: 'skipped', reason: 'not here' }),
    result('two', 'is known', { status: 'known', reason: 'no hook', link: 'https://example.com/why' }),
  ];

  it('shows a mark per case, then the failures of the area with section, message and position', () => {
    const lines = report('human', { results: plain, implementation: 'mine', problems: [] }).split('\n');
    expect(lines[0]).to.equal('AsyncContext conformance: mine on node 24.0.0 with async-context-frame');
    const first = lines.indexOf('Area one  .Fs');
    expect(lines.slice(first, first + 9)).to.deep.equal([
      'Area one  .Fs',
      '',
      '  FAILED one: fails',
      '    expected 1, got 2',
      '    at file:///x.js:1:2',
      '    https://example.com/?a=1&b=2#section',
      '',
      'Area two  sk',
      '',
    ]);
  });

  it('ends in a table by area, the reasons and a total', () => {
    const text = report('human', { results: plain, implementation: 'mine', problems: ['a list is wrong'] });
    expect(text.slice(text.indexOf('Area      passed'))).to.equal(
      [
        'Area      passed  known  skipped  failed',
        '----------------------------------------',
        'Area one       1      0        1       1',
        'Area two       0      1        1       0',
        '----------------------------------------',
        'Total          1      1        2       1',
        '',
        'Skipped: 2 cases: not here',
        'Known limitation: 1 case: no hook (https://example.com/why)',
        'PROBLEM a list is wrong',
        'NOT OK: 5 cases in 1.2 s: 1 passed, 1 known limitations, 2 skipped, 1 failed, 1 problems with the run',
        '',
      ].join('\n'),
    );
  });

  it('writes escape codes only where colours are welcome', () => {
    const escapeCode = '\x1b[';
    expect(report('human', { results: plain, implementation: 'mine', problems: [], colors: true })).to.include(
      `${escapeCode}31m`,
    );
    expect(report('human', { results: plain, implementation: 'mine', problems: [] })).to.not.include(escapeCode);
  });
});
