import { expect } from 'chai';
import { describeStacks, documentedStacks, stackProgram, stackScript, type Stacks } from '../support/async-stacks.ts';
import { inEachBrowser } from '../support/browsers/each.ts';

const library = '<script src="/dist/asynccontext-polyfill.min.js"></script>';

inEachBrowser('the stack of an error', ({ name, open, startServer }) => {
  it('is what docs/async-stacks.md says, without the library and with it', async () => {
    const server = await startServer();
    server.serveScript(`/${stackProgram}`, stackScript);
    const collect = async (tag: string, run: string): Promise<Stacks> => {
      const html = `<!doctype html>${tag}<script src="/${stackProgram}"></script><script>
        collectStacks(${run}).then((stacks) => fetch('/stacks', { method: 'POST', body: JSON.stringify(stacks) }));
      </script>`;
      const page = await open(server.servePage('/', html));
      const stacks = await server.posted('/stacks');
      await page.close();
      return stacks as Stacks;
    };
    const bare = await collect('', '(program) => program()');
    const outside = await collect(library, '(program) => program()');
    const inRun = await collect(library, '(program) => new AsyncContext.Variable().run(1, program)');
    const documented = documentedStacks(name === 'chromium' ? 'v8' : name);
    expect(describeStacks(bare, inRun)).to.equal(documented);
    // WebKit leaves out functions that end with a call, which are others then.
    const withoutLibrary = (text: string) => text.replaceAll(' < (library)', '');
    expect(withoutLibrary(describeStacks(bare, outside))).to.equal(withoutLibrary(documented));
  });
});
