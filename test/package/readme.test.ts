import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';

describe('README', () => {
  it('lists the known limitations as they are; `npm run support` writes them', async () => {
    const script = pathToFileURL(resolve('scripts/limitations.mjs')).href;
    const { limitations } = (await import(script)) as { limitations: () => string };
    const readme = readFileSync('README.md', 'utf8');
    const [, part = ''] = readme.split(/<!-- limitations:(?:begin|end) -->/);
    // Prettier may choose other marks for emphasis than the script.
    const words = (text: string) =>
      text
        .replaceAll(/[_*\\]/g, '')
        .trim()
        .split(/\s+/);
    expect(words(part)).to.deep.equal(words(limitations()));
  });
});
