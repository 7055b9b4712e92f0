import { expect } from 'chai';
import { inEachBrowser } from '../support/browsers/each.ts';
import type { Server } from '../support/browsers/server.ts';
import { expectClean, script, serveAll } from './support.ts';

const run = `coexistence.attempt(() => coexistence.runSeeds(AsyncContext))
  .then((report) => coexistence.post('/result', { place: self.constructor.name, report }))`;

/** A service worker is ended when it has nothing to do. */
const runInService = `addEventListener('install', (event) => { event.waitUntil(${run}); });`;

const workers = {
  '/shared.js': `importScripts('${script}', '/flows.js'); ${run};`,
  '/shared-module.js': `import '/dist/web/auto.js'; import '/flows.js'; ${run};`,
  '/service.js': `importScripts('${script}', '/flows.js'); ${runInService}`,
  '/service-module.js': `import '/dist/web/auto.js'; import '/flows.js'; ${runInService}`,
};

const start = {
  'a classic shared worker': `new SharedWorker('/shared.js').onerror = unsupported;`,
  'a shared worker that is a module': `new SharedWorker('/shared-module.js', { type: 'module' }).onerror = unsupported;`,
  'a classic service worker': `navigator.serviceWorker.register('/service.js').catch(unsupported);`,
  'a service worker that is a module': `
    navigator.serviceWorker.register('/service-module.js', { type: 'module' }).catch(unsupported);`,
};

/** What a browser does not have. */
const lacking: readonly string[] = [];

inEachBrowser('further workers', ({ name, open, startServer }) => {
  for (const [kind, expression] of Object.entries(start)) {
    it(`leave flows their values: ${kind}`, async function () {
      if (lacking.includes(`${kind} in ${name}`)) this.skip();
      // A server, and thereby an origin, of its own: a service worker stays with its origin.
      const server: Server = await serveAll(startServer);
      for (const [path, code] of Object.entries(workers)) server.serveScript(path, code);
      const page = await open(
        server.servePage(
          '/page.html',
          `<!doctype html><script src="/flows.js"></script>
          <script>
            const unsupported = (error) => coexistence.post('/result', { unsupported: String(error.message ?? error) });
            ${expression}
          </script>`,
        ),
      );
      const result = (await server.posted('/result')) as { place?: string; report?: unknown; unsupported?: string };
      expect(result.unsupported).to.equal(undefined);
      expect(result.place).to.equal(kind.includes('shared') ? 'SharedWorkerGlobalScope' : 'ServiceWorkerGlobalScope');
      expectClean(result.report);
      await page.close();
    });
  }
});
