import { defineProperty } from './primordials.ts';
import { Snapshot } from './snapshot.ts';
import type { AsyncContextNamespace } from './types.ts';
import { Variable } from './variable.ts';

/** https://tc39.es/proposal-async-context/#sec-asynccontext-object */
export const AsyncContext = {} as AsyncContextNamespace;

defineProperty(AsyncContext, 'Variable', { __proto__: null, value: Variable, writable: true, configurable: true });
defineProperty(AsyncContext, 'Snapshot', { __proto__: null, value: Snapshot, writable: true, configurable: true });
defineProperty(AsyncContext, Symbol.toStringTag, { __proto__: null, value: 'AsyncContext', configurable: true });

export { Snapshot, Variable };
