import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

/** What gives a page the better clocks, and the measurement of its memory. */
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/**
 * Serves one page, tells it what to do, and hears what it found. The page is told by events that
 * the server sends, rather than by the browser's driver: Firefox watches a page in which its driver
 * has evaluated something, which makes promises several times slower.
 *
 * @param {string[]} scripts of the page, in the order in which they run
 */
export async function startPageServer(scripts) {
  const tags = scripts.map((_, i) => `<script src="/${i}"></script>`).join('');
  let events;
  let answered;

  async function handle(request, response) {
    const { method, url } = request;
    if (method === 'POST') {
      const message = await json(request);
      response.writeHead(204).end();
      answered?.(message);
    } else if (url === '/events') {
      events = response.writeHead(200, { 'content-type': 'text/event-stream' });
      events.flushHeaders();
      server.emit('listener');
    } else if (url === '/') {
      response.writeHead(200, { 'content-type': 'text/html', ...isolation }).end(`<!doctype html>${tags}`);
    } else if (scripts[url.slice(1)] !== undefined) {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(scripts[url.slice(1)]);
    } else {
      response.writeHead(404).end();
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    /** Sends the page something, and resolves with what it posts next. */
    async ask(question) {
      if (events === undefined) await once(server, 'listener');
      const answer = new Promise((resolve) => (answered = resolve));
      events.write(`data: ${JSON.stringify(question)}\n\n`);
      return answer;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
