import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vm from 'node:vm';
import type { AsyncContextNamespace } from '../../lib/types.ts';
import { Misuse, firstLine } from './misuse.ts';

/** This package's own backends. */
export type BackendName = 'node' | 'web';

type Module = Record<string, unknown>;
type Scope = { AsyncContext?: unknown };

const packageName = 'asynccontext-polyfill';

/** What is tested. Plain data: it is sent to another process. */
export interface Implementation {
  /** What to call it in reports. */
  readonly name: string;
  /** What `--impl` says; undefined for this package's own. */
  readonly specifier: string | undefined;
  /** This package's own entry points, under the conditions in effect. */
  readonly own: { readonly backend: BackendName; readonly auto: string; readonly implementation: string };
}

export function describeImplementation(specifier: string | undefined, version: string): Implementation {
  const auto = import.meta.resolve(`${packageName}/auto`);
  const backend = auto.includes('/web/') ? 'web' : 'node';
  return {
    name:
      specifier === undefined
        ? `${packageName} ${version}, ${backend} backend`
        : specifier === 'native'
          ? "the platform's own AsyncContext"
          : specifier,
    specifier,
    own: { backend, auto, implementation: import.meta.resolve(`${packageName}/implementation`) },
  };
}

/**
 * Loads the implementation under test, which may change this realm.
 *
 * @throws Misuse if there is none
 */
export async function loadImplementation({ specifier: impl, own }: Implementation): Promise<AsyncContextNamespace> {
  if (impl === undefined) return loadOwn(own);
  if (impl === 'native') {
    const { AsyncContext } = globalThis as Scope;
    if (isNamespace(AsyncContext)) return AsyncContext;
    throw new Misuse('--impl native: this platform has no AsyncContext of its own; name a module instead');
  }
  const globalBefore = (globalThis as Scope).AsyncContext;
  let module: Module;
  try {
    module = await importFromHere(impl);
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw new Misuse(`--impl ${impl}: the module could not be loaded: ${firstLine(error)}`);
  }
  const { AsyncContext: globalAfter } = globalThis as Scope;
  const found = [
    module.AsyncContext,
    module.default,
    (module.default as Scope | null | undefined)?.AsyncContext,
    ...(globalAfter === globalBefore ? [] : [globalAfter]),
  ].find(isNamespace);
  if (found !== undefined) return found;
  throw new Misuse(
    `--impl ${impl}: the module neither exports AsyncContext, with Variable and Snapshot, nor defines it as a global`,
  );
}

/**
 * Where the platform has an AsyncContext, `auto` leaves everything as it is, and the package's own
 * implementation is tested without what `auto` adds to it.
 */
async function loadOwn({ auto, implementation }: Implementation['own']): Promise<AsyncContextNamespace> {
  try {
    await import(auto);
    return ((await import(implementation)) as { AsyncContext: AsyncContextNamespace }).AsyncContext;
  } catch (error) {
    throw new Misuse(`${packageName} could not be loaded (${firstLine(error)}); is it built?`);
  }
}

function isNamespace(value: unknown): value is AsyncContextNamespace {
  const { Variable, Snapshot } = (value ?? {}) as Partial<AsyncContextNamespace>;
  return typeof Variable === 'function' && typeof Snapshot === 'function';
}

/** As a program in the working directory would import it. */
async function importFromHere(specifier: string): Promise<Module> {
  const importUrl = (url: string) => import(url) as Promise<Module>;
  if (/^(?:file|data|https?|node):/.test(specifier)) {
    if (specifier.startsWith('file:')) requireFile(specifier, new URL(specifier));
    return importUrl(specifier);
  }
  const path = resolve(specifier);
  if (isFile(path)) return importUrl(pathToFileURL(path).href);
  if (/^(?:\.{0,2}[/\\]|\.{1,2}$|[A-Za-z]:[/\\])/.test(specifier)) requireFile(specifier, path);
  const here = resolve('[asynccontext-conformance]');
  let url: string;
  try {
    url = pathToFileURL(createRequire(here).resolve(specifier)).href;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A package for import alone, which Node can resolve from elsewhere in this way only.
    if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return importFrom(here, specifier);
    if (code !== 'MODULE_NOT_FOUND') throw error;
    throw new Misuse(
      `--impl ${specifier}: there is no such package here; install it, or write a path like ./${specifier}`,
    );
  }
  return importUrl(url);
}

async function importFrom(file: string, specifier: string): Promise<Module> {
  const { USE_MAIN_CONTEXT_DEFAULT_LOADER: importModuleDynamically } = vm.constants;
  const importThere = vm.runInThisContext('(specifier) => import(specifier)', {
    filename: file,
    importModuleDynamically,
  }) as (specifier: string) => Promise<Module>;
  return importThere(specifier);
}

function requireFile(specifier: string, path: string | URL): void {
  if (!isFile(path)) throw new Misuse(`--impl ${specifier}: there is no such file; check the path`);
}

const isFile = (path: string | URL): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
