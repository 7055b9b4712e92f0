import { Call } from '../abstract-ops.ts';
import type { Backend, Capture } from '../backend.ts';
import type { Mapping } from '../mapping.ts';

/**
 * What browsers get until `createWebBackend` is proven there: the mapping is there in everything
 * that a call calls, and not yet after an `await` or in a callback.
 */
export function createSynchronousBackend(): Backend {
  let currentMapping: Mapping = null;
  const current = (): Mapping => currentMapping;
  const run: Backend['run'] = (mapping, fn, thisArgument, args) => {
    const previous = currentMapping;
    currentMapping = mapping;
    try {
      return Call(fn, thisArgument, args);
    } finally {
      currentMapping = previous;
    }
  };
  // Nothing but the mapping flows here, so a capture is a mapping.
  return {
    current,
    run,
    capture: current as unknown as () => Capture,
    restore: run as unknown as Backend['restore'],
  };
}
