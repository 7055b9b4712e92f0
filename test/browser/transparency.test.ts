import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { inEachBrowser } from '../support/browsers/each.ts';
import { serveWebFiles } from '../support/web-server.ts';

const library = '<script src="/dist/asynccontext-polyfill.min.js"></script>';

/** How a page calls the work. */
const calls = {
  'without the library': ['', 'work()'],
  'with the library': [library, 'work()'],
  'with the library, inside a run': [library, 'new AsyncContext.Variable().run(1, work)'],
} as const;

inEachBrowser('a page that works with the DOM', ({ open, startServer }) => {
  it('does, call by call, the same with the library as without it', async () => {
    const server = await startServer();
    serveWebFiles(server);
    server.serveScript('/dom-work.js', readFileSync('test/browser/pages/dom-work.js', 'utf8'));
    for (const seed of [1, 2, 3]) {
      const logs: Partial<Record<keyof typeof calls, string>> = {};
      for (const [title, [tag, call]] of Object.entries(calls)) {
        const html = `<!doctype html><body>${tag}<script src="/dom-work.js"></script><script>
          const work = () => workWithTheDom(${seed});
          // When the page itself has fired its last event.
          addEventListener('load', () => setTimeout(() => {
            ${call}.catch((error) => [String(error), error.stack]).then((log) =>
              fetch('/log', { method: 'POST', body: JSON.stringify(log) }));
          }), { once: true });
        </script>`;
        const page = await open(server.servePage('/work.html', html));
        const log = (await server.posted('/log', 30_000)) as readonly string[];
        await page.close();
        logs[title as keyof typeof calls] = log.join('\n');
      }
      const bare = logs['without the library'] ?? '';
      expect(bare.split('\n').length, bare).to.be.greaterThan(1_000);
      for (const [title, log] of Object.entries(logs)) {
        const [lines, expected] = [log.split('\n'), bare.split('\n')];
        const first = lines.findIndex((line, index) => line !== expected[index]);
        // The place of the first difference, because the whole logs would be cut short.
        expect(lines.slice(first, first + 5), `${title}, seed ${seed}, line ${first}`).to.deep.equal(
          expected.slice(first, first + 5),
        );
        expect(log).to.equal(bare);
      }
    }
  });
});
