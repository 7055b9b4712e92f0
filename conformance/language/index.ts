import type { Area } from '../suite.ts';
import promiseThen from './promise-then.ts';

/** The language half of the suite, in the order of its table. */
export const languageAreas: readonly Area[] = [promiseThen];
