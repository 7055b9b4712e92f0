import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { languageAreas } from '../../conformance/language/index.ts';
import type { Area } from '../../conformance/suite.ts';

const folder = new URL('../../conformance/language/', import.meta.url);

describe('the areas of the language suite', () => {
  it('are all that the files of the folder define', async () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.js') && file !== 'index.js');
    const modules = await Promise.all(
      files.map((file) => import(new URL(file, folder).href) as Promise<{ default?: Area }>),
    );
    // A file without a default export is what several areas share.
    const defined = modules.flatMap((module) => (module.default === undefined ? [] : [module.default]));
    expect(defined.length).to.be.greaterThan(10);
    expect(languageAreas).to.have.members(defined);
  });

  it('have ids of their own, and cases', () => {
    const ids = languageAreas.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const { id, title, cases } of languageAreas) {
      expect(id).to.match(/^[A-Za-z][A-Za-z-]*$/);
      expect(title).to.not.equal('');
      expect(cases, id).to.not.be.empty;
    }
  });

  it('have cases whose titles are sentences of one line that name a section', () => {
    for (const { id, title, section } of languageAreas.flatMap(({ cases }) => cases)) {
      expect(title, id).to.match(/^\S[^\n\r\t]*[^\s.]$/);
      expect(section, id).to.match(/^https:\/\/\S+$/);
    }
  });
});
