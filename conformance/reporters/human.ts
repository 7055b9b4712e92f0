import type { CaseResult, Counts, SuiteReport } from '../result.ts';
import { describePlatform, type CreateReporter, type Output, type RunInfo } from './reporter.ts';

const marks = { passed: '.', known: 'k', skipped: 's', failed: 'F' } as const;
const colors = { passed: 32, known: 33, skipped: 36, failed: 31 } as const;

/** For people: a mark per case while it runs, the failures of an area behind it, a table at the end. */
export const createHumanReporter: CreateReporter = (output) => {
  const { write } = output;
  const paint = painter(output);
  let titles: RunInfo['areaTitles'] = new Map();
  let width = 0;
  let area: string | undefined;
  let failures: CaseResult[] = [];

  const endArea = () => {
    if (area !== undefined) write('\n');
    for (const failure of failures) write(describeFailure(failure));
    failures = [];
  };
  const describeFailure = ({ id, section, failure, duration }: CaseResult): string => {
    const { message = '', position, timedOut = false } = failure ?? {};
    const lines = [
      `  ${paint('failed', timedOut ? 'TIME-OUT' : 'FAILED')} ${id}`,
      ...message.split('\n').map((line) => `    ${line}`),
      ...(position === undefined ? [] : [`    at ${position}`]),
      `    ${section}${timedOut ? ` (after ${duration} ms)` : ''}`,
    ];
    return `\n${lines.join('\n')}\n\n`;
  };

  return {
    begin({ implementation, platform, areaTitles }) {
      titles = areaTitles;
      width = Math.max(...[...titles.values()].map((title) => title.length));
      write(`AsyncContext conformance: ${implementation} on ${describePlatform(platform)}\n`);
      write(`(. passed, k known limitation, s skipped, F failed)\n\n`);
    },
    result(result) {
      if (result.area !== area) {
        endArea();
        area = result.area;
        write(`${(titles.get(area) ?? area).padEnd(width)}  `);
      }
      write(paint(result.status, marks[result.status]));
      if (result.status === 'failed') failures.push(result);
    },
    end(report) {
      endArea();
      write(`\n${table(report)}\n`);
      for (const line of summarizeReasons(report.cases, 'skipped')) write(`Skipped: ${line}\n`);
      for (const line of summarizeReasons(report.cases, 'known')) write(`Known limitation: ${line}\n`);
      for (const problem of report.problems) write(`${paint('failed', 'PROBLEM')} ${problem}\n`);
      write(`${paint(report.ok ? 'passed' : 'failed', total(report))}\n`);
    },
  };
};

function painter({ colors: allowed }: Output): (color: keyof typeof colors, text: string) => string {
  return (color, text) => (allowed ? `\x1b[${colors[color]}m${text}\x1b[0m` : text);
}

function table({ areas, counts }: SuiteReport): string {
  const header = ['Area', 'passed', 'known', 'skipped', 'failed'];
  const row = (title: string, { passed, known, skipped, failed }: Counts) => [
    title,
    ...[passed, known, skipped, failed].map(String),
  ];
  const rows = areas.map((area) => row(area.title, area.counts));
  const last = row('Total', counts);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows, last].map((cells) => (cells[column] as string).length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number),
      )
      .join('  ');
  const rule = '-'.repeat(line(header).length);
  return [line(header), rule, ...rows.map(line), rule, line(last), ''].join('\n');
}

function summarizeReasons(cases: readonly CaseResult[], status: 'skipped' | 'known'): string[] {
  const byReason = new Map<string, { count: number; link: string | undefined }>();
  for (const result of cases) {
    if (result.status !== status || result.reason === undefined) continue;
    const entry = byReason.get(result.reason) ?? { count: 0, link: result.link };
    entry.count++;
    byReason.set(result.reason, entry);
  }
  return [...byReason].map(
    ([reason, { count, link }]) => `${countOf(count)}: ${reason}${link === undefined ? '' : ` (${link})`}`,
  );
}

const countOf = (count: number): string => `${count} ${count === 1 ? 'case' : 'cases'}`;

function total({ counts: { passed, known, skipped, failed }, duration, problems, ok }: SuiteReport): string {
  const parts = [`${passed} passed`, `${known} known limitations`, `${skipped} skipped`, `${failed} failed`];
  if (problems.length > 0) parts.push(`${problems.length} problems with the run`);
  const count = passed + known + skipped + failed;
  return `${ok ? 'OK' : 'NOT OK'}: ${countOf(count)} in ${(duration / 1000).toFixed(1)} s: ${parts.join(', ')}`;
}
