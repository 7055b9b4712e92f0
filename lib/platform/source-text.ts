import { call, NativeWeakMap, weakMapGet, weakMapSet } from '../primordials.ts';

const natives = new NativeWeakMap<object, object>();

/** Notes that `replacement` is to show the source text of `native`. */
export function rememberNative(replacement: object, native: object): void {
  // What has been replaced twice shows the text of the first.
  call(weakMapSet, natives, [replacement, nativeBehind(native)]);
}

/** What stands behind a replacement, or the function itself. */
export function nativeBehind(fn: unknown): unknown {
  return call(weakMapGet, natives, [fn]) ?? fn;
}
