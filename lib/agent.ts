import type { Backend, Capture } from './backend.ts';
import { createKey, extend, Key, lookup } from './mapping.ts';
import type { Undo } from './platform/patch.ts';
import {
  call,
  defineProperty,
  freeze,
  NativeWeakMap,
  weakMapDelete,
  weakMapGet,
  weakMapSet,
  type Callable,
} from './primordials.ts';

/**
 * A Variable's identity in the mappings of an agent, which may be another copy's, with the operations
 * on it: methods, because the optimizing compiler sees through one faster than through a function of
 * the agent that takes a key.
 */
export interface AgentKey {
  /** The value for this key in the current mapping, or `fallback` if there is none. */
  get(fallback: unknown): unknown;
  /** Calls `fn` while this key maps to `value` in the current mapping. */
  run(value: unknown, fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>): unknown;
}

/**
 * The one current mapping of this agent, as operations on opaque keys and captures. It is shared
 * by every copy of the package in a realm (two versions, ESM beside CJS), so its shape is a
 * protocol: a change that an older copy could not work with needs a new `REGISTRY` symbol.
 *
 * Nothing here reveals a value to code that does not hold the Variable: keys never leave the
 * copy that asked for them.
 */
export interface Agent {
  createKey(variable: object): AgentKey;
  capture(): Capture;
  restore(capture: Capture, fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>): unknown;
  /** Patches a realm, once, and makes the copies of the package in it join this agent. */
  install(scope: typeof globalThis): Undo;
}

const REGISTRY = Symbol.for('asynccontext-polyfill.agent.1');

type Registry = { [REGISTRY]?: Agent };

/** The shared agent. Assigned by `requireAgent`, which every constructor and `wrap` calls first. */
export let agent: Agent;

let createBackend: (() => Backend) | undefined;

/** Chooses the backend that carries the mapping if no other copy of the package does already. */
export function useBackend(create: () => Backend): void {
  createBackend ??= create;
}

/**
 * Joins the agent that another copy of the package founded in this realm, or founds it. Only
 * now is anything global touched, so that a program that imports the package and never makes a
 * Variable is left alone.
 */
export function requireAgent(): Agent {
  return (agent ??= joinAgent() ?? foundAgent());
}

function joinAgent(): Agent | undefined {
  return (globalThis as Registry)[REGISTRY];
}

function foundAgent(): Agent {
  const backend = (createBackend as () => Backend)();
  const founded = createAgent(backend);
  // First, because it may throw: then nothing is changed.
  if (backend.needsInstall) founded.install(globalThis);
  register(founded, globalThis);
  return founded;
}

/** In a realm whose global object is frozen this is refused, and each copy has a mapping of its own. */
function register(registered: Agent, scope: object): void {
  defineProperty(scope, REGISTRY, { __proto__: null, value: registered });
}

function createAgent({ current, run, capture, restore, install }: Backend): Agent {
  const installed = new NativeWeakMap<object, Undo>();

  class MappingKey extends Key implements AgentKey {
    // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- an implicit one uses the array iterator on older engines, which a program may have broken
    constructor() {
      super();
    }

    get(fallback: unknown): unknown {
      return lookup(current(), this, fallback);
    }

    run(value: unknown, fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>): unknown {
      const previous = current();
      return run(extend(previous, this, value), fn, thisArgument, args, previous);
    }
  }

  // Whoever asks the agent for a key has this prototype in hand, too.
  freeze(MappingKey.prototype);

  const founded: Agent = freeze<Agent>({
    createKey: (variable) => createKey(variable, new MappingKey()),
    capture,
    restore,
    install: (scope) => {
      const existing = call(weakMapGet, installed, [scope]) as Undo | undefined;
      if (existing !== undefined) return existing;
      const undo = install(scope);
      const uninstall: Undo = () => {
        call(weakMapDelete, installed, [scope]);
        undo();
      };
      call(weakMapSet, installed, [scope, uninstall]);
      register(founded, scope);
      return uninstall;
    },
  });
  return founded;
}
