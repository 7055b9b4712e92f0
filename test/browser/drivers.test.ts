import { expect } from 'chai';
import { inEachBrowser } from '../support/browsers/each.ts';
import { garbageCollector } from '../support/browsers/garbage.ts';
import { PageError, type Page } from '../support/browsers/index.ts';
import { isolation, type Server } from '../support/browsers/server.ts';

/** Code that runs in a page, which the compiler knows nothing of. */
declare const seen: { type: string; trusted: boolean; key?: string }[];

async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}

inEachBrowser('the driver', ({ name, open, startServer }) => {
  let server: Server;
  let page: Page;
  before(async () => {
    server = await startServer();
    const url = server.servePage(
      '/',
      `<!doctype html><title>A page</title><button>Press</button><input><script>
        const seen = [];
        for (const type of ['click', 'keydown', 'input']) {
          addEventListener(type, ({ isTrusted, key }) => seen.push({ type, trusted: isTrusted, key }));
        }
        // Counts what awaits and reacts in the page.
        window.promiseUse = 0;
        const { then } = Promise.prototype;
        Promise.prototype.then = function (...args) { promiseUse++; return Reflect.apply(then, this, args); };
        Object.defineProperty(Promise.prototype, 'constructor', { get() { promiseUse++; return Promise; } });
      </script>`,
    );
    page = await open(url);
  });

  it('is the browser that it is called', async () => {
    const pattern = { chromium: /Chrome\//, firefox: /Firefox\//, webkit: /^(?!.*Chrome).*AppleWebKit\// }[name];
    expect(await page.evaluate(() => navigator.userAgent)).to.match(pattern);
  });

  it('evaluates functions with arguments, and expressions', async () => {
    expect(
      await page.evaluate((a: number, b: { c: string }) => [a + 1, b.c, document.title], 1, { c: 'x' }),
    ).to.deep.equal([2, 'x', 'A page']);
    expect(await page.evaluate('seen.length')).to.equal(0);
    expect(await page.evaluate(() => undefined)).to.equal(undefined);
  });

  const usesPromises = name === 'webkit';
  it(`uses ${usesPromises ? 'promises' : 'no promise'} of the page`, async () => {
    await page.evaluate('1');
    await page.waitFor('true');
    expect((await page.evaluate('promiseUse')) !== 0).to.equal(usesPromises);
  });

  it('passes on what a page throws', async () => {
    const error = await failure(
      page.evaluate(() => {
        throw new RangeError('too far');
      }),
    );
    expect(error).to.be.instanceOf(PageError);
    expect(error.message).to.include('RangeError: too far');
    expect(await failure(page.evaluate('syntax error'))).to.be.instanceOf(Error);
  });

  it('refuses the promise of a page', async () => {
    expect((await failure(page.evaluate(() => Promise.resolve(1)))).message).to.include('the result is a promise');
  });

  it('waits until an expression holds', async () => {
    await page.evaluate(() => {
      setTimeout(() => Object.assign(window, { ready: 'yes' }), 30);
    });
    expect(await page.waitFor('window.ready')).to.equal('yes');
  });

  it('gives up waiting, and says for what', async () => {
    expect((await failure(page.waitFor('window.never', 50))).message).to.include(
      `${name} at ${server.origin}/: waited 50 ms in vain for window.never`,
    );
  });

  it('clicks and types as a user does', async () => {
    await page.evaluate(() => void (seen.length = 0));
    await page.click('button');
    await page.click('input');
    await page.type('aB');
    await page.press('Backspace');
    await page.press('Enter');
    await page.waitFor(`seen.some(({ key }) => key === 'Enter')`);
    const events = await page.evaluate(() => seen);
    expect(events.every(({ trusted }) => trusted)).to.equal(true);
    expect(events.map(({ type, key }) => key ?? type)).to.deep.equal([
      'click',
      'click',
      'a',
      'input',
      'B',
      'input',
      'Backspace',
      'input',
      'Enter',
    ]);
    expect(await page.evaluate(() => document.querySelector('input')?.value)).to.equal('a');
  });

  it('opens pages beside each other, all of them visible', async () => {
    const url = server.servePage('/other', '<!doctype html><title>Another page</title>');
    const other = await open(url);
    expect(await other.evaluate(() => document.title)).to.equal('Another page');
    expect(await page.evaluate(() => document.title)).to.equal('A page');
    const visibilities = [page, other].map((each) => each.evaluate(() => document.visibilityState));
    expect(await Promise.all(visibilities)).to.deep.equal(['visible', 'visible']);
    await other.close();
    await other.close();
    expect(await page.evaluate(() => document.title)).to.equal('A page');
  });

  it('opens pages that are cross-origin isolated', async () => {
    const url = server.servePage(
      '/isolated',
      '<!doctype html><script src="/dist/asynccontext-polyfill.min.js"></script>',
      {
        ...isolation,
      },
    );
    const isolated = await open(url);
    expect(await isolated.evaluate(() => [crossOriginIsolated, 'AsyncContext' in globalThis])).to.deep.equal([
      true,
      true,
    ]);
  });

  it('receives what a page posts, in order', async () => {
    await page.evaluate(() => {
      for (const value of [1, 2]) {
        const request = new XMLHttpRequest();
        request.open('POST', '/result', false);
        request.send(JSON.stringify({ value }));
      }
    });
    expect([await server.posted('/result'), await server.posted('/result')]).to.deep.equal([
      { value: 1 },
      { value: 2 },
    ]);
    expect((await failure(server.posted('/result', 50))).message).to.equal(
      `nothing was posted to ${server.origin}/result within 50 ms`,
    );
  });

  it('collects garbage', async () => {
    const url = server.servePage(
      '/garbage',
      `<!doctype html><script>${garbageCollector}
      let collected = 0;
      const registry = new FinalizationRegistry(() => collected++);
      (() => { for (let i = 0; i < 10; i++) registry.register({}, i); })();
      collectGarbage().then(() => { window.done = true; });
    </script>`,
    );
    const collecting = await open(url);
    await collecting.waitFor('window.done');
    expect(await collecting.waitFor('collected')).to.be.greaterThan(0);
  });
});
