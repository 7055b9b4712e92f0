import { webIntegration } from '../sections.ts';
import { defineArea, type CaseContext } from '../suite.ts';
import { createFlows, nextEvent } from './events.ts';

const section = webIntegration('cross-document-navigations');
const agents = webIntegration('events');

/** A worker whose code is given. */
function startWorker(code: string): Worker {
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}

export default defineArea('documents-and-agents', 'Documents, realms and agents', (test) => {
  test(
    'a message that a worker answers with runs listeners in the empty mapping',
    agents,
    async ({ AsyncContext, assert }) => {
      const { note, seen, register, cause } = createFlows(AsyncContext);
      const worker = startWorker('onmessage = ({ data }) => postMessage(data);');
      register(() => {
        worker.addEventListener('message', note);
        worker.onmessage = note;
      });
      const answered = nextEvent(worker, 'message');
      cause(() => {
        worker.postMessage('ping');
      });
      await answered;
      worker.terminate();
      assert.sameList(seen, [undefined, undefined]);
    },
    ['api Worker', 'api Blob'],
  );

  test(
    'a function of a frame keeps the mapping of the call, and what it calls back too',
    section,
    ({ AsyncContext, host, assert }) => {
      const { variable, cause } = createFlows(AsyncContext);
      const realm = (host as Required<CaseContext['host']>).createRealm();
      const call = realm.evaluate('(fn) => fn()') as <T>(fn: () => T) => T;
      assert.same(
        cause(() => call(() => variable.get())),
        'cause',
      );
      assert.same(variable.get(), undefined);
    },
    ['createRealm'],
  );

  test(
    'an event that is dispatched at an element of a frame runs listeners in the mapping of the dispatch',
    section,
    ({ AsyncContext, host, assert }) => {
      const { note, seen, register, cause } = createFlows(AsyncContext);
      const { document } = (host as Required<CaseContext['host']>).createRealm().globalThis;
      const element = document.createElement('img');
      register(() => {
        element.addEventListener('load', note);
      });
      cause(() => element.dispatchEvent(new Event('load')));
      assert.sameList(seen, ['cause']);
    },
    ['createRealm'],
  );

  test(
    'a document that a frame loads in a run starts with nothing current',
    section,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const frame = document.createElement('iframe');
      document.documentElement.append(frame);
      const scope = globalThis as { scriptRan?: unknown };
      scope.scriptRan = note;
      const loaded = nextEvent(frame, 'load');
      cause(() => {
        frame.srcdoc = '<!doctype html><script>parent.scriptRan();</script>';
      });
      await loaded;
      frame.remove();
      delete scope.scriptRan;
      assert.sameList(seen, [undefined]);
    },
    ['api document', 'evaluate'],
  );
});
