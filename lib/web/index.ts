import { Call } from '../abstract-ops.ts';
import type { Backend, Capture } from '../backend.ts';
import type { Mapping } from '../mapping.ts';

/** The backend for platforms without AsyncLocalStorage: browsers, workers, other engines. */
export function createWebBackend(): Backend {
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
