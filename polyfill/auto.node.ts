import { defineGlobal } from './global.ts';
import { AsyncContext } from './implementation.node.ts';

defineGlobal(AsyncContext);
