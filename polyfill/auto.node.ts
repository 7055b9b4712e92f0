import { requireAgent } from '../lib/agent.ts';
import { defineGlobal } from './global.ts';
import { AsyncContext } from './implementation.node.ts';

if (defineGlobal(AsyncContext)) requireAgent().install(globalThis);
