import { IsCallable } from '../abstract-ops.ts';
import { requireAgent } from '../agent.ts';
import { construct, defineProperty, getOwnPropertyDescriptor, type Callable } from '../primordials.ts';
import { replaceValue, type Undo } from './patch.ts';

type Scope = { FinalizationRegistry?: FinalizationRegistryConstructor };

/**
 * Makes the cleanup callbacks of registries that are constructed from now on run in the mapping
 * of their construction.
 *
 * https://tc39.es/proposal-async-context/#sec-finalization-registry-cleanup-callback
 *
 * @param scope the global object whose FinalizationRegistry is replaced, if it has one
 */
export function patchFinalizationRegistry(scope: object): Undo {
  const Native = (scope as Scope).FinalizationRegistry;
  if (Native === undefined) return () => undefined;

  function FinalizationRegistry(cleanupCallback: unknown): unknown {
    // Without `new`, and with a callback that is not callable, the native one throws its error.
    if (new.target === undefined) return (Native as unknown as Callable)(cleanupCallback);
    const callback = IsCallable(cleanupCallback) ? captured(cleanupCallback) : cleanupCallback;
    return construct(Native as unknown as Callable, [callback], new.target);
  }

  const { prototype } = Native;
  defineProperty(FinalizationRegistry, 'prototype', {
    ...getOwnPropertyDescriptor(Native, 'prototype'),
    value: prototype,
  });
  const undoConstructor = replaceValue(prototype, 'constructor', FinalizationRegistry);
  const undoGlobal = replaceValue(scope, 'FinalizationRegistry', FinalizationRegistry);
  return () => {
    undoGlobal();
    undoConstructor();
  };
}

/** Not Snapshot.wrap, which would read the callback's length and name. */
function captured(callback: Callable): Callable {
  const agent = requireAgent();
  const capture = agent.capture();
  return (heldValue) => agent.restore(capture, callback, undefined, [heldValue]);
}
