import { webIntegration } from '../sections.ts';
import { defineArea, type CaseContext, type Need } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';
import { urlOf } from './server.ts';

const section = webIntegration('events');
const needs: readonly Need[] = ['server', 'api WebSocket'];

const socketUrl = (url: string) => url.replace(/^http/, 'ws');

const connect = (context: CaseContext) => new WebSocket(socketUrl(urlOf(context, '/socket')));

const close = (socket: WebSocket) => {
  socket.close();
};

export default defineArea('web-sockets', 'WebSocket', (test) => {
  const row = { section, needs, end: close };
  const cause = 'its constructor';
  defineEventCases(test, {
    ...row,
    event: 'the open of a WebSocket',
    cause,
    type: 'open',
    create: connect,
  });
  defineEventCases(test, {
    ...row,
    event: 'a message of a WebSocket',
    cause,
    type: 'message',
    isEmpty: true,
    create: connect,
  });
  defineEventCases(test, {
    ...row,
    event: 'the close of a WebSocket that is open',
    cause: 'close',
    type: 'close',
    async create(context) {
      const socket = connect(context);
      await nextEvent(socket, 'open');
      return socket;
    },
    start: close,
  });

  test(
    'close runs listeners in the mapping of its first call, not of one that changes nothing',
    section,
    async (context) => {
      const { variable, seen, note } = createFlows(context.AsyncContext);
      const socket = variable.run('constructed', () => connect(context));
      socket.onclose = note;
      await nextEvent(socket, 'open');
      variable.run('closed', close.bind(undefined, socket));
      variable.run('closed again', close.bind(undefined, socket));
      await nextEvent(socket, 'close');
      context.assert.sameList(seen, ['closed']);
    },
    needs,
  );

  test(
    'close throws the platform’s error for a wrong code and for no socket, and changes nothing',
    section,
    async (context) => {
      const { assert } = context;
      const { variable, seen, note } = createFlows(context.AsyncContext);
      const socket = variable.run('constructed', () => connect(context));
      socket.onopen = note;
      variable.run('closed', () => {
        assert.throws(() => {
          socket.close(1);
        }, DOMException);
        assert.throws(() => {
          WebSocket.prototype.close.call({} as WebSocket);
        }, TypeError);
      });
      await nextEvent(socket, 'open');
      socket.close();
      assert.sameList(seen, ['constructed']);
    },
    needs,
  );

  test(
    'WebSocket keeps its constants, its constructor and what its subclasses are instances of',
    section,
    (context) => {
      const { assert } = context;
      class Subclass extends WebSocket {}
      const socket = new Subclass(socketUrl(urlOf(context, '/socket')));
      assert.sameList([socket instanceof Subclass, socket instanceof WebSocket], [true, true]);
      assert.same(WebSocket.prototype.constructor, WebSocket);
      assert.sameList([WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.length], [0, 1, 1]);
      assert.throws(() => new WebSocket('http://['), DOMException);
      socket.close();
    },
    needs,
  );

  // The only one, last and elsewhere: Firefox waits ever longer before it connects where it has been refused.
  test(
    'a WebSocket that is refused runs the listeners of error and close in the mapping of its constructor',
    section,
    async (context) => {
      const { variable, seen, cause } = createFlows(context.AsyncContext);
      const log = ({ type }: Event) => seen.push(`${type}: ${String(variable.get())}`);
      const url = context.host.server?.url('/missing', 'other') ?? '';
      const socket = cause(() => new WebSocket(socketUrl(url)));
      socket.addEventListener('error', log, { once: true });
      socket.onerror = log;
      socket.onclose = log;
      await nextEvent(socket, 'close');
      context.assert.sameList(seen, ['error: cause', 'error: cause', 'close: cause']);
    },
    needs,
  );
});
