import { isBuiltin } from 'node:module';
import { runtime } from '../../scripts/runtimes.ts';

/** A Node that has node:sqlite: the one that runs the tests if it does. */
export async function nodeWithSqlite(): Promise<string> {
  return isBuiltin('node:sqlite') ? process.execPath : runtime('node24');
}
