import { expect } from 'chai';
import { inEachBrowser } from '../support/browsers/each.ts';
import type { Server } from '../support/browsers/server.ts';

/**
 * Programs by name. Each is the body of an async function whose `named` gives a promise a name by which it is known
 * when its rejection is reported; `task` waits for a later task, and `reported` for a report.
 */
const programs: Readonly<Record<string, string>> = {
  'a rejected promise that nobody handles': `named('p', Promise.reject(1));`,
  'an async function that throws at once': `named('p', (async () => { throw 1; })());`,
  'an async function that throws after an await of a promise': `named('p', (async () => { await Promise.resolve(); throw 1; })());`,
  'an async function that throws after an await of another value': `named('p', (async () => { await 0; throw 1; })());`,
  'an async function that throws in a later task': `named('p', (async () => { await task(); throw 1; })());`,
  'an async function that awaits a rejected promise': `named('p', (async () => { await named('q', Promise.reject(1)); })());`,
  'an async function that awaits one that fails': `named('p', (async () => { await named('q', fail()); })());`,
  'an async function that returns a rejected promise': `named('p', (async () => named('q', Promise.reject(1)))());`,
  'a rejection that is caught at once': `try { await named('p', Promise.reject(1)); } catch {}`,
  'a failure that is caught at once': `try { await named('p', fail()); } catch {}`,
  'a failure that is caught after a later await': `const p = named('p', fail()); await null; try { await p; } catch {}`,
  'a failure that is caught after it was reported': `
    const p = named('p', fail());
    await reported();
    try { await p; } catch {}`,
  'a rejection that several flows await': `
    const p = named('p', Promise.reject(1));
    for (const name of ['q', 'r']) named(name, (async () => { await p; })());
    try { await p; } catch {}`,
  'a promise that is rejected while flows wait for it': `
    let reject;
    const p = named('p', new Promise((_, no) => { reject = no; }));
    named('q', (async () => { await p; })());
    named('r', p.then(() => 0));
    await task();
    reject(1);`,
  'then without a handler of rejections': `named('q', named('p', Promise.reject(1)).then(() => 0));`,
  'then with handlers that are no functions': `named('q', named('p', Promise.reject(1)).then(0, null));`,
  'then with a handler that throws': `named('q', named('p', Promise.resolve()).then(() => { throw 1; }));`,
  'then with a handler that returns a rejected promise': `named('q', Promise.resolve().then(() => named('p', Promise.reject(1))));`,
  'then with a handler that returns a thenable that fails': `named('q', Promise.resolve().then(() => ({ then(_, no) { no(1); } })));`,
  catch: `named('q', named('p', Promise.reject(1)).catch(() => 0));`,
  'a catch that throws': `named('q', named('p', Promise.reject(1)).catch(() => { throw 2; }));`,
  'a catch after the report': `const p = named('p', Promise.reject(1)); await reported(); p.catch(() => 0);`,
  finally: `named('q', named('p', Promise.reject(1)).finally(() => 0));`,
  'a finally that throws': `named('q', named('p', Promise.resolve(1)).finally(() => { throw 2; }));`,
  'a finally that waits': `named('q', named('p', Promise.reject(1)).finally(() => task()));`,
  'two branches of one promise': `const p = named('p', Promise.reject(1)); named('q', p.then(() => 0)); named('r', p.catch(() => 0));`,
  'Promise.resolve of a rejected promise': `named('q', Promise.resolve(named('p', Promise.reject(1))));`,
  'a promise that resolves to a rejected one': `named('q', new Promise((yes) => yes(named('p', Promise.reject(1)))));`,
  'an executor that throws': `named('p', new Promise(() => { throw 1; }));`,
  'Promise.all': `named('r', Promise.all([named('p', fail()), named('q', Promise.reject(2)), 3]));`,
  'Promise.all that is caught': `try { await Promise.all([named('p', fail()), named('q', Promise.reject(2))]); } catch {}`,
  'Promise.race': `named('r', Promise.race([named('p', task()), named('q', Promise.reject(2))]));`,
  'Promise.allSettled': `named('r', Promise.allSettled([named('p', fail()), named('q', Promise.reject(2))]));`,
  'Promise.any': `named('r', Promise.any([named('p', fail()), named('q', Promise.reject(2))]).catch(() => { throw 3; }));`,
  'a thenable that fails': `named('p', (async () => { await { then(_, no) { no(1); } }; })());`,
  'a subclass': `
    class Sub extends Promise {}
    named('p', Sub.reject(1));
    named('r', named('q', Sub.reject(2)).then(() => 0));
    named('s', (async () => { await named('t', Sub.reject(3)); })());`,
  'an async generator that fails': `
    const values = (async function* () { yield 1; throw 2; })();
    await values.next();
    named('p', values.next());`,
  'an async generator that fails in for await': `
    named('p', (async () => { for await (const i of (async function* () { yield named('q', Promise.reject(1)); })()); })());`,
  'for await over promises': `named('p', (async () => { for await (const i of [1, named('q', fail())]); })());`,
  'a dynamic import that fails': `
    await new Promise((resolve) => {
      named('p', (async () => { try { await import('/nowhere.js'); } catch { throw 1; } finally { resolve(); } })());
    });`,
  'a timer, a microtask and an event': `
    setTimeout(() => { named('p', fail()); });
    queueMicrotask(() => { named('q', Promise.reject(2)); });
    const target = new EventTarget();
    target.addEventListener('x', async () => { await null; throw 3; });
    target.dispatchEvent(new Event('x'));
    await task();`,
  'a promise that is rejected twice over': `
    named('p', new Promise((_, no) => { no(1); no(2); throw 3; }));`,
  'a promise of a platform API': `
    await new Promise((resolve) => {
      named('p', fetch('/nowhere').then(() => { throw 1; }).finally(resolve));
    });`,
};

/** Not to be told from an `await`: whoever reads `constructor` of a promise handles its rejection. */
const exception = `named('p', Promise.reject(1)).constructor;`;

/**
 * Runs programs one after another and posts which promises were reported for each. This part comes before the library,
 * so that nothing of it is in a context or heard.
 */
const prepare = `
  var runPrograms = ((setTimeout, Promise, fetch) => (programs, start, report) => {
    let events, names, next;
    const end = new Error('the end');
    for (const type of ['unhandledrejection', 'rejectionhandled']) {
      addEventListener(type, (event) => {
        event.preventDefault();
        // Reported after everything that was rejected before.
        if (event.reason === end) next();
        else events.push(type + ' of ' + (names.get(event.promise) ?? 'a promise without a name') + ': ' + event.reason);
      });
    }
    const task = () => new Promise((resolve) => { setTimeout(resolve, 0); });
    const fail = async () => { await null; throw 1; };
    const reported = () => new Promise((resolve) => {
      // A promise counts as reported only after its event.
      addEventListener('unhandledrejection', () => setTimeout(resolve, 0), { once: true });
    });
    const all = {};
    const entries = Object.entries(programs);
    const begin = (index) => {
      if (index === entries.length) {
        fetch(report, { method: 'POST', body: JSON.stringify(all) });
        return;
      }
      const [name, program] = entries[index];
      all[name] = events = [];
      const ownNames = (names = new Map());
      const named = (name, promise) => {
        ownNames.set(promise, name);
        return promise;
      };
      next = () => setTimeout(begin, 0, index + 1);
      let tasks = 5;
      const wait = () => {
        if (tasks-- > 0) setTimeout(wait, 0);
        else Promise.reject(end);
      };
      start(() => program(named, task, fail, reported).finally(wait));
    };
    begin(0);
  })(setTimeout, Promise, fetch);`;

const settings = {
  'without the library': { library: false, start: '(program) => { program(); }' },
  'with the library, outside of every run': { library: true, start: '(program) => { program(); }' },
  'with the library, in a run': {
    library: true,
    start: '(program) => { new AsyncContext.Variable().run({}, program); }',
  },
} as const;

type Reported = Readonly<Record<string, readonly string[]>>;

inEachBrowser('a page with rejections that nobody handles', ({ open, startServer }) => {
  let server: Server;
  const reported = {} as Record<keyof typeof settings, Reported>;

  before(async () => {
    server = await startServer();
    const bodies = Object.entries({ ...programs, exception }).map(
      ([name, body]) => `${JSON.stringify(name)}: async (named, task, fail, reported) => { ${body} },`,
    );
    for (const [setting, { library, start }] of Object.entries(settings)) {
      const html = `<!doctype html>
        <script>${prepare}</script>
        ${library ? '<script src="/dist/asynccontext-polyfill.min.js"></script>' : ''}
        <script>runPrograms({ ${bodies.join('\n')} }, ${start}, '/report');</script>`;
      const page = await open(server.servePage('/', html));
      reported[setting as keyof typeof settings] = (await server.posted('/report', 30_000)) as Reported;
      await page.close();
    }
  });

  for (const setting of ['with the library, outside of every run', 'with the library, in a run'] as const) {
    describe(setting, () => {
      for (const name of Object.keys(programs)) {
        it(`reports the same promises as without it, as often: ${name}`, () => {
          expect(reported[setting][name]).to.deep.equal(reported['without the library'][name]);
        });
      }

      it('does not report a promise whose constructor the program has read', () => {
        expect(reported['without the library'].exception).to.deep.equal(['unhandledrejection of p: 1']);
        expect(reported[setting].exception).to.deep.equal([]);
      });
    });
  }

  it('is told of each promise once, of those that are never handled and of those that are handled late', () => {
    const { 'without the library': bare } = reported;
    expect(bare['an async function that awaits one that fails']).to.deep.equal(['unhandledrejection of p: 1']);
    expect(bare['a failure that is caught after it was reported']).to.deep.equal([
      'unhandledrejection of p: 1',
      'rejectionhandled of p: 1',
    ]);
    expect(bare.catch).to.deep.equal([]);
    for (const events of Object.values(bare)) expect(new Set(events).size).to.equal(events.length);
  });
});
