import type { CaseResult, Failure } from '../result.ts';
import { describePlatform, type CreateReporter } from './reporter.ts';

/**
 * TAP 14. A known limitation is a test point with the TODO directive: it is expected to fail.
 *
 * https://testanything.org/tap-version-14-specification.html
 */
export const createTapReporter: CreateReporter = ({ write }) => {
  let count = 0;
  return {
    begin({ implementation, platform }) {
      write(`TAP version 14\n# ${oneLine(implementation)} on ${oneLine(describePlatform(platform))}\n`);
    },
    result(result) {
      const { id, status, failure } = result;
      const ok = status === 'passed' || status === 'skipped';
      write(`${ok ? 'ok' : 'not ok'} ${++count} - ${escape(id)}${directive(result)}\n`);
      if (failure !== undefined) write(diagnostic(result, failure));
    },
    end({ problems, counts: { passed, known, skipped, failed } }) {
      for (const problem of problems) write(`not ok ${++count} - ${escape(problem)}\n`);
      write(`1..${count}\n# ${passed} passed, ${known} known limitations, ${skipped} skipped, ${failed} failed\n`);
    },
  };
};

function directive({ status, reason = '' }: CaseResult): string {
  if (status === 'skipped') return ` # SKIP ${escape(reason)}`;
  return status === 'known' ? ` # TODO ${escape(reason)}` : '';
}

function diagnostic({ section, duration }: CaseResult, { message, position, timedOut }: Failure): string {
  // A JSON value is a YAML value.
  const members = Object.entries({ message, section, at: position, timed_out: timedOut, duration_ms: duration })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`);
  return `  ---\n${members.join('')}  ...\n`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

const escape = (text: string): string => oneLine(text).replace(/[\\#]/g, '\\$&');
