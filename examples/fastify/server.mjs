import Fastify, { LogController } from 'fastify';
import { authenticate } from '../shared/authentication.mjs';
import { requestId, requestIdFrom, runAs, runAsRequest } from '../shared/context.mjs';
import { serve } from '../shared/lifecycle.mjs';
import { logCompletion, logger } from '../shared/logger.mjs';
import { auditLog, exportOrders, fail, invoiceOrder, placeOrder } from '../shared/orders.mjs';

const app = Fastify({
  loggerInstance: logger,
  // The hooks below log each request themselves, inside its context.
  logController: new LogController({ disableRequestLogging: true }),
  genReqId: (request) => requestIdFrom(request.headers),
});

// A hook with `done` may call it inside `run`: whatever follows belongs to the request.
app.addHook('onRequest', (request, reply, done) => {
  runAsRequest(request.id, request.headers, () => {
    reply.header('x-request-id', request.id);
    logger.info({ method: request.method, url: request.url }, 'request');
    done();
  });
});

// A later hook may add to the context, also after waiting for something.
app.addHook('onRequest', (request, reply, done) => {
  authenticate(request.headers.authorization).then((who) => {
    runAs(who, () => {
      logger.info('authenticated');
      // The hook `onResponse` would do for responses that are sent, but not for those broken off.
      logCompletion(reply.raw);
      done();
    });
  }, done);
});

// Errors, thrown or rejected, arrive here in the context of the request.
app.setErrorHandler((error, request, reply) => {
  const status = error.statusCode ?? 500;
  logger.error({ err: error, status }, 'request failed');
  reply.status(status).send({ requestId: requestId.get(), error: status < 500 ? error.message : 'internal error' });
});

app.post('/orders', async (request, reply) => {
  reply.status(201);
  return placeOrder(request.body);
});

app.post('/invoices', async (request, reply) => {
  reply.status(201);
  return invoiceOrder(request.body);
});

app.get('/orders', async (request, reply) => {
  reply.type('application/x-ndjson');
  return exportOrders(Number(request.query.limit ?? 10));
});

app.get('/audit', auditLog);

app.get('/fail', fail);

await serve('Fastify', {
  server: app.server,
  start: (port) => app.listen({ port, host: '127.0.0.1' }),
  stop: () => app.close(),
});
