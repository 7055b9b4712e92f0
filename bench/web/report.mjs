import { contenders } from './contenders.mjs';
import { goals, sizeGoal, workloads } from './goals.mjs';

const titles = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit', node: 'Node' };

/** One engine as lines for a terminal. */
export function engineLines({ name, version, workloads: results }) {
  const lines = [`\n${titles[name]} ${version}`];
  for (const { cost, contenders: measured } of results) {
    const { title, unit } = workloads[cost];
    lines.push(`  ${plain(title)}`);
    for (const [id, one] of Object.entries(measured)) {
      lines.push(`    ${contenders[id].name.padEnd(28)} ${line(id, one, unit)}`);
    }
  }
  const goalLines = goalsOf(name, results).map(
    ({ title, limit, unit, worst }) =>
      `    ${plain(title).padEnd(74)} ${figure(worst.median, unit).padStart(10)}, ` +
      `goal ${figure(limit, unit)}${verdict(worst, limit, ': ')}`,
  );
  return [...lines, ...(goalLines.length > 0 ? ['  goals', ...goalLines] : [])].join('\n');
}

function line(id, one, unit) {
  if (one.value === undefined) return one.errors.length > 0 ? `fails: ${one.errors.join('; ')}` : 'not to be had here';
  const beside = id === 'bare' || one.toBare === undefined ? '' : `  ${between(one.toBare, '×')}`;
  const problems = problemsOf(one);
  return `${figure(one.value.median, unit).padStart(12)}${beside}${problems === '' ? '' : `  ${problems.toUpperCase()}`}`;
}

/** The goals of an engine, each with the workload that is farthest from it beyond doubt. */
function goalsOf(engine, results) {
  return goals.flatMap(({ title, costs, of, limits, unit }) => {
    const figures = results
      .filter(({ cost }) => costs.includes(cost))
      .map(({ cost, contenders: measured }) => ({ cost, worst: of(measured) }))
      .filter(({ worst }) => worst !== undefined)
      .sort((a, b) => b.worst.lower - a.worst.lower);
    if (limits[engine] === undefined || figures.length === 0) return [];
    return [{ title, limit: limits[engine], unit, ...figures[0] }];
  });
}

/** A goal is missed when three quarters of the rounds say so. */
function verdict({ median, lower }, limit, separator) {
  if (median <= limit) return '';
  return `${separator}${lower > limit ? 'missed' : 'in doubt'}`;
}

/** What a contender returned that it should not have. */
const problemsOf = ({ lost, wrong, leaked, errors }) =>
  [lost > 0 && 'lost', wrong > 0 && 'wrong', leaked > 0 && 'leaked', errors.length > 0 && 'fails']
    .filter(Boolean)
    .join(', ');

export function sizeLine({ ours, zone }) {
  return (
    `the script-tag file has ${ours.toLocaleString('en')} bytes, minified and gzipped ` +
    `(goal ${sizeGoal.toLocaleString('en')}${ours > sizeGoal ? ': missed' : ''}); zone.js has ${zone.toLocaleString('en')}`
  );
}

/** The goals in one table with a column for each engine, and a table for each engine. */
export function webMarkdown({ sizes, engines }) {
  return [
    ...goalTable(engines),
    `${capitalize(sizeLine(sizes))}.`,
    ...engines.map((engine) => `${titles[engine.name]} ${engine.version}\n\n${engineTable(engine)}`),
  ].join('\n\n');
}

function goalTable(engines) {
  const columns = engines.map(({ name, workloads: results }) => [name, goalsOf(name, results)]);
  const shown = columns.filter(([, ofEngine]) => ofEngine.length > 0);
  const rows = goals.flatMap(({ title, unit }) => {
    const cells = shown.map(([, ofEngine]) => {
      const goal = ofEngine.find((one) => one.title === title);
      if (goal === undefined) return '';
      const { worst, limit } = goal;
      return `${bold(between(worst, unit))}, goal ${figure(limit, unit)}${verdict(worst, limit, ', ')}`;
    });
    return cells.some((cell) => cell !== '') ? [row([title, ...cells])] : [];
  });
  // There are none for Node alone.
  if (rows.length === 0) return [];
  return [[...heading(['', ...shown.map(([name]) => titles[name])]), ...rows].join('\n')];
}

function engineTable({ workloads: results }) {
  const ids = Object.keys(results[0].contenders);
  const rows = results
    .filter(({ contenders: measured }) => measured.bare.value !== undefined)
    .map(({ cost, contenders: measured }) => {
      const { title, unit } = workloads[cost];
      return row([title, ...ids.map((id) => cell(id, measured[id], cost, unit))]);
    });
  return [...heading(['', ...ids.map((id) => contenders[id].name)]), ...rows].join('\n');
}

function cell(id, one, cost, unit) {
  const problems = problemsOf(one);
  if (one.value === undefined) return problems;
  // Beside no call at all, or a call that is inlined, a ratio says nothing.
  const isRatio = id !== 'bare' && one.toBare !== undefined && !['run-loop', 'run', 'get'].includes(cost);
  const text = isRatio ? between(one.toBare, '×') : figure(one.value.median, unit);
  return `${id === 'ours' ? bold(text) : text}${problems === '' ? '' : ` (${problems})`}`;
}

const heading = (cells) => [row(cells), row(cells.map((_, i) => (i === 0 ? '---' : '--:')))];
const row = (cells) => `| ${cells.join(' | ')} |`;
const plain = (title) => title.replaceAll('`', '');
const capitalize = (text) => text[0].toUpperCase() + text.slice(1);

/** The median in front of the middle half, the former alone in bold. */
const between = ({ median, lower, upper }, unit) =>
  `${figure(median, unit)} (${figure(lower, unit, false)} to ${figure(upper, unit, false)})`;
const bold = (text) => text.replace(/^[^(]+?(?= \(|$)/, '**$&**');

function figure(value, unit, withUnit = true) {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  const text = value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return withUnit ? `${text} ${unit}` : text;
}
