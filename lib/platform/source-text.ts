import { call, type Callable } from '../primordials.ts';

const natives = new WeakMap<object, object>();
const get = WeakMap.prototype.get as Callable;
const set = WeakMap.prototype.set as Callable;

/** Notes that `replacement` is to show the source text of `native`. */
export function rememberNative(replacement: object, native: object): void {
  call(set, natives, [replacement, native]);
}

/** What stands behind a replacement, or the function itself. */
export function nativeBehind(fn: unknown): unknown {
  return call(get, natives, [fn]) ?? fn;
}
