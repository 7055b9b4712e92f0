import { expect } from 'chai';
import { inEachBrowser } from '../support/browsers/each.ts';
import { isolation, type Server } from '../support/browsers/server.ts';

const script = '/dist/asynccontext-polyfill.min.js';

/**
 * Scripts and connections of the page's own origin, no eval, and no string where a script is expected. Images only
 * because WebKit asks for the page's icon.
 */
const strictPolicy = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
};

/** Defines `check`, which uses an AsyncContext and tells what it saw. */
const check = `
  function check({ Variable, Snapshot }) {
    const variable = new Variable({ name: 'v', defaultValue: 0 });
    const snapshot = variable.run(1, () => new Snapshot());
    const wrapped = variable.run(2, () => Snapshot.wrap((argument) => [variable.get(), argument]));
    return [
      variable.name,
      variable.get(),
      variable.run(3, () => variable.get()),
      snapshot.run(() => variable.get()),
      wrapped('argument'),
      variable.get(),
    ];
  }`;
const checked = ['v', 0, 3, 1, [2, 'argument'], 0];

/** Posts what the check says, or the error that it throws. */
const post = (AsyncContext: string): string => `
  (() => {
    let result;
    try {
      result = check(${AsyncContext});
    } catch (error) {
      result = String(error);
    }
    fetch('/result', { method: 'POST', body: JSON.stringify(result) });
  })();`;

inEachBrowser('the built files', ({ open, startServer }) => {
  let server: Server;
  beforeEach(async () => {
    server = await startServer();
    server.serveScript('/check.js', check);
    server.serveScript('/post.js', post('AsyncContext'));
    server.serveScript('/module.js', `import { AsyncContext } from '/dist/web/index.js'; ${post('AsyncContext')}`);
  });

  it('define AsyncContext, and no other global, by the script tag alone', async () => {
    const page = await open(
      server.servePage(
        '/',
        `<!doctype html>
        <script>var before = Object.getOwnPropertyNames(globalThis), after;</script>
        <script src="${script}"></script>
        <script>after = Object.getOwnPropertyNames(globalThis);</script>
        <script src="/check.js"></script>`,
      ),
    );
    expect(await page.evaluate('after.filter((key) => !before.includes(key))')).to.deep.equal(['AsyncContext']);
    expect(await page.evaluate('before.filter((key) => !after.includes(key))')).to.deep.equal([]);
    expect(await page.evaluate('check(AsyncContext)')).to.deep.equal(checked);
  });

  it('define AsyncContext as the built-in namespace that it will be', async () => {
    const page = await open(server.servePage('/', `<!doctype html><script src="${script}"></script>`));
    const described = await page.evaluate(() => {
      const describe = (holder: object, key: string) => {
        const descriptor = Object.getOwnPropertyDescriptor(holder, key);
        return [typeof descriptor?.value, descriptor?.writable, descriptor?.enumerable, descriptor?.configurable];
      };
      const { AsyncContext } = globalThis as unknown as { AsyncContext: object };
      return [
        describe(globalThis, 'AsyncContext'),
        describe(AsyncContext, 'Variable'),
        describe(AsyncContext, 'Snapshot'),
        Object.prototype.toString.call(AsyncContext),
      ];
    });
    expect(described).to.deep.equal([
      ['object', true, false, true],
      ['function', true, false, true],
      ['function', true, false, true],
      '[object AsyncContext]',
    ]);
  });

  it('leave alone an AsyncContext that is there', async () => {
    const page = await open(
      server.servePage('/', `<!doctype html><script>AsyncContext = 'there';</script><script src="${script}"></script>`),
    );
    expect(await page.evaluate('AsyncContext')).to.equal('there');
  });

  it('work as modules, without a global', async () => {
    const page = await open(
      server.servePage(
        '/',
        '<!doctype html><script src="/check.js"></script><script type="module" src="/module.js"></script>',
      ),
    );
    expect(await server.posted('/result')).to.deep.equal(checked);
    expect(await page.evaluate(`'AsyncContext' in globalThis`)).to.equal(false);
  });

  it('define the global as the module auto', async () => {
    await open(
      server.servePage(
        '/',
        `<!doctype html><script src="/check.js"></script>
        <script type="module">import '/dist/web/auto.js'; ${post('AsyncContext')}</script>`,
      ),
    );
    expect(await server.posted('/result')).to.deep.equal(checked);
  });

  it('work in a page that is cross-origin isolated', async () => {
    const html = `<!doctype html><script src="${script}"></script><script src="/check.js"></script><script src="/post.js"></script>`;
    const page = await open(server.servePage('/', html, isolation));
    expect(await page.evaluate('crossOriginIsolated')).to.equal(true);
    expect(await server.posted('/result')).to.deep.equal(checked);
  });

  for (const [kind, tags] of Object.entries({
    'the script tag': `<script src="${script}"></script><script src="/post.js"></script>`,
    modules: `<script type="module" src="/module.js"></script>`,
  })) {
    it(`work under a strict policy, with Trusted Types enforced, as ${kind}`, async () => {
      server.serveScript(
        '/violations.js',
        `var violations = [];
        addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violations.push(effectiveDirective));`,
      );
      // What a page that does not follow its policy is told, in the end.
      server.serveScript(
        '/violate.js',
        `var refusals = [];
        function violate() {
          for (const attempt of [() => (0, eval)('1'), () => { document.body.innerHTML = '<p>'; }]) {
            try {
              attempt();
              refusals.push('none');
            } catch (error) {
              refusals.push(error.name);
            }
          }
        }`,
      );
      const html = `<!doctype html><body>
        <script src="/violations.js"></script><script src="/violate.js"></script><script src="/check.js"></script>${tags}`;
      const page = await open(server.servePage('/', html, strictPolicy));
      expect(await server.posted('/result')).to.deep.equal(checked);
      expect(await page.evaluate('violations')).to.deep.equal([]);
      await page.evaluate(`setTimeout(violate)`);
      expect(await page.waitFor('refusals.length === 2 && refusals')).to.have.members(['EvalError', 'TypeError']);
      // They are reported later than they are thrown, and so would those of ours have been.
      expect(await page.waitFor('violations.length >= 2 && violations')).to.include.members([
        'require-trusted-types-for',
      ]);
    });
  }

  describe('work in workers', () => {
    const classic = `importScripts('${script}', '/check.js'); ${post('AsyncContext')}`;
    const start = {
      'a dedicated worker': `new Worker('/classic.js')`,
      'a dedicated worker that is a module': `new Worker('/module-worker.js', { type: 'module' })`,
      'a shared worker': `new SharedWorker('/classic.js')`,
      'a service worker': `navigator.serviceWorker.register('/classic.js')`,
    };

    for (const [kind, expression] of Object.entries(start)) {
      it(`in ${kind}`, async () => {
        server.serveScript('/classic.js', classic);
        server.serveScript('/module-worker.js', `import '/check-module.js'; import '/module.js';`);
        server.serveScript('/check-module.js', `globalThis.check = ${check.trim()};`);
        await open(server.servePage('/', `<!doctype html><script>globalThis.worker = ${expression};</script>`));
        expect(await server.posted('/result')).to.deep.equal(checked);
      });
    }
  });
});
