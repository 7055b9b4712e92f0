import { install } from '../lib/install.ts';
import { defineGlobal } from './global.ts';
import { AsyncContext } from './implementation.node.ts';

defineGlobal(AsyncContext, install);
