import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { inEachBrowser } from '../support/browsers/each.ts';
import type { Server } from '../support/browsers/server.ts';
import { expectClean, runNode, runPage, script, serveAll, tags } from './support.ts';

/** Gives a copy that has defined the global another name, so that a further one defines it, too. */
const keepAs = (name: string) => `<script>var ${name} = AsyncContext; delete globalThis.AsyncContext;</script>`;

/** By how they are loaded: tags, and a list of the namespaces that the copies have. */
const inPages = {
  'a script tag and a module': [
    tags.us + keepAs('first'),
    `[first, (await import('/dist/web/implementation.js')).AsyncContext]`,
  ],
  'two script tags': [tags.us + keepAs('first') + `<script src="${script}?again"></script>`, '[first, AsyncContext]'],
  'a script tag and the module auto': [
    tags.us + keepAs('first'),
    `[first, (await import('/dist/web/auto.js'), AsyncContext)]`,
  ],
} as const;

/** What a result of `compare` has to be. */
const shared = { different: true, oneMapping: true, patchedAgain: [] };

/** Compares the copies; `changes` tells what the realm's descriptors are since the first of them. */
const compare = `
  const patchedAgain = changes().filter((name) => !/^global\\.(AsyncContext|changes|first)$/.test(name));
  const different = new Set(copies.map(({ Variable }) => Variable)).size === copies.length;
  const compared = { different, oneMapping: haveOneMapping(copies), patchedAgain };`;

inEachBrowser('several copies in a page', ({ open, startServer }) => {
  let server: Server;
  before(async () => {
    server = await serveAll(startServer);
  });

  for (const [kinds, [head, copies]] of Object.entries(inPages)) {
    it(`share one mapping and patch once: ${kinds}`, async () => {
      // Between the first copy and the second.
      const describing = head.replace(
        '</script><script>',
        '</script><script>var changes = coexistence.watchRealm(globalThis); ',
      );
      const work = `
        const copies = ${copies};
        ${compare}
        return { compared, reports: await Promise.all(copies.map((copy) => runSeeds(copy))) };`;
      const { compared, reports } = (await runPage(open, server, describing, work)) as {
        compared: unknown;
        reports: unknown[];
      };
      expect(JSON.stringify(compared)).to.equal(JSON.stringify(shared));
      reports.forEach((report) => expectClean(report));
    });
  }
});

describe('several copies in Node', () => {
  it('share one mapping and patch once: ES modules, CommonJS and the script-tag file', async () => {
    const code = JSON.stringify(readFileSync(`.${script}`, 'utf8'));
    const { compared, reports } = (await runNode(`
      import { createRequire } from 'node:module';
      import { runInThisContext } from 'node:vm';
      const { AsyncContext: first } = await import('asynccontext-polyfill/implementation');
      new first.Variable();
      const changes = watchRealm(globalThis);
      const { AsyncContext: second } = createRequire(process.cwd() + '/')('asynccontext-polyfill/implementation');
      runInThisContext(${code});
      const copies = [first, second, AsyncContext];
      new second.Variable();
      ${compare}
      console.log(JSON.stringify({ compared, reports: await Promise.all(copies.map((copy) => runSeeds(copy))) }));
    `)) as { compared: unknown; reports: unknown[] };
    expect(JSON.stringify(compared)).to.equal(JSON.stringify(shared));
    reports.forEach((report) => expectClean(report));
  });
});
