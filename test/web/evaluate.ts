import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program in a process of its own, because what it installs changes its whole realm. */
export async function evaluate(source: string, ...flags: string[]): Promise<{ stdout: string; stderr: string }> {
  const { stdout, stderr } = await run(process.execPath, [...flags, '--input-type=module', '--eval', source]);
  return { stdout, stderr };
}

/** The line of a program that installs the web backend. */
export const installed = `await import(${JSON.stringify(new URL('../../polyfill/auto.web.js', import.meta.url).href)});`;
