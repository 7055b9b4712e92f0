import { Worker } from 'node:worker_threads';
import { contextValues } from './context.mjs';
import { destination } from './logger.mjs';

const workers = [];
const pending = new Map();
let jobs = 0;

/** Starts the worker threads and returns a function that stops them. */
export function startWorkers() {
  for (let i = 0; i < 2; i++) {
    const worker = new Worker(new URL('./invoice-worker.mjs', import.meta.url));
    // This listener serves all requests and belongs to none. It need not: it resolves promises,
    // and whoever awaits one goes on in the context that the await was in.
    worker.on('message', ({ job, invoice, line }) => {
      if (line !== undefined) {
        destination.write(line);
        return;
      }
      pending.get(job)(invoice);
      pending.delete(job);
    });
    workers.push(worker);
  }
  return () => Promise.all(workers.map((worker) => worker.terminate()));
}

/**
 * Renders an invoice in a worker thread. A thread is another agent with a context of its own:
 * nothing crosses by itself, so the values that the worker needs go with the message.
 */
export function renderInvoice(order) {
  return new Promise((resolve) => {
    const job = ++jobs;
    pending.set(job, resolve);
    workers[job % workers.length].postMessage({ job, values: contextValues(), order });
  });
}
