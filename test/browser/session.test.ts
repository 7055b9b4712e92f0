import { expect } from 'chai';
import { inEachBrowser } from '../support/browsers/each.ts';

/**
 * How long the page works, in seconds. `SESSION_SECONDS=60 npx mocha .build/test/browser/session.test.js` lets it
 * work for a minute.
 */
const seconds = Number(process.env.SESSION_SECONDS ?? 3);

/**
 * Counts how often the natives that enqueue microtasks are called, by the library above all: it is loaded later, so
 * what it saves are these.
 */
const counters = `
  var calls = 0;
  for (const [holder, key] of [[Promise.prototype, 'then'], [globalThis, 'queueMicrotask']]) {
    const native = holder[key];
    holder[key] = { [key](...args) { calls++; return Reflect.apply(native, this, args); } }[key];
  }
  // Its callback is in no context, whatever calls it.
  var inTasks = ((setTimeout) => (tasks, work, done) => {
    const next = () => {
      if (tasks-- === 0) done();
      else {
        work();
        setTimeout(next, 0);
      }
    };
    setTimeout(next, 0);
  })(setTimeout);`;

interface Report {
  /** Calls in each round of work. */
  readonly rounds: readonly number[];
  /** Calls up to each of some tasks after the last round: of nothing, and of a run each. */
  readonly idle: readonly number[];
  readonly runs: readonly number[];
  /** Checks of the current value that the work made, and how many of them failed. */
  readonly checks: number;
  readonly failed: number;
  readonly clicks: number;
}

const session = `
  const variable = new AsyncContext.Variable();
  const report = { rounds: [], idle: [], runs: [], checks: 0, failed: 0, clicks: 0 };
  const check = (value) => {
    report.checks++;
    if (variable.get() !== value) report.failed++;
  };
  const timer = (delay = 0) => new Promise((resolve) => { setTimeout(resolve, delay); });
  const silently = async (value) => {
    for (let i = 0; i < 40; i++) {
      await i;
      if (i % 10 === 9) check(value);
    }
  };

  const work = [
    silently,
    async (value) => {
      for (let i = 0; i < 3; i++) {
        await timer(i);
        check(value);
      }
    },
    async (value) => {
      const values = await Promise.all([1, Promise.resolve(2), timer(), silently(value)]);
      check(value);
      await Promise.resolve(values).then(() => check(value)).finally(() => check(value));
      await Promise.reject(new Error('expected')).catch(() => check(value));
      check(value);
    },
    async (value) => {
      const response = await fetch('/answer.txt');
      check(value);
      await response.text();
      check(value);
    },
    async (value) => {
      await new Promise((resolve) => queueMicrotask(resolve));
      for await (const i of (async function* () { yield 1; yield timer(); yield 3; })()) check(value);
      await { then(resolve) { resolve(); } };
      check(value);
    },
    async (value) => {
      let ticks = 0;
      await new Promise((resolve) => {
        const interval = setInterval(() => {
          check(value);
          if (++ticks === 3) resolve(clearInterval(interval));
        }, 1);
      });
      check(value);
    },
    async (value) => {
      const later = AsyncContext.Snapshot.wrap(async () => {
        await Promise.resolve();
        check(value);
      });
      await variable.run('other', () => later());
      check(value);
    },
  ];

  const button = document.querySelector('button');
  let settleClicks = [];
  button.addEventListener('click', ({ isTrusted }) => {
    if (isTrusted) report.clicks++;
    const value = { click: report.clicks };
    variable.run(value, async () => {
      await silently(value);
      await timer();
      check(value);
      for (const settle of settleClicks) settle();
      settleClicks = [];
    });
  });

  // Of flows that are not over with their round: some wait for good, and one has something to do now and then.
  let over = false;
  const background = (value) => variable.run(value, async () => {
    while (!over) {
      await timer(20);
      check(value);
    }
  });

  async function round(number) {
    const flows = work.map((flow, i) => {
      const value = { number, i };
      return variable.run(value, flow, value);
    });
    variable.run('for ever', async () => { await new Promise(() => {}); });
    flows.push(new Promise((resolve) => { settleClicks.push(resolve); }));
    button.click();
    await Promise.all(flows);
    check(undefined);
  }

  async function main() {
    const end = performance.now() + ${seconds} * 1_000;
    const running = background('background');
    for (let i = 0; i < 10 || performance.now() < end; i++) {
      const before = calls;
      await round(i);
      report.rounds.push(calls - before);
    }
    over = true;
    await running;
  }

  const sample = (list) => () => { list.push(calls); };
  const post = (body) => fetch('/report', { method: 'POST', body: JSON.stringify(body) });
  main().then(
    () => inTasks(20, sample(report.idle), () => {
      const value = {};
      const run = () => variable.run(value, check, value);
      inTasks(20, () => {
        sample(report.runs)();
        run();
      }, () => post(report));
    }),
    (error) => post({ mistake: String(error) }),
  );`;

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

inEachBrowser('a long session of a page', function ({ open, startServer }) {
  let report: Report;

  before(async function () {
    this.timeout(seconds * 1_000 + 60_000);
    const server = await startServer();
    server.serve('/answer.txt', { body: 'answer' });
    const page = await open(
      server.servePage(
        '/',
        `<!doctype html><button>click</button>
        <script>${counters}</script>
        <script src="/dist/asynccontext-polyfill.min.js"></script>
        <script>${session}</script>`,
      ),
    );
    for (let i = 0; i < 3; i++) await page.click('button');
    const posted = (await server.posted('/report', seconds * 1_000 + 30_000)) as Report | { readonly mistake: string };
    await page.close();
    if ('mistake' in posted) throw new Error(posted.mistake);
    report = posted;
  });

  it('keeps the context of each of its flows', () => {
    expect(report.checks).to.be.above(300);
    expect(report.failed).to.equal(0);
    expect(report.clicks).to.equal(3);
  });

  it('enqueues no more microtasks for a round of work at its end than at its beginning', () => {
    const { rounds } = report;
    console.log(`      ${rounds.length} rounds with ${median(rounds)} calls of then and queueMicrotask each`);
    const third = Math.floor(rounds.length / 3);
    expect(median(rounds.slice(0, third))).to.be.above(0);
    expect(median(rounds.slice(-third))).to.be.below(1.2 * median(rounds.slice(0, third)));
  });

  it('enqueues no microtask any more a few tasks after its end', () => {
    expect(new Set(report.idle.slice(5)).size, report.idle.join(' ')).to.equal(1);
  });

  it('enqueues a bounded number of microtasks in a task that calls run', () => {
    const perTask = report.runs.slice(1).map((calls, i) => calls - (report.runs[i] as number));
    expect(perTask[0]).to.be.above(0);
    expect(Math.max(...perTask), perTask.join(' ')).to.be.below(200);
    expect(new Set(perTask).size, perTask.join(' ')).to.equal(1);
  });
});
