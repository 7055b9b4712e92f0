import { createHumanReporter } from './human.ts';
import { createJsonReporter } from './json.ts';
import { createJunitReporter } from './junit.ts';
import type { CreateReporter } from './reporter.ts';
import { createTapReporter } from './tap.ts';

/** The reporters, by their names on the command line. */
export const reporters: Readonly<Record<string, CreateReporter>> = {
  human: createHumanReporter,
  tap: createTapReporter,
  json: createJsonReporter,
  junit: createJunitReporter,
};
