import { IsCallable, isObject } from '../../abstract-ops.ts';
import { prototypeOf, replaceMethod, undoAll, type Undo } from '../../platform/patch.ts';
import {
  call,
  getPrototypeOf,
  isArray,
  NativeWeakMap,
  weakMapGet,
  weakMapSet,
  type Callable,
} from '../../primordials.ts';
import { captureCallbacks } from './callbacks.ts';

/**
 * File-system entries: callbacks run in the mapping of the call. Chromium gives the interfaces no
 * names, so there their prototypes are patched when the first object of each turns up.
 */
export function patchEntries(scope: object): Undo {
  const undos: Undo[] = [];
  const known = new NativeWeakMap<object, true>();
  let isNameless = prototypeOf(scope, 'FileSystemEntry') === undefined;

  /** Takes an entry, a list of them, a reader or a file system from the platform. */
  function meet(value: unknown): unknown {
    if (isNameless && isObject(value)) {
      if (isArray(value)) for (let i = 0; i < value.length; i++) meet(value[i]);
      else {
        meet((value as { readonly root?: unknown }).root);
        patchChain(getPrototypeOf(value));
      }
    }
    return value;
  }

  function patchChain(prototype: object | null | undefined): void {
    // The last in the chain is the program's as well.
    while (
      isObject(prototype) &&
      getPrototypeOf(prototype) !== null &&
      call(weakMapGet, known, [prototype]) === undefined
    ) {
      call(weakMapSet, known, [prototype, true]);
      undos.push(replaceMethod(prototype, 'createReader', returnMet));
      patchMethod(prototype, 'getParent', 0);
      patchMethod(prototype, 'file', 0);
      patchMethod(prototype, 'readEntries', 0);
      patchMethod(prototype, 'getFile', 2);
      patchMethod(prototype, 'getDirectory', 2);
      prototype = getPrototypeOf(prototype);
    }
  }

  function patchMethod(owner: object, key: string, position: number): void {
    undos.push(
      // Beneath the capture, so that it hands on what the capture made.
      replaceMethod(owner, key, (native) => (receiver, args) => {
        const callback = args[position];
        if (IsCallable(callback)) {
          args[position] = function (this: unknown, ...results: unknown[]): unknown {
            meet(results[0]);
            return call(callback, this, results);
          };
        }
        return call(native, receiver, args);
      }),
      captureCallbacks(owner, key, position, position + 1),
    );
  }

  const returnMet = (native: Callable) => (receiver: unknown, args: unknown[]) => meet(call(native, receiver, args));

  patchMethod(scope, 'webkitRequestFileSystem', 2);
  undos.push(replaceMethod(prototypeOf(scope, 'DataTransferItem'), 'webkitGetAsEntry', returnMet));
  patchChain(prototypeOf(scope, 'FileSystemFileEntry'));
  patchChain(prototypeOf(scope, 'FileSystemDirectoryEntry'));
  patchChain(prototypeOf(scope, 'FileSystemDirectoryReader'));
  return () => {
    isNameless = false;
    undoAll(undos)();
  };
}
