import type { Backend, Capture } from './backend.ts';
import { createKey, extend, lookup, type Key } from './mapping.ts';
import { defineProperty, freeze, type Callable } from './primordials.ts';

declare const opaqueKey: unique symbol;

/** A Variable's identity in the mappings of an agent, which may be another copy's. */
export interface AgentKey {
  readonly [opaqueKey]: true;
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
  get(key: AgentKey, defaultValue: unknown): unknown;
  run(key: AgentKey, value: unknown, fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>): unknown;
  capture(): Capture;
  restore(capture: Capture, fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>): unknown;
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
  const founded = createAgent((createBackend as () => Backend)());
  // In a frozen realm this is refused, and each copy has a mapping of its own.
  defineProperty(globalThis, REGISTRY, { value: founded });
  return founded;
}

function createAgent(backend: Backend): Agent {
  return freeze<Agent>({
    createKey: createKey as unknown as Agent['createKey'],
    get: (key, defaultValue) => lookup(backend.current(), key as unknown as Key, defaultValue),
    run: (key, value, fn, thisArgument, args) =>
      backend.run(extend(backend.current(), key as unknown as Key, value), fn, thisArgument, args),
    capture: backend.capture,
    restore: backend.restore,
  });
}
