import { expect } from 'chai';
import { nextTask } from '../../conformance/timing.ts';
import type { Host } from '../../conformance/host.ts';
import type { KnownLimitation } from '../../conformance/known.ts';
import { languageAreas } from '../../conformance/language/index.ts';
import { runSuite, type SuiteOptions } from '../../conformance/runner.ts';
import type { AsyncContextNamespace } from '../../lib/types.ts';
import { AsyncContext } from '../../polyfill/implementation.node.ts';
import { areaOf } from './fixtures/area.ts';
import { createSynchronous } from './fixtures/synchronous.ts';

const host: Host = { platform: { runtime: 'test', version: '1.2.3', features: [] } };

const run = (options: Partial<SuiteOptions> & Required<Pick<SuiteOptions, 'areas'>>) =>
  runSuite({ AsyncContext, host, ...options });

const passes = () => undefined;
const fails = () => {
  throw new Error('no');
};

describe('runSuite', () => {
  it('runs the cases of all areas in order, one at a time', async () => {
    const seen: string[] = [];
    const slow = (name: string) => async () => {
      seen.push(`${name} starts`);
      await nextTask();
      seen.push(`${name} ends`);
    };
    const areas = [areaOf('a', { one: slow('a1'), two: slow('a2') }), areaOf('b', { one: slow('b1') })];
    const { cases, ok } = await run({ areas });
    expect(cases.map(({ id, area, title, status }) => [id, area, title, status])).to.deep.equal([
      ['a: one', 'a', 'one', 'passed'],
      ['a: two', 'a', 'two', 'passed'],
      ['b: one', 'b', 'one', 'passed'],
    ]);
    const twice = (name: string) => [`${name} starts`, `${name} ends`, `${name} starts`, `${name} ends`];
    expect(seen).to.deep.equal([...twice('a1'), ...twice('a2'), ...twice('b1')]);
    expect(ok).to.equal(true);
  });

  it('gives a case the implementation, the host and the assertions, and nothing else', async () => {
    let context: object = {};
    await run({ areas: [areaOf('a', { one: (given) => (context = given) })] });
    expect(context).to.have.all.keys('AsyncContext', 'host', 'assert');
    expect(context).to.include({ AsyncContext, host });
  });

  it('reports counts, areas, the platform and what was tested', async () => {
    const areas = [areaOf('a', { good: passes, bad: fails }), areaOf('empty', {}), areaOf('b', { good: passes })];
    const report = await run({ areas, implementation: 'mine' });
    expect(report).to.deep.include({
      format: 1,
      implementation: 'mine',
      platform: host.platform,
      ok: false,
      counts: { passed: 2, failed: 1, known: 0, skipped: 0 },
      areas: [
        { id: 'a', title: 'Area a', counts: { passed: 1, failed: 1, known: 0, skipped: 0 } },
        { id: 'b', title: 'Area b', counts: { passed: 1, failed: 0, known: 0, skipped: 0 } },
      ],
      problems: [],
    });
    expect(report).to.deep.equal(JSON.parse(JSON.stringify(report)));
  });

  it('reports how a case failed, and where', async () => {
    const areas = [
      areaOf('a', {
        asserted: ({ assert }) => {
          assert.same(1, 2, 'the number');
        },
        rejected: async () => {
          await nextTask();
          throw new TypeError('wrong');
        },
        odd: () => {
          throw 'a text';
        },
      }),
    ];
    const { cases } = await run({ areas });
    expect(cases.map(({ failure }) => failure?.message)).to.deep.equal([
      'the number: expected 2, got 1',
      'TypeError: wrong',
      'threw "a text"',
    ]);
    expect(cases[0]?.failure?.position).to.match(/runner\.test\.[jt]s:\d+:\d+$/);
    expect(cases[1]?.failure?.position).to.match(/runner\.test\.[jt]s:\d+:\d+$/);
    expect(cases[2]?.failure).to.deep.equal({ message: 'threw "a text"', timedOut: false });
  });

  it('survives what cannot be read', async () => {
    const unreadable = Object.defineProperty(new Error('hidden'), 'message', { get: fails });
    const { cases } = await run({
      areas: [
        areaOf('a', {
          unreadable: () => {
            throw unreadable;
          },
          next: passes,
        }),
      ],
    });
    expect(cases.map(({ status }) => status)).to.deep.equal(['failed', 'passed']);
    expect(cases[0]?.failure?.message).to.match(/throws when it is read/);
  });

  it('fails a case that does not settle in time, and runs the rest', async () => {
    const never = () => new Promise(() => undefined);
    const { cases, ok } = await run({ areas: [areaOf('a', { never, next: passes })], timeout: 20 });
    expect(cases.map(({ status }) => status)).to.deep.equal(['failed', 'passed']);
    expect(cases[0]?.failure).to.deep.equal({ message: 'did not finish within 20 ms', timedOut: true });
    expect(ok).to.equal(false);
  });

  it('skips a case whose needs the host does not meet, with the reason', async () => {
    const ran: string[] = [];
    const area = areaOf(
      'a',
      { skipped: () => ran.push('skipped'), runs: () => ran.push('runs') },
      { skipped: ['collectGarbage', 'importModule'], runs: ['setTimeout'] },
    );
    const { cases, ok, counts } = await run({ areas: [area] });
    expect(cases[0]).to.include({ status: 'skipped', reason: 'not available here: collectGarbage, importModule' });
    expect(counts).to.deep.equal({ passed: 1, failed: 0, known: 0, skipped: 1 });
    expect(ran).to.deep.equal(['runs', 'runs']);
    expect(ok).to.equal(true);
  });

  it('runs only the selected cases', async () => {
    const areas = [areaOf('a', { one: fails, two: passes })];
    const { cases } = await run({ areas, select: ({ title }) => title === 'two' });
    expect(cases.map(({ id }) => id)).to.deep.equal(['a: two']);
  });

  it('announces each case and each result, and waits for the listeners', async () => {
    const events: string[] = [];
    const listen = async (event: string) => {
      await nextTask();
      events.push(event);
    };
    await run({
      areas: [areaOf('a', { one: () => events.push('runs'), two: fails })],
      onStart: ({ id }) => listen(`start ${id}`),
      onResult: ({ id, status }) => listen(`${status} ${id}`),
    });
    expect(events).to.deep.equal(['start a: one', 'runs', 'runs', 'passed a: one', 'start a: two', 'failed a: two']);
  });
});

describe('known limitations in a run', () => {
  const limitation = (...cases: string[]): KnownLimitation => ({
    reason: 'cannot be done',
    link: 'https://example.com/why',
    cases,
  });

  it('may fail', async () => {
    const { cases, ok } = await run({ areas: [areaOf('a', { one: fails })], known: [limitation('a: one')] });
    expect(cases[0]).to.include({ status: 'known', reason: 'cannot be done', link: 'https://example.com/why' });
    expect(cases[0]?.failure?.message).to.equal('Error: no');
    expect(ok).to.equal(true);
  });

  it('may never settle', async () => {
    const never = () => new Promise(() => undefined);
    const { ok } = await run({ areas: [areaOf('a', { one: never })], known: [limitation('a: one')], timeout: 20 });
    expect(ok).to.equal(true);
  });

  it('fail the run when they pass', async () => {
    const { cases, ok } = await run({ areas: [areaOf('a', { one: passes })], known: [limitation('a: one')] });
    expect(cases[0]).to.include({ status: 'failed' });
    expect(cases[0]?.failure?.message).to.equal(
      'listed as a known limitation but passes; take it off the list (cannot be done)',
    );
    expect(ok).to.equal(false);
  });

  it('fail the run when they name no case', async () => {
    const { problems, ok, counts } = await run({
      areas: [areaOf('a', { one: passes })],
      known: [limitation('a: gone')],
    });
    expect(problems).to.deep.equal(['the list of known limitations names a case that does not exist: "a: gone"']);
    expect(counts.failed).to.equal(0);
    expect(ok).to.equal(false);
  });

  it('may be about cases of areas that do not run', async () => {
    const [area] = languageAreas;
    const known = [limitation(area?.cases[0]?.id ?? '')];
    const { problems, ok } = await run({ areas: [areaOf('a', { one: passes })], known });
    expect(problems).to.deep.equal([]);
    expect(ok).to.equal(true);
  });

  it('count only where their condition holds', async () => {
    const known = [{ ...limitation('a: one'), platforms: ['test<1.2'] }];
    const { cases } = await run({ areas: [areaOf('a', { one: passes })], known });
    expect(cases[0]?.status).to.equal('passed');
  });

  it('are skipped where the host lacks what they need', async () => {
    const area = areaOf('a', { one: fails }, { one: ['createRealm'] });
    const { cases } = await run({ areas: [area], known: [limitation('a: one')] });
    expect(cases[0]?.status).to.equal('skipped');
  });
});

describe('isolation of cases', () => {
  it('starts each case with nothing current, and once more inside an unrelated run', async () => {
    const variable = new AsyncContext.Variable<string>({ defaultValue: 'nothing' });
    const seen: string[] = [];
    const read = () => seen.push(variable.get());
    const { ok } = await run({
      areas: [areaOf('a', { one: () => variable.run('left over', read), two: read })],
    });
    expect(seen).to.deep.equal(['left over', 'left over', 'nothing', 'nothing']);
    expect(ok).to.equal(true);
  });

  it('starts each case in a task of its own, behind the jobs of the case before', async () => {
    const seen: string[] = [];
    const one = () => {
      void (async () => {
        for (let i = 0; i < 10; i++) await undefined;
        seen.push('job of one');
      })();
    };
    await run({ areas: [areaOf('a', { one, two: () => seen.push('two') })] });
    expect(seen).to.deep.equal(['job of one', 'job of one', 'two', 'two']);
  });

  it('fails a case that passes with nothing current but not inside an unrelated run', async () => {
    let starts = 0;
    const { cases } = await run({ areas: [areaOf('a', { one: () => ++starts === 2 && fails() })] });
    expect(cases[0]?.failure?.message).to.equal('inside a run of an unrelated variable: Error: no');
  });

  it('notices a mapping that is still current in a later task', async () => {
    const leaky = createSynchronous({ restores: false });
    const { cases } = await run({ AsyncContext: leaky, areas: [areaOf('a', { one: passes, two: passes })] });
    expect(cases[0]?.failure?.message).to.match(/^Error: left its mapping current/);
    expect(cases[1]?.failure?.message).to.match(/^Error: cannot start with nothing current, because "a: one"/);
  });

  it('runs the cases of an implementation that has no working constructor', async () => {
    const broken = { Variable: fails, Snapshot: fails } as unknown as AsyncContextNamespace;
    const { cases } = await run({
      AsyncContext: broken,
      areas: [areaOf('a', { one: ({ AsyncContext: given }) => new given.Variable(), two: passes })],
    });
    expect(cases.map(({ status }) => status)).to.deep.equal(['failed', 'passed']);
  });
});

describe('errors that nothing catches', () => {
  /** A host whose errors are raised by the test. */
  function createStrayHost() {
    let report: ((error: unknown) => void) | undefined;
    const watching: Host = {
      ...host,
      watchUncaught(listener) {
        report = listener;
        return () => {
          report = undefined;
        };
      },
    };
    return { watching, raise: (error: unknown) => report?.(error), isWatched: () => report !== undefined };
  }

  it('fail the case that runs, and the rest still runs', async () => {
    const { watching, raise, isWatched } = createStrayHost();
    const one = async () => {
      raise(new RangeError('stray'));
      await new Promise(() => undefined);
    };
    const { cases, problems } = await run({ host: watching, areas: [areaOf('a', { one, two: passes })] });
    expect(cases.map(({ status }) => status)).to.deep.equal(['failed', 'passed']);
    expect(cases[0]?.failure?.message).to.equal('RangeError: stray');
    expect(problems).to.deep.equal([]);
    expect(isWatched()).to.equal(false);
  });

  it('are a problem of the run when no case runs', async () => {
    const { watching, raise } = createStrayHost();
    const { problems, ok } = await run({
      host: watching,
      areas: [areaOf('a', { one: passes })],
      onResult: () => {
        raise(new RangeError('late'));
      },
    });
    expect(problems).to.deep.equal(['an error outside of every case: RangeError: late']);
    expect(ok).to.equal(false);
  });
});
