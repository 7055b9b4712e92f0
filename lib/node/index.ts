import * as asyncHooks from 'node:async_hooks';
import { Call } from '../abstract-ops.ts';
import type { Backend, Capture } from '../backend.ts';
import { extend, Key, type Mapping } from '../mapping.ts';
import { patchFinalizationRegistry } from '../platform/finalization.ts';
import { defineProperty, getOwnPropertyDescriptor, ownKeys } from '../primordials.ts';

/**
 * The backend for platforms that follow asynchronous calls themselves: Node, Deno, Bun, workerd
 * and edge runtimes. One AsyncLocalStorage holds the current mapping.
 *
 * A capture is an AsyncResource rather than a mapping: it also restores the stores of the other
 * AsyncLocalStorage instances in the process, as a native implementation does, whose platform
 * keeps them in one place with the mapping.
 */
export function createNodeBackend(): Backend {
  return { ...createFlow(), needsInstall: false, install: patchFinalizationRegistry };
}

function createFlow(): Omit<Backend, 'needsInstall' | 'install'> {
  const storage = new asyncHooks.AsyncLocalStorage<Mapping>({ defaultValue: null });
  ownMethods(storage, asyncHooks.AsyncLocalStorage.prototype);

  // Older platforms have no default values, and Node without AsyncContextFrame forgets them.
  const current = (): Mapping => storage.getStore() ?? null;
  const run: Backend['run'] = (mapping, fn, thisArgument, args) => storage.run(mapping, Call, fn, thisArgument, args);

  if (typeof asyncHooks.AsyncResource !== 'function') {
    return { current, run, capture: current as () => never, restore: run as unknown as Backend['restore'] };
  }

  class Resource extends asyncHooks.AsyncResource {
    constructor() {
      // Spares the platform a finalizer that only tells async_hooks of the object's collection.
      super('AsyncContextSnapshot', { requireManualDestroy: true });
    }
  }
  ownMethods(Resource.prototype, asyncHooks.AsyncResource.prototype);

  const capture = (): Capture => new Resource() as unknown as Capture;
  const enter: Backend['restore'] = (captured, fn, thisArgument, args) =>
    (captured as unknown as Resource).runInAsyncScope(Call, undefined, fn, thisArgument, args);

  if (!keepsStoresOnResources(storage, run, capture, enter)) {
    const hasDefault = storage.getStore() === null;
    return { current: hasDefault ? () => storage.getStore() as Mapping : current, run, capture, restore: enter };
  }

  return {
    current,
    // The `run` of AsyncLocalStorage does the same here, but looks for the previous mapping again.
    run(mapping, fn, thisArgument, args, previous = current()) {
      storage.enterWith(mapping);
      try {
        return Call(fn, thisArgument, args);
      } finally {
        storage.enterWith(previous);
      }
    },
    capture,
    // The code that runs may change the stores of the resource that it runs in, so that is a copy,
    // made inside the captured one, and the capture stays as it was.
    restore(captured, fn, thisArgument, args) {
      const copy = (captured as unknown as Resource).runInAsyncScope(capture);
      return enter(copy, fn, thisArgument, args);
    },
  };
}

/**
 * Whether this platform keeps the stores as properties of the current resource (Node without
 * AsyncContextFrame), where a `run` inside a resource's scope changes what that resource
 * restores for as long as it lasts.
 */
function keepsStoresOnResources(
  storage: asyncHooks.AsyncLocalStorage<Mapping>,
  run: Backend['run'],
  capture: Backend['capture'],
  enter: Backend['restore'],
): boolean {
  const probe = extend(null, new Key(), undefined);
  const resource = capture();
  const read = () => enter(resource, () => storage.getStore(), undefined, []);
  return enter(resource, () => run(probe, read, undefined, []), undefined, []) === probe;
}

/**
 * Gives `target` the methods of `prototype` as its own, so that a program that replaces them on
 * the prototype later changes nothing for us.
 */
function ownMethods(target: object, prototype: object): void {
  const keys = ownKeys(prototype);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey;
    const descriptor = getOwnPropertyDescriptor(prototype, key);
    if (key !== 'constructor' && descriptor !== undefined && 'value' in descriptor) {
      defineProperty(target, key, { __proto__: null, ...descriptor });
    }
  }
}
