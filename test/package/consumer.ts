import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

export const NAME = 'asynccontext-polyfill';
export const root = process.cwd();

const execute = promisify(execFile);

/** What a process wrote to its standard output; a failure's message has both outputs in it. */
export async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await execute(command, args, { cwd, maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

/** Runs a program that prints one JSON value. */
export async function runJson<T>(command: string, args: readonly string[], cwd: string): Promise<T> {
  return JSON.parse(await run(command, args, cwd)) as T;
}

/** What `npm pack` says of a file of the tarball. */
export interface PackedFile {
  readonly path: string;
  readonly size: number;
}

export interface Packed {
  readonly tarball: string;
  readonly files: readonly PackedFile[];
}

let packing: Promise<Packed> | undefined;

/** Packs the package as it would be published, once in a run of the tests. */
export function pack(): Promise<Packed> {
  return (packing ??= packOnce());
}

async function packOnce(): Promise<Packed> {
  if (!existsSync(join(root, 'dist', 'index.d.ts'))) throw new Error('there is no dist/: run `npm run build` first');
  const folder = temporaryFolder('pack');
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [packed] = await runJson<[{ filename: string; files: PackedFile[] }]>('npm', args, root);
  return { tarball: join(folder, packed.filename), files: packed.files };
}

/**
 * A project in a temporary folder in which the packed package is installed.
 *
 * @param fixtures a folder whose files are copied into the project
 */
export async function createConsumer(fixtures: string): Promise<string> {
  const { tarball } = await pack();
  const folder = temporaryFolder('consumer');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--offline', tarball], folder);
  cpSync(resolve(root, fixtures), folder, { recursive: true });
  return folder;
}

/** A second installation, another version of the package as far as anybody can tell. */
export function installCopy(consumer: string, folder: string): void {
  const copy = join(consumer, folder, 'node_modules', NAME);
  mkdirSync(copy, { recursive: true });
  cpSync(join(consumer, 'node_modules', NAME), copy, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as object;
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...manifest, version: '0.0.1' }));
}

const folders: string[] = [];

function temporaryFolder(purpose: string): string {
  // Resolved, because runtimes report the real paths of modules.
  const folder = mkdtempSync(join(realpathSync(tmpdir()), `${NAME}-${purpose}-`));
  folders.push(folder);
  return folder;
}

process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
