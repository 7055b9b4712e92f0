import { useBackend } from '../lib/agent.ts';
import { createNodeBackend } from '../lib/node/index.ts';

useBackend(createNodeBackend);

export { AsyncContext, Snapshot, Variable } from '../lib/index.ts';
