import { webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { nextTask } from '../timing.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';
import { urlOf } from './server.ts';

const section = webIntegration('events');

/** In a page: a worker of Firefox that owns the workers of all these cases does not get to their end. */
const needs = ['api Worker', 'api document'] as const;

function workerOf(source: string): Worker {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  // It would be the page's error otherwise.
  worker.addEventListener('error', (event) => {
    event.preventDefault();
  });
  return worker;
}

/** Ends a worker, but later: one that is terminated fires no events, in some engines not even the program's. */
const terminate = (worker: Worker) => {
  void nextTask().then(() => {
    worker.terminate();
  });
};

export default defineArea('workers', 'Workers, as their owner sees them', (test) => {
  defineEventCases(test, {
    event: 'the error of a worker whose script is not found',
    cause: 'its constructor',
    type: 'error',
    section,
    needs: ['server', ...needs],
    create: (context) => new Worker(urlOf(context, '/missing')),
    end: terminate,
  });
  test(
    'the error of a shared worker whose script is not found runs listeners and the handler in the mapping of its constructor',
    section,
    async (context) => {
      const { seen, note, register, cause } = createFlows(context.AsyncContext);
      // Several, because Chromium does not tell of every one.
      const workers = [1, 2, 3].map((number) =>
        cause(() => new SharedWorker(urlOf(context, `/missing?${String(Date.now() + number)}`))),
      );
      register(() => {
        for (const worker of workers) {
          worker.addEventListener('error', note);
          worker.onerror = note;
        }
      });
      await Promise.race(workers.map((worker) => nextEvent(worker, 'error')));
      context.assert.sameList(seen.slice(0, 2), ['cause', 'cause']);
    },
    ['server', 'api SharedWorker'],
  );
  defineEventCases(test, {
    event: 'an error of the code of a worker',
    cause: 'postMessage',
    type: 'error',
    isEmpty: true,
    section,
    needs,
    create: () => workerOf('onmessage = () => { throw new Error("in the worker"); };'),
    start(worker) {
      worker.postMessage(null);
    },
    end: terminate,
  });
  defineEventCases(test, {
    event: 'a message of a worker',
    cause: 'postMessage',
    type: 'message',
    isEmpty: true,
    section,
    needs,
    create: () => workerOf('onmessage = () => { postMessage(null); };'),
    start(worker) {
      worker.postMessage(null);
    },
    end: terminate,
  });

  test(
    'an error of the code of a worker runs listeners in the empty mapping if the worker was made in another one',
    section,
    async ({ AsyncContext, assert }) => {
      const { seen, note, cause } = createFlows(AsyncContext);
      const worker = cause(() => workerOf('onmessage = () => { throw new Error("in the worker"); };'));
      worker.addEventListener('error', note, true);
      worker.onerror = note;
      worker.postMessage(null);
      await nextEvent(worker, 'error');
      worker.terminate();
      assert.sameList(seen, [undefined, undefined]);
    },
    needs,
  );
});
