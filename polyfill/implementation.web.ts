import { useBackend } from '../lib/agent.ts';
import { createWebBackend } from '../lib/web/index.ts';

useBackend(createWebBackend);

export { AsyncContext, Snapshot, Variable } from '../lib/index.ts';
