// What the shop does. No function here takes a request, a user or a tenant.
import { EventEmitter } from 'node:events';
import { pipeline, Readable, Transform } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { contextValues, requestId, user } from './context.mjs';
import { audit, query } from './database.mjs';
import { HttpError } from './errors.mjs';
import { logger } from './logger.mjs';
import { checkStock } from './stock.mjs';
import { renderInvoice } from './workers.mjs';

// One emitter for all requests, its listeners registered before there was any. A listener runs
// in the context of the `emit` call, so it logs for the request whose order it hears of.
const events = new EventEmitter();
events.on('placed', () => logger.info('order placed'));
events.on('placed', () => setImmediate(() => logger.info('statistics updated')));

export async function placeOrder(order) {
  const { item, quantity } = checkOrder(order);
  const stock = await checkStock(item);
  await delay(1);
  logger.info('payment settled');
  const [{ id }] = await query(
    'INSERT INTO orders (tenant, placedBy, item, quantity) VALUES (:tenant, :user, :item, :quantity) RETURNING id',
    { user: user.get(), item, quantity },
  );
  await audit('order placed');
  events.emit('placed');
  setTimeout(() => logger.info('confirmation sent'), 1);
  return { ...contextValues(), order: id, stock };
}

export async function invoiceOrder(order) {
  const invoice = await renderInvoice(checkOrder(order));
  logger.info('invoice received');
  await audit('invoice issued');
  return { ...contextValues(), invoice };
}

function checkOrder(order) {
  const { item, quantity } = order ?? {};
  if (!/^[a-z]+$/.test(item) || !Number.isInteger(quantity)) {
    throw new HttpError(400, 'send an order like {"item":"tea","quantity":2}');
  }
  return { item, quantity };
}

/**
 * The tenant's latest orders as a stream of JSON lines. Streams that only one request has need no
 * help: what makes them flow, a slow reader's socket included, was started by that request.
 */
export async function exportOrders(limit) {
  const rows = await query('SELECT * FROM orders WHERE tenant = :tenant ORDER BY id DESC LIMIT :limit', { limit });
  return pipeline(
    Readable.from(rows),
    new Transform({
      writableObjectMode: true,
      transform(row, encoding, callback) {
        logger.info('row sent');
        callback(null, `${JSON.stringify({ ...row, exportedBy: requestId.get() })}\n`);
      },
    }),
    (error) => {
      if (error) logger.warn({ err: error }, 'export broken off');
      else logger.info('export sent');
    },
  );
}

/** What the tenant's users did. */
export function auditLog() {
  return query('SELECT user, tenant, requestId, action FROM audit WHERE tenant = :tenant');
}

/** Fails a few steps deep, as real code does. */
export async function fail() {
  await delay(1);
  await new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('something went wrong')), 1);
  });
}
