import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cleanups = new Set<() => void>();

function cleanUp(): void {
  for (const cleanup of cleanups) cleanup();
  cleanups.clear();
}

function onSignal(signal: NodeJS.Signals): void {
  cleanUp();
  // The signal has its usual effect now that this listener, which runs once, is gone.
  process.kill(process.pid, signal);
}

/**
 * Has `cleanup`, which has to be synchronous, called when this process ends, by itself or by a
 * signal, unless the returned function was called before.
 */
export function atExit(cleanup: () => void): () => void {
  if (cleanups.size === 0) {
    process.off('exit', cleanUp).on('exit', cleanUp);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, onSignal).once(signal, onSignal);
  }
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size > 0) return;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, onSignal);
  };
}

/** Something that has to be ended. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** An empty folder, which `stop` removes. */
export function temporaryFolder(): Stoppable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'asynccontext-browser-'));
  const remove = () => {
    // A process that was killed may still be writing.
    rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  const forget = atExit(remove);
  return {
    path,
    stop() {
      remove();
      forget();
      return Promise.resolve();
    },
  };
}

/** Sees to it that a process, which leads a group, ends with its whole group. */
export function supervise(child: ChildProcess): Stoppable {
  const kill = () => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  const forget = atExit(kill);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  return {
    async stop() {
      const exited = hasEnded() ? undefined : once(child, 'exit');
      kill();
      await exited;
      forget();
    },
  };
}

export interface Started extends Stoppable {
  readonly child: ChildProcess;
  /** Rejects when the process ends, with what it last wrote to stderr. */
  readonly ended: Promise<never>;
}

/** Starts a process as the leader of a group. */
export function start(path: string, args: readonly string[], options: Pick<SpawnOptions, 'env' | 'stdio'>): Started {
  const child = spawn(path, args, { ...options, detached: true });
  let written = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    written = (written + text).slice(-1_000);
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject).once('exit', (code, signal) => {
      reject(new Error(`${path} ended (${signal ?? code}): ${written.trim()}`));
    });
  });
  // Nobody may be waiting when it ends.
  ended.catch(() => undefined);
  return { child, ended, ...supervise(child) };
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Stops all, the last first, also if one cannot be stopped; throws the first error. */
export async function stopAll(stoppables: readonly Stoppable[]): Promise<void> {
  const errors: unknown[] = [];
  for (const stoppable of stoppables.toReversed()) {
    try {
      await stoppable.stop();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
