import { expect } from 'chai';
import { inEachBrowser } from '../support/browsers/each.ts';
import { works } from '../support/works.ts';

/** Runs in a page or a worker: posts what it saw where nothing should be seen. */
const program = `
  const v = new AsyncContext.Variable();
  const seen = [];
  const see = (where) => { if (v.get() !== undefined) seen.push(where + ': ' + v.get()); };
  const pending = {};
  pending.promise = new Promise((resolve) => (pending.resolve = resolve));
  ${works}
  let left = 0;
  let overflows = 0;
  const descend = (i) => { if (i % 3 === 0) works[left++ % works.length](); v.run(i, descend, i + 1); };
  const plain = (i) => { works[left++ % works.length](); plain(i + 1); };
  // The end of the stack is an error of another class in some engines.
  const dive = (fn, i) => { left = i; try { fn(i); } catch { overflows++; } };
  (async () => {
    for (let i = 0; i < 4; i++) {
      dive(descend, i);
      see('after nested runs ' + i);
      dive(plain, i);
      see('after nested calls ' + i);
      await 0;
      see('a job after overflow ' + i);
      await new Promise((resolve) => {
        // A task that nothing announces: what was left active shows here.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { see('a task after overflow ' + i); port1.close(); resolve(); };
        port2.postMessage(0);
      });
    }
    pending.resolve();
    const flow = await v.run('flow', async () => { for (let i = 0; i < 10; i++) await i; return v.get(); });
    await fetch('/seen', { method: 'POST', body: JSON.stringify({ seen, overflows, flow }) });
  })();`;

inEachBrowser('the end of the stack', (browser) => {
  for (const where of ['page', 'worker'] as const) {
    it(`leaves no mapping behind, in a ${where}`, async function () {
      this.timeout(120_000);
      const server = await browser.startServer();
      server.serveScript('/program.js', program);
      server.serveScript('/worker.js', `importScripts('/dist/asynccontext-polyfill.min.js', '/program.js');`);
      const url = server.servePage(
        '/overflow.html',
        where === 'page'
          ? '<!doctype html><script src="/dist/asynccontext-polyfill.min.js"></script><script src="/program.js"></script>'
          : '<!doctype html><script src="/start.js"></script>',
      );
      server.serveScript('/start.js', "new Worker('/worker.js');");
      await browser.open(url);
      expect(await server.posted('/seen', 100_000)).to.deep.equal({ seen: [], overflows: 8, flow: 'flow' });
    });
  }
});
