import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { nodeWithSqlite } from './runtime.ts';

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly requestId?: string;
  readonly user?: string;
  readonly tenant?: string;
  readonly traceId?: string;
  readonly err?: { message: string; stack: string };
  readonly status?: number;
}

export type Example = 'express' | 'fastify';

/** An example, started as its README says, and what it logs to its standard output. */
export class ExampleServer {
  readonly lines: LogLine[] = [];
  /** The lines that are not of the log. */
  readonly printed: string[] = [];
  readonly #child: ChildProcessByStdio<null, Readable, null>;
  readonly #exited: Promise<unknown[]>;
  readonly #events = new EventEmitter();

  private constructor(child: ChildProcessByStdio<null, Readable, null>) {
    this.#child = child;
    this.#exited = once(child, 'close');
    this.#events.setMaxListeners(0);
    createInterface(child.stdout).on('line', (text: string) => {
      if (text.startsWith('{')) this.lines.push(JSON.parse(text) as LogLine);
      else this.printed.push(text);
      this.#events.emit('line');
    });
  }

  static async start(example: Example): Promise<ExampleServer> {
    const child = spawn(await nodeWithSqlite(), [`examples/${example}/server.mjs`], {
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const server = new ExampleServer(child);
    while (server.printed.length === 0) await server.#nextLine();
    return server;
  }

  /** Where it says that it can be reached. */
  get url(): string {
    return /http:\/\/127\.0\.0\.1:\d+/.exec(this.printed[0] ?? '')?.[0] ?? '';
  }

  async #nextLine(): Promise<void> {
    const ended = await Promise.race([once(this.#events, 'line').then(() => false), this.#exited.then(() => true)]);
    if (ended) throw new Error(`the example ended after ${this.lines.length} lines without the one awaited`);
  }

  /** Resolves when `count` lines that `matches` have been logged. */
  async logged(matches: (line: LogLine) => boolean, count = 1): Promise<LogLine[]> {
    for (;;) {
      const found = this.lines.filter(matches);
      if (found.length >= count) return found;
      await this.#nextLine();
    }
  }

  /** Resolves with the messages of a request once it is completed. */
  async messagesOf(id: string): Promise<string[]> {
    await this.logged(({ requestId, msg }) => requestId === id && msg === 'request completed');
    return this.lines.filter(({ requestId }) => requestId === id).map(({ msg }) => msg);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves with the exit code, or the signal that ended the process. */
  async exited(): Promise<unknown> {
    const [code, signal] = await this.#exited;
    return code ?? signal;
  }

  async stop(): Promise<unknown> {
    this.signal('SIGTERM');
    return this.exited();
  }
}
