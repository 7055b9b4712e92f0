import { IsCallable } from '../abstract-ops.ts';
import { requireAgent } from '../agent.ts';
import { construct, NativeProxy, type Callable } from '../primordials.ts';
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

  // A proxy rather than a function, which would read newTarget.prototype before its body runs,
  // and so before the callback is checked. It also shows the native's name, length and prototype.
  const FinalizationRegistry = new NativeProxy(Native, {
    construct(target, args: unknown[], newTarget): object {
      const callback = args[0];
      return construct(target, [IsCallable(callback) ? captured(callback) : callback], newTarget) as object;
    },
  });
  const undoConstructor = replaceValue(Native.prototype, 'constructor', FinalizationRegistry);
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
