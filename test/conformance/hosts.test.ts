import { expect } from 'chai';
import type { Host } from '../../conformance/host.ts';
import { createNodeHost, createWebHost, detectHost } from '../../conformance/hosts/index.ts';

describe('the host for Node', () => {
  const host = detectHost() as Required<Host>;

  it('is the one that is detected here', () => {
    expect(host.platform).to.deep.equal(createNodeHost().platform);
    expect(host.platform).to.include({ runtime: 'node', version: process.versions.node });
  });

  it('collects garbage', async () => {
    let report: ((held: unknown) => void) | undefined;
    const collected = new Promise((resolve) => (report = resolve));
    const registry = new FinalizationRegistry((held) => report?.(held));
    registry.register({}, 'held');
    // The object may be live until the end of this job.
    await new Promise((resolve) => setTimeout(resolve, 0));
    await host.collectGarbage();
    expect(await collected).to.equal('held');
    // Alive until here, for a registry that is collected calls nothing.
    registry.unregister({});
  });

  it('imports the same source each time anew', async () => {
    const source = 'export const made = {}; export default "häßlich # 100%";';
    const first = await host.importModule(source);
    const second = await host.importModule(source);
    expect(first.default).to.equal('häßlich # 100%');
    expect(first.made).to.not.equal(second.made);
  });

  it('evaluates scripts of this realm and returns their completion value', () => {
    expect(host.evaluate('if (this === globalThis) Array; else 0;')).to.equal(Array);
    expect(() => host.evaluate('await 1 2')).to.throw(SyntaxError);
  });

  it('makes realms of their own in the same agent', () => {
    const realm = host.createRealm();
    const other = host.createRealm();
    expect(realm.evaluate('globalThis.made = [1]')).to.deep.equal([1]);
    expect(realm.evaluate('made instanceof Array')).to.equal(true);
    expect((realm.globalThis as unknown as { made: unknown }).made).to.not.be.instanceOf(Array);
    expect(realm.globalThis.Array).to.not.equal(Array);
    expect(realm.globalThis.Array).to.not.equal(other.globalThis.Array);
  });
});

describe('the host for browsers', () => {
  /** What of a page or worker the host asks about itself. */
  const scopeOf = (parts: object) =>
    createWebHost({ navigator: { userAgent: 'unknown' }, URL: {}, eval: () => true, ...parts } as never);

  const userAgents = {
    'chromium 156.0.0.0':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    'firefox 153.0': 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
    'webkit 26.0':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
  };
  for (const [expected, userAgent] of Object.entries(userAgents)) {
    it(`knows ${expected} by its user agent`, () => {
      const { runtime, version } = scopeOf({ navigator: { userAgent } }).platform;
      expect(`${runtime} ${version}`).to.equal(expected);
    });
  }

  it('has no frames in a worker, and evaluates nothing where the policy forbids it', () => {
    const evalOfPolicy = () => {
      throw new EvalError('refused');
    };
    expect(scopeOf({})).to.have.keys('platform', 'evaluate', 'watchUncaught');
    expect(scopeOf({ eval: evalOfPolicy })).to.have.keys('platform', 'watchUncaught');
    expect(scopeOf({ document: {} })).to.include.keys('createRealm');
    expect(scopeOf({ gc: () => undefined })).to.include.keys('collectGarbage');
  });

  it('passes on errors that nothing catches, and keeps them from the console', () => {
    const scope = new EventTarget();
    const errors: unknown[] = [];
    Object.assign(scope, { navigator: { userAgent: '' }, URL: {}, eval: () => true });
    const stop = createWebHost(scope as never).watchUncaught?.((error) => errors.push(error));
    const raise = (type: string, parts: object) =>
      scope.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), parts));
    expect(raise('error', { error: 1 })).to.equal(false);
    expect(raise('unhandledrejection', { reason: 2 })).to.equal(false);
    stop?.();
    expect(raise('error', { error: 3 })).to.equal(true);
    expect(errors).to.deep.equal([1, 2]);
  });
});
