import { useBackend } from '../../lib/agent.ts';
import { Call } from '../../lib/abstract-ops.ts';
import type { Backend, Capture } from '../../lib/backend.ts';
import type { Mapping } from '../../lib/mapping.ts';

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

// An implementation that nothing asynchronous follows, for the fuzzer to find out.
useBackend(() => ({
  current,
  run,
  capture: current as unknown as () => Capture,
  restore: run as unknown as Backend['restore'],
  needsInstall: false,
  install: () => () => undefined,
}));

export { AsyncContext } from '../../lib/index.ts';
