import { useBackend } from '../lib/agent.ts';
import { createSynchronousBackend } from '../lib/web/synchronous.ts';

useBackend(createSynchronousBackend);

export { AsyncContext, Snapshot, Variable } from '../lib/index.ts';
