// Imports modules of the project that are written in TypeScript, which the oldest supported Node
// cannot do by itself.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const projectRoot = fileURLToPath(new URL('../', import.meta.url));
let scratch;

/** Compiles a module, named from the project's root, and returns the URL of the result. */
export async function compile(path) {
  if (scratch === undefined) {
    scratch = mkdtempSync(join(tmpdir(), 'asynccontext-'));
    process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  }
  const outfile = join(scratch, path.replace(/\W/g, '-') + '.mjs');
  await esbuild.build({
    entryPoints: [join(projectRoot, path)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  return pathToFileURL(outfile).href;
}

export const importTypeScript = async (path) => import(await compile(path));
