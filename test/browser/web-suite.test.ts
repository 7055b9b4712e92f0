import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { webAreas, type SuiteReport, type UserAction } from '../../conformance/index.ts';
import { inEachBrowser } from '../support/browsers/each.ts';
import { defineReportChecks, received } from '../support/browsers/suite.ts';
import { garbageCollector } from '../support/browsers/garbage.ts';
import type { Key, Page } from '../support/browsers/index.ts';
import type { Server } from '../support/browsers/server.ts';
import { serveWebFiles } from '../support/web-server.ts';

/** How long the whole suite may take in one place. */
const suiteTimeout = 240_000;

const script = '/dist/asynccontext-polyfill.min.js';

/** The suite as a page and a worker run it; what came of it is posted when all is done. */
const suiteOf = (otherOrigin: string) => `
  import { createWebHost, knownLimitations, runSuite, webAreas } from '/dist/conformance/index.js';

  const { location, fetch } = globalThis;

  export async function run(path, act, onStart) {
    const host = {
      ...createWebHost(globalThis, { server: { origin: location.origin, otherOrigin: '${otherOrigin}' }, act }),
      collectGarbage,
    };
    let result;
    try {
      // An area by its id, or all, as the query of the page says.
      const id = new URLSearchParams(location.search).get('area');
      const areas = id === null ? webAreas : webAreas.filter((area) => area.id === id);
      result = await runSuite({ AsyncContext, host, areas, known: knownLimitations.web, onStart });
    } catch (error) {
      result = { mistake: String(error) };
    }
    await fetch(path, { method: 'POST', body: JSON.stringify(result) });
  }

  export async function act(action) {
    const response = await fetch('/act', { method: 'POST', body: JSON.stringify(action) });
    if (!response.ok) throw new Error(await response.text());
  }`;

const worker = `
  importScripts('/garbage.js', '${script}');
  import('/suite.js').then(({ run }) => run('/worker', undefined, ({ id }) => postMessage(id)));`;

/** By the path to which the result is posted. */
const pages = {
  '/page': `<!doctype html>
    <title>suite</title>
    <script src="/garbage.js"></script>
    <script src="${script}"></script>
    <body>
    <script type="module">
      import { act, run } from '/suite.js';
      run('/page', act, ({ id }) => { globalThis.current = id; });
    </script>`,
  '/worker': `<!doctype html>
    <script>
      const worker = new Worker('/worker.js' + location.search);
      worker.onmessage = ({ data }) => { globalThis.current = data; };
    </script>`,
};

type Path = keyof typeof pages;

inEachBrowser('the web suite on the script-tag file', (browser) => {
  let server: Server;
  const reports: Partial<Record<Path, SuiteReport>> = {};

  before('start the servers', async () => {
    server = await browser.startServer();
    const other = await browser.startServer();
    for (const each of [server, other]) serveWebFiles(each);
    server.serveScript('/garbage.js', garbageCollector);
    server.serveScript('/suite.js', suiteOf(other.origin));
    server.serveScript('/worker.js', worker);
  });

  // One after the other, because a user has one window in front.
  defineChecks('in a dedicated worker', '/worker');
  defineChecks('in a page', '/page');

  function defineChecks(place: string, path: Path): void {
    describe(place, () => {
      const getReport = (): SuiteReport => {
        const report = reports[path];
        if (report === undefined) throw new Error('the suite has not run');
        return report;
      };

      before('run the suite', async function () {
        this.timeout(suiteTimeout + 60_000);
        const { AREA: area } = process.env;
        const url = server.servePage(`${path}.html`, pages[path]) + (area === undefined ? '' : `?area=${area}`);
        const opened = browser.open(url);
        server.handle('/act', async (request, response) => {
          await answerAct(await opened, JSON.parse(await text(request)) as UserAction, response);
        });
        const page = await opened;
        reports[path] = await received(server, path, page, suiteTimeout);
        await page.close();
      });

      defineReportChecks(browser, getReport);

      it('runs every case', function () {
        if (process.env.AREA !== undefined) this.skip();
        const ids = webAreas.flatMap(({ cases }) => cases.map(({ id }) => id));
        const report = getReport();
        expect(report.cases.map(({ id }) => id)).to.have.members(ids);
        expect(report.problems).to.deep.equal([]);
      });

      it('has a server, and in a page a user', () => {
        const skipped = getReport().cases.filter(({ status }) => status === 'skipped');
        const reasons = skipped.map(({ reason }) => reason ?? '');
        const missing = path === '/page' ? /server|user/ : /server/;
        expect(reasons.filter((reason) => missing.test(reason.replaceAll(/api \S+/g, '')))).to.deep.equal([]);
      });
    });
  }
});

async function answerAct(page: Page, action: UserAction, response: ServerResponse): Promise<void> {
  if ('click' in action) await page.click(action.click);
  else if ('type' in action) await page.type(action.type);
  else await page.press(action.press as Key);
  response.writeHead(204).end();
}
