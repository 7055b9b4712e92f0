import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const plainVariables = new URL('./plain-variables.mjs', import.meta.url).href;

/** Starts an example in a process of its own, its log lines going to `logFile`. */
export async function startServer(example, { logFile, plain = false }) {
  const script = fileURLToPath(new URL(`../${example}/server.mjs`, import.meta.url));
  const child = spawn(process.execPath, [...(plain ? ['--import', plainVariables] : []), script], {
    // No answer of the second server is too late: a slow machine is not a mixed-up request.
    env: { ...process.env, PORT: '0', LOG_FILE: logFile, STOCK_TIMEOUT: '60000' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stderr = [];
  child.stderr.setEncoding('utf8').on('data', (text) => stderr.push(text));
  const exited = once(child, 'close');

  const started = once(createInterface(child.stdout), 'line');
  const first = await Promise.race([started, exited.then(() => undefined)]);
  const url = /http:\S+/.exec(first?.[0] ?? '')?.[0];
  if (url === undefined) {
    child.kill('SIGKILL');
    throw new Error(`the ${example} example did not start: ${first?.[0] ?? ''}${stderr.join('')}`);
  }
  return {
    url,
    /** Ends the server as a user would; everything is in the log file afterwards. */
    async stop() {
      child.kill('SIGTERM');
      const [code, signal] = await exited;
      if (code !== 0) throw new Error(`the ${example} example ended with ${code ?? signal}: ${stderr.join('')}`);
    },
  };
}
