import type { CaseContext } from '../suite.ts';

/** The URL of a path of the test server, for cases that need one. */
export function urlOf({ host }: CaseContext, path: string): string {
  if (host.server === undefined) throw new Error('the case does not say that it needs a server');
  return host.server.url(path);
}
