import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Server } from './browsers/server.ts';

interface File {
  readonly type: string;
  readonly body: string | Buffer;
  readonly status?: number;
}

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A header of 44 bytes and a second of zeros: 8,000 samples of 8 bits, of which 128 is the middle. */
function silence(): Buffer {
  const samples = 8_000;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(samples, 24);
  header.writeUInt32LE(samples, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples, 40);
  return Buffer.concat([header, Buffer.alloc(samples, 128)]);
}

const files: Readonly<Record<string, File>> = {
  '/blank.html': { type: 'text/html', body: '<!doctype html><title>blank</title>' },
  '/pixel.png': { type: 'image/png', body: Buffer.from(pixel, 'base64') },
  '/script.js': { type: 'text/javascript', body: 'globalThis.scriptRan?.();' },
  '/module.js': { type: 'text/javascript', body: 'globalThis.moduleRan?.(); export const loaded = true;' },
  '/style.css': { type: 'text/css', body: '.styled { color: rgb(1, 2, 3); }' },
  '/silence.wav': { type: 'audio/wav', body: silence() },
  '/cues.vtt': {
    type: 'text/vtt',
    body: 'WEBVTT\n\n00:00.100 --> 00:00.300\nfirst\n\n00:00.500 --> 00:00.700\nsecond\n',
  },
  '/data.json': { type: 'application/json', body: '{"data":[1,2,3]}' },
  '/events': { type: 'text/event-stream', body: 'retry: 100\ndata: one\n\n' },
  '/slow': { type: 'text/plain', body: 'slow' },
  '/missing': { type: 'text/plain', body: 'missing', status: 404 },
};

/** Serves what the web half of the conformance suite asks of a TestServer. */
export function serveWebFiles(server: Server): void {
  for (const [path, { type, body, status = 200 }] of Object.entries(files)) {
    server.handle(path, async (request, response) => {
      await wait(request);
      const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
      // WebKit plays nothing from a server that has no ranges.
      if (range !== null && status === 200) sendRange(response, type, Buffer.from(body), range);
      else send(response, status, type, body);
    });
  }
  server.handle('/echo', async (request, response) => {
    const body = await text(request);
    await wait(request);
    send(response, 200, 'text/plain', body);
  });
  server.handle('/cut', async (request, response) => {
    await wait(request);
    response.writeHead(200, { ...headers, 'content-type': 'text/plain', 'content-length': 100 });
    response.write('half', () => response.destroy());
  });
  server.upgrade('/socket', acceptSocket);
}

const headers = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
  'cache-control': 'no-store',
};

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { ...headers, 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

function sendRange(response: ServerResponse, type: string, body: Buffer, [, first, last]: RegExpExecArray): void {
  const start = Number(first);
  const end = last === undefined || last === '' ? body.length - 1 : Math.min(Number(last), body.length - 1);
  response
    .writeHead(206, {
      ...headers,
      'content-type': type,
      'accept-ranges': 'bytes',
      'content-range': `bytes ${start}-${end}/${body.length}`,
      'content-length': end - start + 1,
    })
    .end(body.subarray(start, end + 1));
}

async function wait({ url = '/' }: IncomingMessage): Promise<void> {
  const milliseconds = Number(new URL(url, 'http://127.0.0.1').searchParams.get('ms') ?? 0);
  if (milliseconds > 0) await delay(milliseconds);
}

const CLOSE = 8;

/** A WebSocket that sends one message, and closes when it is asked to. */
function acceptSocket({ headers: { 'sec-websocket-key': key = '' } }: IncomingMessage, socket: Duplex): void {
  // https://www.rfc-editor.org/rfc/rfc6455#section-4.2.2
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  );
  socket.write(Buffer.from([0x81, 5, ...Buffer.from('hello')]));
  socket.on('data', (frame: Buffer) => {
    if (((frame[0] ?? 0) & 15) === CLOSE) socket.end(Buffer.from([0x80 | CLOSE, 0]));
  });
}
