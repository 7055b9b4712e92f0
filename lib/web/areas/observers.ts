import { IsCallable } from '../../abstract-ops.ts';
import { replaceConstructor, type Undo } from '../../platform/patch.ts';
import { runIn } from '../segments.ts';

/**
 * `MutationObserver`: its callbacks batch changes of many origins, so they run in the empty
 * mapping. The browser calls them in a microtask, where a bracket may have another one current.
 */
export function patchObservers(scope: object): Undo {
  return replaceConstructor(scope, 'MutationObserver', (callback) =>
    IsCallable(callback)
      ? function (this: unknown, ...args: unknown[]): unknown {
          return runIn(null, callback, this, args);
        }
      : callback,
  );
}
