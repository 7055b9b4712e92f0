import { expect } from 'chai';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ExampleServer, type Example } from './server.ts';

const who = (name: string) => ({ authorization: `Bearer ${name}@acme` });

function post(url: string, id: string, body: string): Promise<Response> {
  const headers = { ...who(`user-${id}`), 'x-request-id': id, 'content-type': 'application/json' };
  return fetch(url, { method: 'POST', headers, body });
}

const tea = JSON.stringify({ item: 'tea', quantity: 2 });

/** A connection on which a test decides when which bytes go out and come in. */
async function rawConnection(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  return socket;
}

const head = (method: string, path: string, id: string, more = '') =>
  `${method} ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx-request-id: ${id}\r\n` +
  `authorization: Bearer user-${id}@acme\r\n${more}\r\n`;

async function textOf(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += String(chunk);
  return text;
}

for (const example of ['express', 'fastify'] satisfies Example[]) {
  describe(`examples/${example}`, function () {
    this.timeout(60_000);
    let server: ExampleServer;

    before(async () => {
      server = await ExampleServer.start(example);
      // A process's first fetch loads its client, which on a busy machine takes longer than the example waits.
      await (await post(`${server.url}/orders`, 'first', tea)).arrayBuffer();
    });

    after(async () => {
      const code = await server.stop();
      expect(code).to.equal(0);
      const ownerless = server.lines.filter(({ requestId }) => requestId === undefined).map(({ msg }) => msg);
      expect(ownerless.filter((msg) => !msg.startsWith('Server listening'))).to.deep.equal(['shutting down']);
    });

    it('prints one line with its address when it is ready', () => {
      expect(server.printed).to.have.lengthOf(1);
      expect(server.printed[0]).to.match(/^(Express|Fastify) example: http:\/\/127\.0\.0\.1:\d+ \(Ctrl-C stops it\)$/);
    });

    it('answers an order with the request, user and tenant that it came with', async () => {
      const response = await post(`${server.url}/orders`, 'plain', tea);
      const body = (await response.json()) as { stock: object };
      expect(response.status).to.equal(201);
      expect(response.headers.get('x-request-id')).to.equal('plain');
      expect(body).to.include({ requestId: 'plain', user: 'user-plain', tenant: 'acme' });
      expect(body.stock).to.include({ requestId: 'plain' });
      for (const late of ['statistics updated', 'confirmation sent']) {
        await server.logged(({ requestId, msg }) => requestId === 'plain' && msg === late);
      }
      const messages = await server.messagesOf('plain');
      expect(messages).to.have.members([
        'request',
        'authenticated',
        'stock checked',
        'payment settled',
        'query',
        'query',
        'order placed',
        'statistics updated',
        'request completed',
        'confirmation sent',
      ]);
    });

    it('makes up an id for a request that comes without one or with one unfit to be logged', async () => {
      for (const headers of [who('ada'), { ...who('ada'), 'x-request-id': 'a b' }]) {
        const response = await fetch(`${server.url}/audit`, { headers });
        const id = response.headers.get('x-request-id') ?? '';
        expect(id).to.match(/^[0-9a-f-]{36}$/);
        expect(await server.messagesOf(id)).to.include('query');
      }
    });

    it('lets a tenant see its own rows only', async () => {
      await post(`${server.url}/orders`, 'mine', tea);
      const response = await fetch(`${server.url}/orders`, { headers: { authorization: 'Bearer eve@evil' } });
      expect(await response.text()).to.equal('');
    });

    it('logs an error that a handler throws with the id of its request, among other requests', async () => {
      const failing = Array.from({ length: 20 }, async (_, i) => {
        const headers = { ...who('ada'), 'x-request-id': `fail-${i}` };
        const response = await fetch(`${server.url}/fail`, { headers });
        expect(response.status).to.equal(500);
        expect(await response.json()).to.deep.equal({ requestId: `fail-${i}`, error: 'internal error' });
      });
      const working = Array.from({ length: 20 }, async (_, i) => {
        const response = await post(`${server.url}/orders`, `work-${i}`, tea);
        expect(await response.json()).to.include({ requestId: `work-${i}` });
      });
      await Promise.all([...failing, ...working]);
      for (let i = 0; i < 20; i++) {
        const messages = await server.messagesOf(`fail-${i}`);
        expect(messages).to.deep.equal(['request', 'authenticated', 'request failed', 'request completed']);
        const line = server.lines.find(({ requestId, err }) => requestId === `fail-${i}` && err !== undefined);
        expect(line?.err?.message).to.equal('something went wrong');
        expect(await server.messagesOf(`work-${i}`)).to.not.include('request failed');
      }
    });

    it('keeps the id of a request whose body arrives later than its head', async () => {
      const socket = await rawConnection(server.url);
      const length = `content-type: application/json\r\ncontent-length: ${tea.length}\r\n`;
      socket.write(head('POST', '/orders', 'late', length));
      await server.logged(({ requestId, msg }) => requestId === 'late' && msg === 'authenticated');
      // A request of someone else in between, so that a context left behind would be theirs.
      await post(`${server.url}/orders`, 'between', tea);
      socket.write(tea.slice(0, 5));
      await post(`${server.url}/orders`, 'between2', tea);
      socket.write(tea.slice(5));
      expect(await textOf(socket))
        .to.match(/^HTTP\/1.1 201/)
        .and.include('"requestId":"late","user":"user-late"');
      expect(await server.messagesOf('late')).to.include.members(['order placed', 'stock checked', 'payment settled']);
    });

    for (const [name, body] of [
      ['is not JSON', '{"item":'],
      ['is no order', '{"item":7}'],
    ] as const) {
      it(`answers 400 to a body that ${name}, and logs that with its id`, async () => {
        const id = `bad-${body.length}`;
        const response = await post(`${server.url}/orders`, id, body);
        expect(response.status).to.equal(400);
        expect(await response.json()).to.include({ requestId: id });
        expect(await server.messagesOf(id)).to.include('request failed');
      });
    }

    it('keeps the id of a request whose bad body arrives later than its head', async () => {
      const socket = await rawConnection(server.url);
      socket.write(head('POST', '/orders', 'latebad', 'content-type: application/json\r\ncontent-length: 4\r\n'));
      await server.logged(({ requestId, msg }) => requestId === 'latebad' && msg === 'authenticated');
      socket.write('{{{{');
      expect(await textOf(socket))
        .to.match(/^HTTP\/1.1 400/)
        .and.include('"requestId":"latebad"');
      expect(await server.messagesOf('latebad')).to.include('request failed');
    });

    it('answers 401 to a caller who does not say who it is', async () => {
      const response = await fetch(`${server.url}/audit`, { headers: { 'x-request-id': 'nobody' } });
      expect(response.status).to.equal(401);
      expect(await response.json()).to.include({ requestId: 'nobody' });
      const [line] = await server.logged(({ requestId, err }) => requestId === 'nobody' && err !== undefined);
      expect(line).to.include({ msg: 'request failed', status: 401 }).and.not.have.property('user');
    });

    it('gives up on a second server that is slow, for that request only', async () => {
      const slow = post(`${server.url}/orders`, 'slow', JSON.stringify({ item: 'slow', quantity: 1 }));
      const quick = await post(`${server.url}/orders`, 'quick', tea);
      expect(quick.status).to.equal(201);
      const response = await slow;
      expect(response.status).to.equal(504);
      expect(await response.json()).to.include({ requestId: 'slow' });
      expect(await server.messagesOf('slow'))
        .to.include('request failed')
        .and.not.include('stock checked');
    });

    it('answers 502 when the second server fails', async () => {
      const response = await post(
        `${server.url}/orders`,
        'failed',
        JSON.stringify({ item: 'unobtainable', quantity: 1 }),
      );
      expect(response.status).to.equal(502);
      expect(await server.messagesOf('failed')).to.include('request failed');
    });

    it('keeps the id of a request whose client goes away', async () => {
      const socket = await rawConnection(server.url);
      const body = JSON.stringify({ item: 'slow', quantity: 1 });
      const length = `content-type: application/json\r\ncontent-length: ${body.length}\r\n`;
      socket.write(head('POST', '/orders', 'gone', length) + body);
      await server.logged(({ requestId, msg }) => requestId === 'gone' && msg === 'authenticated');
      socket.destroy();
      const [completed] = await server.logged(
        ({ requestId, msg }) => requestId === 'gone' && msg === 'request completed',
      );
      expect(completed).to.include({ user: 'user-gone', tenant: 'acme' });
      await server.logged(({ requestId, msg }) => requestId === 'gone' && msg === 'request failed');
      expect((await post(`${server.url}/orders`, 'alive', tea)).status).to.equal(201);
    });

    describe('with more rows than the buffers between server and client hold', () => {
      const rows = 600;

      before(async () => {
        const body = JSON.stringify({ item: 'x'.repeat(12_000), quantity: 1 });
        let next = 0;
        const customer = async () => {
          while (next < rows) {
            const id = `big-${next++}`;
            const response = await fetch(`${server.url}/orders`, {
              method: 'POST',
              headers: { authorization: 'Bearer bulk@big', 'x-request-id': id, 'content-type': 'application/json' },
              body,
            });
            await response.arrayBuffer();
          }
        };
        await Promise.all(Array.from({ length: 20 }, customer));
      });

      const startExport = async (id: string) => {
        const socket = await rawConnection(server.url);
        socket.pause();
        socket.write(head('GET', `/orders?limit=${rows}`, id).replace('@acme', '@big'));
        await server.logged(({ requestId, msg }) => requestId === id && msg === 'row sent');
        // Other requests run while nobody reads, and the export waits for the socket to drain.
        await post(`${server.url}/orders`, `during-${id}`, tea);
        return socket;
      };

      it('sends every row, and logs it with the id of the export, to a reader that is slow', async () => {
        const socket = await startExport('drip');
        expect(
          server.lines.filter(({ requestId, msg }) => requestId === 'drip' && msg === 'row sent').length,
        ).to.be.below(rows);
        const text = await textOf(socket);
        expect(text.match(/"exportedBy":"drip"/g)).to.have.lengthOf(rows);
        const messages = await server.messagesOf('drip');
        expect(messages.filter((msg) => msg === 'row sent')).to.have.lengthOf(rows);
        expect(messages).to.include('export sent');
      });

      it('notices that the reader of an export goes away, and logs that with its id', async () => {
        const socket = await startExport('left');
        socket.destroy();
        await server.logged(({ requestId, msg }) => requestId === 'left' && msg === 'export broken off');
        const messages = await server.messagesOf('left');
        expect(messages).to.not.include('export sent');
        expect((await post(`${server.url}/orders`, 'still-alive', tea)).status).to.equal(201);
      });
    });
  });

  describe(`examples/${example}, shutting down`, function () {
    this.timeout(30_000);

    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      it(`finishes the request in progress and exits with 0 on ${signal}`, async () => {
        const server = await ExampleServer.start(example);
        const slow = post(`${server.url}/orders`, 'last', JSON.stringify({ item: 'slow', quantity: 1 }));
        await server.logged(({ requestId, msg }) => requestId === 'last' && msg === 'authenticated');
        server.signal(signal);
        await server.logged(({ msg }) => msg === 'shutting down');
        const response = await slow;
        expect(response.status).to.equal(504);
        expect(await response.json()).to.include({ requestId: 'last' });
        expect(await server.exited()).to.equal(0);
        expect(await server.messagesOf('last')).to.include('request failed');
      });
    }
  });
}
