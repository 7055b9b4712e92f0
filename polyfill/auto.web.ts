import { install } from '../lib/install.ts';
import { defineGlobal } from './global.ts';
import { AsyncContext } from './implementation.web.ts';

// At once, rather than with the first Variable: an await that begins before cannot be heard, and
// its continuation would run in the mapping of whoever settles it.
defineGlobal(AsyncContext, install);
