import { functionToString, call, stringIncludes } from '../lib/primordials.ts';
import type { AsyncContextNamespace } from '../lib/types.ts';

type Scope = { AsyncContext?: AsyncContextNamespace };

/** The platform's own AsyncContext. Another library's, on the same global name, does not count. */
export function nativeAsyncContext(): AsyncContextNamespace | undefined {
  const candidate = (globalThis as Scope).AsyncContext;
  return isNative(candidate?.Variable) && isNative(candidate?.Snapshot) ? candidate : undefined;
}

function isNative(value: unknown): boolean {
  return (
    typeof value === 'function' && call(stringIncludes, call(functionToString, value, []), ['[native code]']) === true
  );
}
