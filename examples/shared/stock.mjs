import { fork } from 'node:child_process';
import { once } from 'node:events';
import { inNewSpan, requestId, span } from './context.mjs';
import { HttpError } from './errors.mjs';
import { logger } from './logger.mjs';

const patience = Number(process.env.STOCK_TIMEOUT ?? 2_000);
let url;

/** Starts the second server and returns a function that stops it. */
export async function startDownstream() {
  const child = fork(new URL('./downstream.mjs', import.meta.url));
  [{ url }] = await once(child, 'message');
  return () => child.disconnect();
}

/** Asks the second server, and tells it which request and trace this belongs to. */
export function checkStock(item) {
  return inNewSpan(async () => {
    const { traceId, spanId } = span.get();
    let response;
    try {
      response = await fetch(`${url}/stock/${item}`, {
        headers: { 'x-request-id': requestId.get(), traceparent: `00-${traceId}-${spanId}-01` },
        signal: AbortSignal.timeout(patience),
      });
    } catch (error) {
      if (error.name === 'TimeoutError') throw new HttpError(504, 'the stock service did not answer in time');
      throw error;
    }
    const body = await response.json();
    if (!response.ok) throw new HttpError(502, `the stock service answered ${response.status}`);
    logger.info('stock checked');
    return body;
  });
}
