import { expect } from 'chai';
import { inEachBrowser } from '../support/browsers/each.ts';
import { limits, sourceOf } from '../support/limits.ts';

const install = `await new Promise((resolve) => {
  const script = document.createElement('script');
  script.src = '/dist/asynccontext-polyfill.min.js';
  script.onload = resolve;
  document.head.append(script);
});`;

inEachBrowser('a limit of the web backend', (browser) => {
  for (const [title, limit] of Object.entries(limits)) {
    it(title, async () => {
      const server = await browser.startServer();
      server.serveScript(
        '/limit.js',
        `(async () => { ${sourceOf(limit, install)} })().then((seen) => fetch('/seen', { method: 'POST', body: JSON.stringify(seen) }));`,
      );
      await browser.open(server.servePage('/limit.html', '<!doctype html><script src="/limit.js"></script>'));
      expect(await server.posted('/seen')).to.equal(limit.result);
    });
  }
});
