import { isMainThread, parentPort } from 'node:worker_threads';
import { Snapshot } from 'asynccontext-polyfill';
import pino from 'pino';
import { contextValues } from './context.mjs';

// Worker threads hand their lines to the main thread, so that there is one writer.
export const destination = isMainThread
  ? pino.destination({ dest: process.env.LOG_FILE ?? 1, sync: false })
  : { write: (line) => parentPort.postMessage({ line }) };

/**
 * A logger whose every line says which request it belongs to. pino calls `mixin` synchronously
 * for each line, in the context of the code that logs.
 */
export const logger = pino(
  {
    base: undefined,
    mixin() {
      const { span, ...fields } = contextValues();
      return { ...fields, traceId: span?.traceId };
    },
  },
  destination,
);

/**
 * Logs the end of a response, sent or broken off. The event may come from the connection, which
 * serves one request after the other and belongs to none.
 */
export function logCompletion(response) {
  response.once(
    'close',
    Snapshot.wrap(() => {
      logger.info({ status: response.statusCode, sent: response.writableFinished }, 'request completed');
    }),
  );
}
