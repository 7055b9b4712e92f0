import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';

/** What the server answers at one path. */
export interface Route {
  readonly body: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A server on 127.0.0.1, on a port of its own, hence an origin of its own. */
export interface Server {
  /** `http://127.0.0.1:` and the port. */
  readonly origin: string;
  /** Serves something at a path, in place of what was there; returns its URL. */
  serve(path: string, route: Route): string;
  /** Answers every request at a path by a function of one's own; returns its URL. */
  handle(path: string, handler: Handler): string;
  /** Answers requests at a path that ask for another protocol, such as WebSocket. */
  upgrade(path: string, handler: (request: IncomingMessage, socket: Duplex) => void): string;
  /** Serves a page; returns its URL. */
  servePage(path: string, html: string, headers?: Route['headers']): string;
  /** Serves a script or a module; returns its URL. */
  serveScript(path: string, code: string, headers?: Route['headers']): string;
  /**
   * What a page or worker posts to a path, from JSON; each post is answered once, in order.
   *
   * @param timeout milliseconds
   */
  posted(path: string, timeout?: number): Promise<unknown>;
  close(): Promise<void>;
}

/** The headers of pages and of their workers that make `crossOriginIsolated` true. */
export const isolation: Readonly<Record<string, string>> = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript',
};

const typeOf = (path: string): string => `${types[extname(path)] ?? 'application/octet-stream'}; charset=utf-8`;

/**
 * Starts a server of a test's own routes and, for every other path, of the files in some folders.
 *
 * @param folders by the first part of a path; without it, `/dist/` is what was built
 */
export async function startServer(
  folders: Readonly<Record<string, string>> = { dist: join(process.cwd(), 'dist') },
): Promise<Server> {
  const routes = new Map<string, Route>();
  const handlers = new Map<string, Handler>();
  const upgrades = new Map<string, (request: IncomingMessage, socket: Duplex) => void>();

  async function answer(path: string, response: ServerResponse): Promise<void> {
    const route = routes.get(path) ?? (await readFrom(folders, path));
    if (route === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end(`there is nothing at ${path}`);
      return;
    }
    const { body, type = typeOf(path), headers } = route;
    response
      .writeHead(200, { 'content-type': type, 'cache-control': 'no-store', ...fileHeaders, ...headers })
      .end(body);
  }

  /** Connections that are the server's own no more, but end with it. */
  const sockets = new Set<Duplex>();
  const posts = new EventEmitter().setMaxListeners(Infinity);
  const unread = new Map<string, unknown[]>();

  async function receive(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: unknown = JSON.parse(await text(request));
    unread.set(path, [...(unread.get(path) ?? []), body]);
    response.writeHead(204).end();
    posts.emit(path);
  }

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = decodeURIComponent(pathname);
    const handler = handlers.get(path);
    const answered =
      handler !== undefined
        ? Promise.resolve(handler(request, response))
        : request.method === 'POST'
          ? receive(path, request, response)
          : answer(path, response);
    answered.catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  server.on('upgrade', (request, socket: Duplex) => {
    // A connection that a page ends in its own way is none of the server's errors.
    socket.on('error', () => socket.destroy());
    const handler = upgrades.get(new URL(request.url ?? '/', 'http://127.0.0.1').pathname);
    if (handler === undefined) socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
    else handler(request, socket);
    sockets.add(socket.on('close', () => sockets.delete(socket)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const serve: Server['serve'] = (path, route) => {
    routes.set(path, route);
    return origin + path;
  };
  return {
    origin,
    serve,
    handle(path, handler) {
      handlers.set(path, handler);
      return origin + path;
    },
    upgrade(path, handler) {
      upgrades.set(path, handler);
      return origin.replace(/^http/, 'ws') + path;
    },
    servePage: (path, html, headers = {}) => serve(path, { body: html, type: 'text/html; charset=utf-8', headers }),
    serveScript: (path, code, headers = {}) =>
      serve(path, { body: code, type: 'text/javascript; charset=utf-8', headers }),
    async posted(path, timeout = 10_000) {
      const deadline = AbortSignal.timeout(timeout);
      while ((unread.get(path)?.length ?? 0) === 0) {
        try {
          await once(posts, path, { signal: deadline });
        } catch (error) {
          throw new Error(`nothing was posted to ${origin}${path} within ${timeout} ms`, { cause: error });
        }
      }
      return unread.get(path)?.shift();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      // Browsers keep theirs open.
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Lets isolated pages and workers load everything. */
const fileHeaders = { 'cross-origin-resource-policy': 'same-origin' };

async function readFrom(folders: Readonly<Record<string, string>>, path: string): Promise<Route | undefined> {
  const [, first = '', ...rest] = path.split('/');
  const folder = folders[first];
  if (folder === undefined) return undefined;
  const file = resolve(folder, ...rest);
  if (!file.startsWith(resolve(folder) + sep)) return undefined;
  try {
    return { body: await readFile(file, 'utf8') };
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
