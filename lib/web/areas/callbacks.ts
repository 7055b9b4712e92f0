import { IsCallable } from '../../abstract-ops.ts';
import { replaceMethod, type Undo } from '../../platform/patch.ts';
import { call, getPrototypeOf, hasOwn } from '../../primordials.ts';
import { active, runIn, showLife } from '../segments.ts';

/**
 * The callback as a function that runs in the mapping that is current now. Anything that is not
 * callable is handed on, so that string handlers and the native's own errors survive.
 */
export function captured(callback: unknown): unknown {
  if (!IsCallable(callback)) return callback;
  const { mapping } = active;
  return function (this: unknown, ...args: unknown[]): unknown {
    return runIn(mapping, callback, this, args);
  };
}

/** Makes a method run the callbacks among its arguments in the mapping of the call. */
export function captureCallbacks(holder: object | undefined, key: PropertyKey, ...positions: number[]): Undo {
  return replaceMethod(holderOf(holder, key), key, (native) => (thisArgument, args) => {
    showLife();
    for (let i = 0; i < positions.length; i++) {
      const position = positions[i] as number;
      if (position < args.length) args[position] = captured(args[position]);
    }
    return call(native, thisArgument, args);
  });
}

/** Where in the prototype chain of `object` the property is: workers inherit what windows own. */
export function holderOf(object: object | undefined, key: PropertyKey): object | undefined {
  let holder = object ?? null;
  while (holder !== null && !hasOwn(holder, key)) holder = getPrototypeOf(holder);
  return holder ?? undefined;
}
