import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';
import { text } from 'node:stream/consumers';

/** What the server answers at one path. */
export interface Route {
  readonly body: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server on 127.0.0.1, on a port of its own, hence an origin of its own. */
export interface Server {
  /** `http://127.0.0.1:` and the port. */
  readonly origin: string;
  /** Serves something at a path, in place of what was there; returns its URL. */
  serve(path: string, route: Route): string;
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
    const answered = request.method === 'POST' ? receive(path, request, response) : answer(path, response);
    answered.catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
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
