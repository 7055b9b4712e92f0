// The parts of the README that are made from data, between marks such as <!-- support:begin -->.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

const path = new URL('../README.md', import.meta.url);

/** Replaces the part of the README that is called `name`. */
export async function writeReadmePart(name, markdown) {
  const readme = readFileSync(path, 'utf8');
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has no marks for "${name}"`);
  const text = `${readme.slice(0, from + begin.length)}\n\n${markdown.trim()}\n\n${readme.slice(to)}`;
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), parser: 'markdown' }));
}
