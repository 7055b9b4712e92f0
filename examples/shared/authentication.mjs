import { setImmediate as nextTurn } from 'node:timers/promises';
import { HttpError } from './errors.mjs';

/** Who is calling. A real server would verify a signed token here; this one believes `Bearer user@tenant`. */
export async function authenticate(authorization) {
  await nextTurn();
  const match = /^Bearer ([\w-]+)@([\w-]+)$/.exec(authorization ?? '');
  if (match === null) throw new HttpError(401, 'send a header like "authorization: Bearer ada@acme"');
  return { user: match[1], tenant: match[2] };
}
