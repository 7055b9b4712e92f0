// The README's list of known limitations.
import { readFileSync } from 'node:fs';

/** The known limitations, one line for each reason. */
export function limitations() {
  const where = { node: 'server backend', web: 'web backend' };
  const reasons = new Map();
  for (const backend of ['node', 'web']) {
    const list = JSON.parse(readFileSync(new URL(`../conformance/known/${backend}.json`, import.meta.url), 'utf8'));
    for (const { reason, link, platforms, cases } of list) {
      const entry = reasons.get(reason) ?? { link, cases: cases.length, places: new Set() };
      for (const place of platforms ?? [where[backend]]) entry.places.add(place);
      reasons.set(reason, entry);
    }
  }
  return [...reasons]
    .map(([reason, { link, cases, places }]) => {
      const count = `${cases} ${cases === 1 ? 'case' : 'cases'}`;
      const more = link === undefined ? '' : ` ([more](${link}))`;
      return `- ${reason} _${[...places].join(', ')}; ${count}_${more}`;
    })
    .join('\n');
}
