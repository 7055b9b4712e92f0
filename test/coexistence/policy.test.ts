import { expect } from 'chai';
import { inEachBrowser } from '../support/browsers/each.ts';
import type { Server } from '../support/browsers/server.ts';
import { expectClean, script, serveAll } from './support.ts';

/** Images only because WebKit asks for the page's icon. */
const base = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'";

const policies: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no policy': {},
  'a policy without eval': { 'content-security-policy': base },
  'a policy that enforces Trusted Types': {
    'content-security-policy': `${base}; require-trusted-types-for 'script'; trusted-types 'none'`,
  },
};

/** Tells what timers do with strings and with arguments, and what was reported meanwhile. */
const tryStrings = `
  var log = [], violations = [];
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    violations.push(effectiveDirective + ' ' + blockedURI);
  });
  async function tryStrings() {
    for (const start of [setTimeout, setInterval]) {
      let id;
      try {
        id = start('log.push("evaluated")', 0);
        log.push(typeof id);
      } catch (error) {
        log.push(error.name);
      }
      const result = await new Promise((resolve) => { setTimeout((...args) => resolve(args), 30, 1, 'two'); });
      clearInterval(id);
      log.push(...result);
    }
    // An interval ticks more than once.
    return { log: log.filter((entry, index) => entry !== log[index - 1]), violations: [...new Set(violations)].sort() };
  }`;

inEachBrowser('content security policies', ({ open, startServer }) => {
  let server: Server;
  before(async () => {
    server = await serveAll(startServer);
    server.serveScript('/strings.js', tryStrings);
    server.serveScript('/natively.js', `tryStrings().then((result) => coexistence.post('/result', result));`);
    server.serveScript(
      '/with-us.js',
      `coexistence.attempt(async () => {
        const report = await coexistence.runSeeds(AsyncContext);
        const own = [...violations];
        return { report, own, strings: await tryStrings() };
      }).then((result) => coexistence.post('/result', result));`,
    );
  });

  async function run(headers: Readonly<Record<string, string>>, ...scripts: string[]): Promise<unknown> {
    const elements = ['/strings.js', '/flows.js', ...scripts].map((path) => `<script src="${path}"></script>`);
    const page = await open(server.servePage('/policy.html', `<!doctype html>${elements.join('')}`, headers));
    const result = await server.posted('/result');
    await page.close();
    return result;
  }

  for (const [title, headers] of Object.entries(policies)) {
    it(`leave flows their values, and strings that are given to timers what they are natively: ${title}`, async () => {
      const natively = await run(headers, '/natively.js');
      const withUs = (await run(headers, script, '/with-us.js')) as {
        report: unknown;
        own: string[];
        strings: unknown;
      };
      expect(JSON.stringify(natively).includes('"evaluated"')).to.equal(title === 'no policy');
      expectClean(withUs.report);
      expect(withUs.own).to.deep.equal([]);
      expect(JSON.stringify(withUs.strings)).to.equal(JSON.stringify(natively));
    });
  }
});
