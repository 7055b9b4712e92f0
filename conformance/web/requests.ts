import { webIntegration } from '../sections.ts';
import { defineArea, type CaseContext, type Need } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';
import { urlOf } from './server.ts';

const section = webIntegration('events');
const needs: readonly Need[] = ['server', 'api XMLHttpRequest'];

/** Of an opened request, for a path. */
const opened = (context: CaseContext, path: string, method = 'GET'): XMLHttpRequest => {
  const request = new XMLHttpRequest();
  request.open(method, urlOf(context, path));
  return request;
};

export default defineArea('requests', 'XMLHttpRequest', (test) => {
  const send = (request: XMLHttpRequest) => {
    request.send();
  };
  const row = { cause: 'send', section, needs, start: send };
  defineEventCases(test, {
    ...row,
    event: 'the load of a request',
    type: 'load',
    create: (context) => opened(context, '/data.json'),
  });
  defineEventCases(test, {
    ...row,
    event: 'the loadend of a request',
    type: 'loadend',
    create: (context) => opened(context, '/data.json'),
  });
  defineEventCases(test, {
    ...row,
    event: 'the error of a request whose connection breaks',
    type: 'error',
    create: (context) => opened(context, '/cut'),
  });
  defineEventCases(test, {
    ...row,
    event: 'the timeout of a request',
    type: 'timeout',
    create(context) {
      const request = opened(context, '/slow?ms=2000');
      request.timeout = 20;
      return request;
    },
  });
  defineEventCases(test, {
    ...row,
    event: 'the load of an upload',
    type: 'load',
    create: (context) => upload(opened(context, '/echo', 'POST')),
    start: (target) => {
      requests.get(target)?.send('text');
    },
  });

  test(
    'a request runs the listeners of everything between send and loadend in the mapping of send',
    section,
    async (context) => {
      const { variable, seen, register, cause } = createFlows(context.AsyncContext);
      const request = new XMLHttpRequest();
      const types = ['loadstart', 'progress', 'readystatechange', 'load', 'loadend'];
      register(() => {
        for (const type of types) {
          request.addEventListener(type, () => seen.push(`${type}: ${String(variable.get())}`));
        }
      });
      variable.run('opened', () => {
        request.open('GET', urlOf(context, '/data.json'));
      });
      const ended = nextEvent(request, 'loadend');
      cause(() => {
        request.send();
      });
      await ended;
      context.assert.sameList(
        [...new Set(seen)],
        [
          'readystatechange: opened',
          'loadstart: cause',
          'readystatechange: cause',
          'progress: cause',
          'load: cause',
          'loadend: cause',
        ],
      );
    },
    needs,
  );

  test(
    'a request that is sent again runs listeners in the mapping of the second send',
    section,
    async (context) => {
      const { variable, seen, note } = createFlows(context.AsyncContext);
      const request = opened(context, '/data.json');
      request.addEventListener('load', note);
      for (const name of ['first', 'second']) {
        const ended = nextEvent(request, 'loadend');
        variable.run(name, () => {
          request.send();
        });
        await ended;
        request.open('GET', urlOf(context, '/data.json'));
      }
      const ended = nextEvent(request, 'loadend');
      request.send();
      await ended;
      context.assert.sameList(seen, ['first', 'second', undefined]);
    },
    needs,
  );

  test(
    'abort runs the listeners of abort, loadend and readystatechange in its own mapping, at once',
    section,
    (context) => {
      const { variable, seen, cause } = createFlows(context.AsyncContext);
      const request = opened(context, '/slow?ms=2000');
      const log = ({ type }: Event) => seen.push(`${type}: ${String(variable.get())}`);
      cause(() => {
        request.send();
      });
      for (const type of ['readystatechange', 'abort', 'loadend']) request.addEventListener(type, log);
      variable.run('aborted', () => {
        request.abort();
      });
      context.assert.sameList(seen, ['readystatechange: aborted', 'abort: aborted', 'loadend: aborted']);
    },
    needs,
  );

  test(
    'requests that run at the same time each have the mapping of their own send',
    section,
    async (context) => {
      const { variable, seen, note } = createFlows(context.AsyncContext);
      const ended = ['first', 'second'].map((name, index) => {
        const request = opened(context, `/slow?ms=${100 - 90 * index}`);
        request.onload = note;
        variable.run(name, send.bind(undefined, request));
        return nextEvent(request, 'loadend');
      });
      await Promise.all(ended);
      context.assert.sameList(seen, ['second', 'first']);
    },
    needs,
  );

  test(
    'send throws the platform’s error for a request that is not open and for no request, and changes nothing',
    section,
    async (context) => {
      const { assert } = context;
      const { variable, seen, note, cause } = createFlows(context.AsyncContext);
      const request = opened(context, '/slow?ms=50');
      request.onload = note;
      cause(() => {
        request.send();
      });
      variable.run('again', () => {
        const error = assert.throws(() => {
          request.send();
        }, DOMException);
        assert.same((error as DOMException).name, 'InvalidStateError');
      });
      assert.throws(() => {
        XMLHttpRequest.prototype.send.call({} as XMLHttpRequest);
      }, TypeError);
      await nextEvent(request, 'loadend');
      assert.sameList(seen, ['cause']);
    },
    needs,
  );
});

/** The request that an upload is of. */
const requests = new WeakMap<XMLHttpRequestUpload, XMLHttpRequest>();

function upload(request: XMLHttpRequest): XMLHttpRequestUpload {
  requests.set(request.upload, request);
  return request.upload;
}
