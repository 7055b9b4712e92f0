import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { languageAreas } from '../../conformance/language/index.ts';
import type { Area } from '../../conformance/suite.ts';
import { webAreas } from '../../conformance/web/index.ts';

for (const [half, areas] of Object.entries({ language: languageAreas, web: webAreas })) {
  const folder = new URL(`../../conformance/${half}/`, import.meta.url);

  describe(`the areas of the ${half} half of the suite`, () => {
    it('are all that the files of the folder define', async () => {
      const files = readdirSync(folder).filter((file) => file.endsWith('.js') && file !== 'index.js');
      const modules = await Promise.all(
        files.map((file) => import(new URL(file, folder).href) as Promise<{ default?: Area }>),
      );
      // A file without a default export is what several areas share.
      const defined = modules.flatMap((module) => (module.default === undefined ? [] : [module.default]));
      expect(defined.length).to.be.greaterThan(10);
      expect(areas).to.have.members(defined);
    });

    it('have cases', () => {
      for (const { id, title, cases } of areas) {
        expect(id).to.match(/^[A-Za-z][A-Za-z-]*$/);
        expect(title).to.not.equal('');
        expect(cases, id).to.not.be.empty;
      }
    });

    it('have cases whose titles are sentences of one line that name a section', () => {
      for (const { id, title, section } of areas.flatMap(({ cases }) => cases)) {
        expect(title, id).to.match(/^\S[^\n\r\t]*[^\s.]$/);
        expect(section, id).to.match(/^https:\/\/\S+$/);
      }
    });
  });
}

describe('the areas of both halves of the suite', () => {
  it('have ids of their own', () => {
    const ids = [...languageAreas, ...webAreas].map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
  });
});
