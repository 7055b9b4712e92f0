import { expect } from 'chai';
import type { SuiteReport } from '../../conformance/index.ts';
import { languageAreas } from '../../conformance/language/index.ts';
import { inEachBrowser } from '../support/browsers/each.ts';
import { defineReportChecks, received } from '../support/browsers/suite.ts';
import { garbageCollector } from '../support/browsers/garbage.ts';
import type { Server } from '../support/browsers/server.ts';

/** How long the whole suite may take in one place. */
const suiteTimeout = 180_000;

const script = '/dist/asynccontext-polyfill.min.js';

/** The suite as a page and a worker run it; what came of it is posted when all is done. */
const suite = `
  import { areas, createWebHost, knownLimitations, runSuite } from '/dist/conformance/index.js';

  export async function run(path, onStart) {
    const host = { ...createWebHost(), collectGarbage };
    let result;
    try {
      result = await runSuite({ AsyncContext, host, areas, known: knownLimitations.web, onStart });
    } catch (error) {
      result = { mistake: String(error) };
    }
    await fetch(path, { method: 'POST', body: JSON.stringify(result) });
  }`;

const worker = `
  importScripts('/garbage.js', '${script}');
  import('/suite.js').then(({ run }) => run('/worker', ({ id }) => postMessage(id)));`;

/** By the path to which the result is posted. */
const pages = {
  '/page': `<!doctype html>
    <script src="/garbage.js"></script>
    <script src="${script}"></script>
    <script type="module">
      import { run } from '/suite.js';
      run('/page', ({ id }) => { globalThis.current = id; });
    </script>`,
  '/worker': `<!doctype html>
    <script>
      const worker = new Worker('/worker.js');
      worker.onmessage = ({ data }) => { globalThis.current = data; };
    </script>`,
};

inEachBrowser('the language suite on the script-tag file', (browser) => {
  let server: Server;
  let reports: Record<keyof typeof pages, SuiteReport>;

  before('run the suite in both places', async function () {
    this.timeout(suiteTimeout + 60_000);
    server = await browser.startServer();
    server.serveScript('/garbage.js', garbageCollector);
    server.serveScript('/suite.js', suite);
    server.serveScript('/worker.js', worker);
    const run = async (path: keyof typeof pages) =>
      received(server, path, await browser.open(server.servePage(`${path}.html`, pages[path])), suiteTimeout);
    // At once, because most of the time goes into waiting for timers.
    const [page, inWorker] = await Promise.all([run('/page'), run('/worker')]);
    reports = { '/page': page, '/worker': inWorker };
  });

  defineChecks('in a page', () => reports['/page']);
  defineChecks('in a dedicated worker', () => reports['/worker']);

  function defineChecks(place: string, getReport: () => SuiteReport): void {
    describe(place, () => {
      defineReportChecks(browser, getReport);

      it('runs every case', () => {
        const ids = languageAreas.flatMap(({ cases }) => cases.map(({ id }) => id));
        const report = getReport();
        expect(report.cases.map(({ id }) => id)).to.have.members(ids);
        expect(report.problems).to.deep.equal([]);
      });

      it('knows the browser by its name', () => {
        const { runtime, version } = getReport().platform;
        expect(runtime).to.equal(browser.name);
        expect(Number.parseInt(version, 10)).to.be.greaterThan(0);
      });

      it('can collect garbage, evaluate source and import modules', () => {
        const reasons = getReport().cases.map(({ reason }) => reason ?? '');
        expect(reasons.filter((reason) => /collectGarbage|evaluate|importModule/.test(reason))).to.deep.equal([]);
      });
    });
  }
});
