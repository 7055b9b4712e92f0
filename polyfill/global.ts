import { defineProperty } from '../lib/primordials.ts';
import type { AsyncContextNamespace } from '../lib/types.ts';

/**
 * Defines `globalThis.AsyncContext`.
 *
 * @returns false if there is one already, native or not, or if the global takes no new property
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
