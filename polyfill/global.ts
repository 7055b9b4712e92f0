import { defineProperty } from '../lib/primordials.ts';
import type { AsyncContextNamespace } from '../lib/types.ts';

/**
 * Defines `globalThis.AsyncContext`.
 *
 * @returns false if the global has one already, native or not, or takes no new property; then
 *   nothing else is to be changed either
 */
export function defineGlobal(AsyncContext: AsyncContextNamespace): boolean {
  return (
    !('AsyncContext' in globalThis) &&
    defineProperty(globalThis, 'AsyncContext', {
      __proto__: null,
      value: AsyncContext,
      writable: true,
      configurable: true,
    })
  );
}
