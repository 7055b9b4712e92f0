import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { requestId, runWithContextValues, user } from './context.mjs';
import { logger } from './logger.mjs';

parentPort.on('message', ({ job, values, order }) => {
  runWithContextValues(values, () => {
    logger.info('invoice rendered');
    const text = `Invoice for ${order.quantity} x ${order.item}, issued to ${user.get()}`;
    const number = createHash('sha256').update(text).digest('hex').slice(0, 12);
    parentPort.postMessage({ job, invoice: { number, text, requestId: requestId.get() } });
  });
});
