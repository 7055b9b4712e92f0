import type { Host } from '../host.ts';
import { createNodeHost } from './node.ts';
import { createWebHost } from './web.ts';

export { createNodeHost, createWebHost };
export type { UserAction, WebHostOptions } from './web.ts';

/** The host for the platform that this runs on. */
export function detectHost(): Host {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> };
  // A bundler's stand-in for `process` has no built-in modules.
  return typeof process?.getBuiltinModule === 'function' ? createNodeHost() : createWebHost();
}
