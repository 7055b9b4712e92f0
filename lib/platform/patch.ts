import { defineProperty, getOwnPropertyDescriptor } from '../primordials.ts';

/** Takes one patch back. Calling it twice does nothing the second time. */
export type Undo = () => void;

/**
 * Replaces a property's value, keeping its attributes.
 *
 * @returns an undo that puts the original descriptor back, unless somebody else has replaced the
 *   property since: then theirs stays, and ours must go on working beneath it.
 */
export function replaceValue(holder: object, key: PropertyKey, value: unknown): Undo {
  const original = getOwnPropertyDescriptor(holder, key);
  if (original === undefined || !defineProperty(holder, key, { __proto__: null, ...original, value }))
    return () => undefined;
  return () => {
    if (getOwnPropertyDescriptor(holder, key)?.value === value)
      defineProperty(holder, key, { __proto__: null, ...original });
  };
}
