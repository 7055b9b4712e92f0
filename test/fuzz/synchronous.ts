import { useBackend } from '../../lib/agent.ts';
import { createSynchronousBackend } from '../../lib/web/synchronous.ts';

// An implementation that nothing asynchronous follows, for the fuzzer to find out.
useBackend(createSynchronousBackend);

export { AsyncContext } from '../../lib/index.ts';
