import { patchFinalizationRegistry } from '../lib/platform/finalization.ts';
import { defineGlobal } from './global.ts';
import { AsyncContext } from './implementation.node.ts';

if (defineGlobal(AsyncContext)) patchFinalizationRegistry(globalThis);
