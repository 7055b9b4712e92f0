/** One group as lines for a terminal: a line per Node version and contender. */
export function table(group, unit, results) {
  const lines = [`  ${group}`];
  for (const { node, contenders } of results) {
    contenders.forEach((contender, i) => {
      const { name, value } = contender;
      lines.push(
        `    ${(i === 0 ? `Node ${node}` : '').padEnd(15)} ${name.padEnd(28)} ${amount(value).padStart(9)} ${unit.padEnd(5)}` +
          (i === 0 ? '' : `  ${comparison(contender)}`),
      );
    });
  }
  return lines.join('\n');
}

function comparison({ ratio, lower, upper, goal }) {
  const spread = `${times(ratio)} (${lower.toFixed(2)} to ${upper.toFixed(2)})`;
  if (goal === undefined) return spread;
  return `${spread}, goal ${times(goal)}${ratio > goal ? ': missed' : ''}`;
}

/** All costs as tables with a column per Node version. */
export function markdown(report) {
  return report
    .map(({ title, groups }) => {
      const versions = groups[0].results.map(({ node }) => `Node ${node}`);
      const rows = groups.flatMap(({ group, unit, results }) =>
        results[0].contenders.slice(1).map(({ name }, i) => {
          const cells = results.map(({ contenders }) => {
            const { value, ratio, lower, upper } = contenders[i + 1];
            return `**${times(ratio)}** (${lower.toFixed(2)} to ${upper.toFixed(2)}), ${amount(value)} ${unit}`;
          });
          return row([group, code(name), code(results[0].contenders[0].name), ...cells]);
        }),
      );
      const head = [row(['', 'measured', 'beside', ...versions]), row(Array(versions.length + 3).fill('---'))];
      return [title, '', ...head, ...rows, ''].join('\n');
    })
    .join('\n');
}

const row = (cells) => `| ${cells.join(' | ')} |`;
const code = (name) => (/[.(]|^get/.test(name) ? `\`${name}\`` : name);
const times = (ratio) => `${ratio.toFixed(2)} ×`;
const amount = (value) => (value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en'));
