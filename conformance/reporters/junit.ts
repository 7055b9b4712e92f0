import type { CaseResult, SuiteReport } from '../result.ts';
import { describePlatform, seconds, type CreateReporter } from './reporter.ts';

/** JUnit's XML, as continuous integration servers read it. A known limitation counts as skipped. */
export const createJunitReporter: CreateReporter = ({ write }) => ({
  end(report) {
    write(toXml(report));
  },
});

function toXml({ implementation, platform, duration, counts, areas, cases, problems }: SuiteReport): string {
  const failures = counts.failed + problems.length;
  const suites = areas.map(({ id, title, counts: ofArea }) => {
    const results = cases.filter((result) => result.area === id);
    const time = results.reduce((sum, result) => sum + result.duration, 0);
    return element(
      'testsuite',
      {
        name: title,
        tests: results.length,
        failures: ofArea.failed,
        errors: 0,
        skipped: ofArea.skipped + ofArea.known,
        time: seconds(time),
      },
      results.map(testCase),
    );
  });
  if (problems.length > 0) {
    suites.push(
      element(
        'testsuite',
        { name: 'The run', tests: problems.length, failures: problems.length, errors: 0, skipped: 0, time: seconds(0) },
        problems.map((problem) =>
          element('testcase', { classname: 'run', name: problem, time: seconds(0) }, [
            element('failure', { message: problem }, []),
          ]),
        ),
      ),
    );
  }
  const root = element(
    'testsuites',
    {
      name: `${implementation} on ${describePlatform(platform)}`,
      tests: cases.length + problems.length,
      failures,
      errors: 0,
      skipped: counts.skipped + counts.known,
      time: seconds(duration),
    },
    suites,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}

function testCase({ area, title, section, status, duration, reason = '', failure }: CaseResult): string {
  const children: string[] = [];
  if (status === 'skipped') children.push(element('skipped', { message: reason }, []));
  if (status === 'known') children.push(element('skipped', { message: `known limitation: ${reason}` }, []));
  if (status === 'failed' && failure !== undefined) {
    const { message, stack, position } = failure;
    const text = [message, section, position, stack].filter((part) => part !== undefined).join('\n');
    children.push(element('failure', { message, type: failure.timedOut ? 'timeout' : 'failure' }, [escape(text)]));
  }
  return element('testcase', { classname: area, name: title, time: seconds(duration) }, children);
}

function element(name: string, attributes: Record<string, string | number>, children: readonly string[]): string {
  const start = `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(String(value))}"`)
    .join('')}`;
  return children.length === 0 ? `${start}/>\n` : `${start}>\n${children.join('')}</${name}>\n`;
}

const references: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Characters that XML 1.0 has no way to write become their escape sequence in JavaScript. */
const escape = (text: string): string =>
  text
    .replace(/[&<>"\t\n\r]/g, (character) => references[character] as string)
    .replace(
      // eslint-disable-next-line no-control-regex -- these are what has to go
      /[\0-\x1f\x7f-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
