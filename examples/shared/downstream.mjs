// The second server: a stock service in a process of its own. It answers with the headers that
// tell it which request and trace it works for. `startDownstream` in stock.mjs starts it.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const item = request.url.slice('/stock/'.length);
  const answer = () => {
    response.writeHead(item === 'unobtainable' ? 503 : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        item,
        available: 1_000,
        requestId: request.headers['x-request-id'],
        traceparent: request.headers.traceparent,
      }),
    );
  };
  if (item === 'slow') setTimeout(answer, 60_000).unref();
  else answer();
});

server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));

// Ctrl-C reaches every process of the terminal; this one goes when its parent does.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
