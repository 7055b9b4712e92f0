import type { KnownLimitation } from '../known.ts';
import { languageAreas } from '../language/index.ts';
import { createAttempt, passesMessage, plan, unknownCasesMessages, type Surroundings } from '../runner.ts';
import type { Area } from '../suite.ts';

/** What the suite uses of a test runner; mocha, node:test, bun:test, vitest and others have it. */
export interface TestRunner {
  readonly describe: (title: string, define: () => void) => unknown;
  readonly it: DefineTest & { readonly skip?: DefineTest };
}

type DefineTest = (title: string, body: () => Promise<void>) => unknown;

export interface DefineSuiteOptions extends Surroundings {
  /** Without it, the language half of the suite. */
  readonly areas?: readonly Area[];
  /** The cases that are expected to fail; one that passes all the same fails. */
  readonly known?: readonly KnownLimitation[];
  /** Milliseconds that a case may take; keep it below the runner's own limit. */
  readonly timeout?: number;
}

/** Below the limit of mocha, which is the shortest of the runners'. */
const timeoutBelowRunners = 1_500;

/**
 * Defines the suite with a test runner's own functions: a `describe` for each area and an `it`
 * for each case. A case that the platform lacks something for goes to `it.skip`, its title with
 * the reason; a known limitation is a test that passes as long as the case fails.
 */
export function defineSuite({ describe, it }: TestRunner, options: DefineSuiteOptions): void {
  const { host, areas = languageAreas, known = [], timeout = timeoutBelowRunners } = options;
  // The test runner itself watches for errors that nothing catches.
  const attempt = createAttempt({ AsyncContext: options.AsyncContext, host, timeout });
  const planned = plan(areas, host, known);
  for (const area of areas) {
    describe(area.title, () => {
      for (const { testCase, skip, limitation } of planned) {
        if (testCase.area !== area) continue;
        const run = async () => {
          const failure = await attempt.run(testCase);
          if (limitation !== undefined) {
            if (failure === undefined) throw new Error(passesMessage(limitation));
          } else if (failure !== undefined) {
            throw new CaseError(failure.message, testCase.section, failure.stack);
          }
        };
        if (skip !== undefined) it.skip?.(`${testCase.title} [${skip}]`, run);
        else
          it(
            limitation === undefined ? testCase.title : `${testCase.title} [known limitation: ${limitation.reason}]`,
            run,
          );
      }
    });
  }
  if (known.length === 0) return;
  describe('Known limitations', () => {
    it('name cases that exist', async () => {
      const messages = unknownCasesMessages(known, areas);
      if (messages.length > 0) throw new Error(messages.join('\n'));
    });
  });
}

/** The failure of a case, with its own stack. */
class CaseError extends Error {
  override readonly name = 'CaseError';
  readonly section: string;

  constructor(message: string, section: string, stack: string | undefined) {
    super(`${message} (${section})`);
    this.section = section;
    if (stack !== undefined) this.stack = `${this.name}: ${this.message}\n${withoutMessage(stack)}`;
  }
}

const withoutMessage = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => /^\s*at |@/.test(line))
    .join('\n');
