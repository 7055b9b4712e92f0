import { patchFinalizationRegistry } from '../lib/platform/finalization.ts';
import { defineProperty } from '../lib/primordials.ts';
import type { AsyncContextNamespace } from '../lib/types.ts';

/**
 * Defines `globalThis.AsyncContext` and makes the platform's callbacks follow it. Where the
 * global has one already, native or not, or takes no new property, nothing is changed.
 */
export function defineGlobal(AsyncContext: AsyncContextNamespace): void {
  if ('AsyncContext' in globalThis) return;
  if (
    !defineProperty(globalThis, 'AsyncContext', {
      __proto__: null,
      value: AsyncContext,
      writable: true,
      configurable: true,
    })
  )
    return;
  patchFinalizationRegistry(globalThis);
}
