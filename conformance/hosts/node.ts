import type * as asyncHooks from 'node:async_hooks';
import type * as buffer from 'node:buffer';
import type * as nodeVm from 'node:vm';
import type { Host, Platform, Realm } from '../host.ts';

type Builtins = Pick<typeof process, 'getBuiltinModule'>;
interface Scope {
  readonly process: NodeJS.Process;
  readonly navigator?: { readonly userAgent: string } | undefined;
  readonly Bun?: { gc(force: boolean): void } | undefined;
  readonly gc?: (() => void) | undefined;
}

/**
 * The host for what has Node's built-in modules: Node, Deno, Bun and, with fewer capabilities,
 * workerd.
 */
export function createNodeHost(global: object = globalThis): Host {
  // The signature names no type of Node's, which users of the declarations need not have.
  const scope = global as Scope;
  // Not imported, so that a bundle for browsers can have this file too.
  const { getBuiltinModule }: Builtins = scope.process;
  const vm = getBuiltinModule('node:vm');
  const collectGarbage = findCollector(scope, getBuiltinModule);
  return {
    platform: describePlatform(scope, getBuiltinModule),
    ...(collectGarbage !== undefined && { collectGarbage }),
    ...(runs(() => vm.runInThisContext('0')) && { evaluate: (source: string): unknown => vm.runInThisContext(source) }),
    ...(runs(() => vm.runInNewContext('0')) && { createRealm: () => createRealm(vm) }),
    // workerd imports only what its configuration names.
    ...(describeRuntime(scope) !== 'workerd' && {
      importModule: (source: string) => importDataUrl(getBuiltinModule('node:buffer'), source),
    }),
    watchUncaught(report) {
      const { process } = scope;
      process.on('uncaughtException', report).on('unhandledRejection', report);
      return () => {
        process.off('uncaughtException', report).off('unhandledRejection', report);
      };
    },
  };
}

let modules = 0;

async function importDataUrl({ Buffer }: typeof buffer, source: string): Promise<Record<string, unknown>> {
  // Another source each time, hence another module. Bun knows no fragments in such URLs, and takes
  // what follows a dot in them for the extension of a file.
  const encoded = Buffer.from(`${source}\n//${++modules}`).toString('base64');
  return (await import(/* @vite-ignore */ `data:text/javascript;base64,${encoded}`)) as Record<string, unknown>;
}

function createRealm(vm: typeof nodeVm): Realm {
  const context = vm.createContext();
  const evaluate = (source: string): unknown => vm.runInContext(source, context);
  return { globalThis: evaluate('globalThis') as typeof globalThis, evaluate };
}

function findCollector(scope: Scope, getBuiltinModule: Builtins['getBuiltinModule']): (() => void) | undefined {
  const { Bun, gc } = scope;
  if (Bun !== undefined) {
    return () => {
      Bun.gc(true);
    };
  }
  if (gc !== undefined) return gc;
  let collector: unknown;
  const found = runs(() => {
    getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
    // Only contexts that are made from now on have it.
    collector = getBuiltinModule('node:vm').runInNewContext('gc');
  });
  return found ? (collector as () => void) : undefined;
}

function describePlatform(scope: Scope, getBuiltinModule: Builtins['getBuiltinModule']): Platform {
  const runtime = describeRuntime(scope);
  const { versions } = scope.process;
  return {
    runtime,
    version: versions[runtime] ?? versions.node,
    features:
      runtime === 'node' && hasAsyncContextFrame(getBuiltinModule('node:async_hooks')) ? ['async-context-frame'] : [],
  };
}

function describeRuntime(scope: Scope): string {
  const { versions } = scope.process;
  if (versions.deno !== undefined) return 'deno';
  if (versions.bun !== undefined) return 'bun';
  return scope.navigator?.userAgent === 'Cloudflare-Workers' ? 'workerd' : 'node';
}

/**
 * Whether the engine carries the stores of AsyncLocalStorage, rather than async_hooks: then what
 * runs inside a resource's scope cannot change what the resource restores.
 */
function hasAsyncContextFrame({ AsyncLocalStorage, AsyncResource }: typeof asyncHooks): boolean {
  const storage = new AsyncLocalStorage<boolean>();
  const resource = new AsyncResource('probe');
  const read = () => resource.runInAsyncScope(() => storage.getStore());
  return resource.runInAsyncScope(() => storage.run(true, read)) === undefined;
}

function runs(probe: () => unknown): boolean {
  try {
    probe();
    return true;
  } catch {
    return false;
  }
}
