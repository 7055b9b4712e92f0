import { defineProperty, isExtensible } from '../lib/primordials.ts';
import type { AsyncContextNamespace } from '../lib/types.ts';

/**
 * Defines `globalThis.AsyncContext`, unless the global has one already, native or not, or takes no
 * new property: then nothing else is changed either.
 *
 * @param install patches the realm. It comes first, because it may throw
 */
export function defineGlobal(AsyncContext: AsyncContextNamespace, install: () => void): void {
  if ('AsyncContext' in globalThis || !isExtensible(globalThis)) return;
  install();
  defineProperty(globalThis, 'AsyncContext', {
    __proto__: null,
    value: AsyncContext,
    writable: true,
    configurable: true,
  });
}
