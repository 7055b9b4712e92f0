import { once } from 'node:events';
import { logger } from './logger.mjs';
import { startDownstream } from './stock.mjs';
import { startWorkers } from './workers.mjs';

/** Serves until SIGINT or SIGTERM, then lets the requests in progress finish. */
export async function serve(name, { server, start, stop }) {
  const stopDownstream = await startDownstream();
  const stopWorkers = startWorkers();
  await Promise.all([once(server, 'listening'), start(Number(process.env.PORT ?? 3000))]);
  console.log(`${name} example: http://127.0.0.1:${server.address().port} (Ctrl-C stops it)`);

  const shutDown = async (signal) => {
    process.off('SIGINT', shutDown).off('SIGTERM', shutDown);
    logger.info({ signal }, 'shutting down');
    // Clients keep a connection open after its last response; nobody need wait for that.
    const closeIdle = setInterval(() => server.closeIdleConnections(), 50);
    const giveUp = setTimeout(() => server.closeAllConnections(), 10_000);
    await Promise.all([once(server, 'close'), stop()]);
    clearInterval(closeIdle);
    clearTimeout(giveUp);
    stopDownstream();
    await stopWorkers();
    // The process ends by itself once the last timers have fired.
  };
  process.on('SIGINT', shutDown).on('SIGTERM', shutDown);
}
