import { createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';
import express from 'express';
import { authenticate } from '../shared/authentication.mjs';
import { requestId, requestIdFrom, runAs, runAsRequest } from '../shared/context.mjs';
import { serve } from '../shared/lifecycle.mjs';
import { logCompletion, logger } from '../shared/logger.mjs';
import { auditLog, exportOrders, fail, invoiceOrder, placeOrder } from '../shared/orders.mjs';

const app = express();

// First of all, so that whatever follows belongs to the request: it is called by `next`, inside `run`.
app.use((request, response, next) => {
  runAsRequest(requestIdFrom(request.headers), request.headers, () => {
    response.setHeader('x-request-id', requestId.get());
    logger.info({ method: request.method, url: request.url }, 'request');
    next();
  });
});

// A second middleware may add to the context at any later time, also after an await.
app.use(async (request, response, next) => {
  const who = await authenticate(request.headers.authorization);
  runAs(who, () => {
    logger.info('authenticated');
    logCompletion(response);
    next();
  });
});

app.use(express.json());

app.post('/orders', async (request, response) => {
  response.status(201).json(await placeOrder(request.body));
});

app.post('/invoices', async (request, response) => {
  response.status(201).json(await invoiceOrder(request.body));
});

app.get('/orders', async (request, response) => {
  response.type('application/x-ndjson');
  await pipeline(await exportOrders(Number(request.query.limit ?? 10)), response);
});

app.get('/audit', async (request, response) => {
  response.json(await auditLog());
});

app.get('/fail', fail);

// Errors, thrown or rejected, arrive here in the context of the request.
// eslint-disable-next-line no-unused-vars -- Express knows an error handler by its four parameters.
app.use((error, request, response, next) => {
  const status = error.statusCode ?? 500;
  logger.error({ err: error, status }, 'request failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.status(status).json({ requestId: requestId.get(), error: status < 500 ? error.message : 'internal error' });
});

const server = createServer(app);
await serve('Express', {
  server,
  start: (port) => server.listen(port, '127.0.0.1'),
  stop: () => server.close(),
});
