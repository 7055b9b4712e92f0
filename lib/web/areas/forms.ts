import { IsCallable, isObject } from '../../abstract-ops.ts';
import { prototypeOf, replaceMethod, replaceValue, undoAll, type Undo } from '../../platform/patch.ts';
import { call, getOwnPropertyDescriptor } from '../../primordials.ts';
import { holderOf } from './callbacks.ts';
import { runIn } from '../segments.ts';
import { isSynchronous, synchronously } from '../tasks.ts';

const KEY = 'formResetCallback';

/**
 * `formResetCallback` of custom elements: in the current mapping if `form.reset()` calls it, and
 * in the empty one otherwise. After a click on a reset button the browser calls it in a microtask,
 * where a bracket may have a mapping current.
 */
export function patchForms(scope: object): Undo {
  return undoAll([
    replaceMethod(
      prototypeOf(scope, 'HTMLFormElement'),
      'reset',
      (native) => (form, args) => synchronously(native, form, args),
    ),
    replaceMethod(prototypeOf(scope, 'CustomElementRegistry'), 'define', (native) => (registry, args) => {
      const undo = shimCallback(args[1]);
      try {
        // The browser reads the callbacks now, once and for all.
        return call(native, registry, args);
      } finally {
        undo();
      }
    }),
  ]);
}

/** Puts a callback that finds its mapping in the place of a custom element's own. */
function shimCallback(constructor: unknown): Undo {
  const prototype: unknown = isObject(constructor) && getOwnPropertyDescriptor(constructor, 'prototype')?.value;
  const holder = isObject(prototype) ? holderOf(prototype, KEY) : undefined;
  const callback: unknown = holder && getOwnPropertyDescriptor(holder, KEY)?.value;
  if (!IsCallable(callback)) return () => undefined;
  return replaceValue(holder as object, KEY, function (this: unknown, ...args: unknown[]): unknown {
    return isSynchronous() ? call(callback, this, args) : runIn(null, callback, this, args);
  });
}
