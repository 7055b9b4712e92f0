import { defineGlobal } from './global.ts';
import { AsyncContext } from './implementation.web.ts';

defineGlobal(AsyncContext);
