import { expect } from 'chai';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConsumer, installCopy, root, runJson } from './consumer.ts';

/** What fixtures/globals.mjs prints. */
interface Report {
  readonly exports: string[];
  readonly changed: string[];
  readonly exportsOurs: boolean;
  readonly exportsPrepared: boolean;
  readonly globalIsOurs: boolean;
  readonly globalIsPrepared: boolean;
  readonly globalAttributes: PropertyDescriptor;
  readonly works: boolean;
  readonly changedByVariable: string[];
  readonly registry?: { frozen: boolean; attributes: boolean[] };
}

type Surface = Record<string, { type: string; properties: Record<string, string> }>;

const registryKey = 'globalThis.Symbol(asynccontext-polyfill.agent.1)';
const finalizationKeys = ['FinalizationRegistry.prototype.constructor', 'globalThis.FinalizationRegistry'];
/** What the web backend replaces in a realm that has the globals of Node. */
const webKeys = [
  ...finalizationKeys,
  'globalThis.Promise',
  'Promise.prototype.constructor',
  'Promise.prototype.then',
  'Promise.prototype.finally',
  'Promise.resolve',
  // Function.prototype, by the first path that leads to it.
  'Object.prototype.__defineGetter__.[[Prototype]].toString',
  'EventTarget.prototype.addEventListener',
  'EventTarget.prototype.removeEventListener',
  'globalThis.queueMicrotask',
  'globalThis.setTimeout',
  'globalThis.setInterval',
  'globalThis.setImmediate',
];

describe('the entry points', function () {
  this.timeout(60_000);

  let consumer: string;

  before(async () => {
    consumer = await createConsumer('test/package/fixtures');
  });

  /** Reports of an entry point imported and required, on either backend. */
  function inspect(entry: string, preparation = 'none'): Promise<(Report & { readonly condition: string })[]> {
    const program = ['globals.mjs', `asynccontext-polyfill${entry}`];
    return Promise.all(
      ['node', 'browser'].flatMap((condition) =>
        ['import', 'require'].map(async (way) => {
          const args = ['-C', condition, ...program, way, preparation];
          return { ...(await runJson<Report>(process.execPath, args, consumer)), condition };
        }),
      ),
    );
  }

  for (const entry of ['', '/implementation']) {
    it(`.${entry} exports ours and changes nothing in the realm before the first Variable`, async () => {
      for (const report of await inspect(entry)) {
        expect(report.exports.sort()).to.deep.equal(['AsyncContext', 'Snapshot', 'Variable']);
        expect(report.exportsOurs).to.equal(true);
        expect(report.changed).to.deep.equal([]);
        expect(report.works).to.equal(true);
        const patched = report.condition === 'browser' ? webKeys : [];
        expect(report.changedByVariable).to.have.members([...patched, registryKey]);
        expect(report.registry).to.deep.equal({ frozen: true, attributes: [false, false, false] });
      }
    });
  }

  it('./install exports one function and changes nothing before it is called', async () => {
    for (const report of await inspect('/install')) {
      expect([report.exports, report.changed]).to.deep.equal([['install'], []]);
    }
  });

  it('./types/global exports nothing and changes nothing', async () => {
    for (const report of await inspect('/types/global')) {
      expect([report.exports, report.changed]).to.deep.equal([[], []]);
    }
  });

  it('. hands out a native AsyncContext and changes nothing', async () => {
    for (const report of await inspect('', 'native')) {
      expect([report.exportsPrepared, report.changed]).to.deep.equal([true, []]);
    }
  });

  it('./implementation is ours beside a native AsyncContext', async () => {
    for (const report of await inspect('/implementation', 'native')) {
      expect([report.exportsOurs, report.changed]).to.deep.equal([true, []]);
    }
  });

  it(". is ours where the global is another library's", async () => {
    for (const report of await inspect('', 'foreign')) {
      expect([report.exportsOurs, report.globalIsPrepared, report.changed]).to.deep.equal([true, true, []]);
    }
  });

  it('./auto defines the global with the attributes of a built-in one', async () => {
    for (const report of await inspect('/auto')) {
      expect(report.exports).to.deep.equal([]);
      expect(report.globalIsOurs).to.equal(true);
      expect(report.globalAttributes).to.deep.equal({ writable: true, enumerable: false, configurable: true });
      const patched = report.condition === 'browser' ? webKeys : finalizationKeys;
      expect(report.changed).to.have.members(['globalThis.AsyncContext', registryKey, ...patched]);
      expect(report.changedByVariable).to.deep.equal([]);
    }
  });

  for (const preparation of ['native', 'foreign', 'undefined', 'inherited']) {
    it(`./auto leaves alone a global that is there: ${preparation}`, async () => {
      for (const report of await inspect('/auto', preparation)) {
        expect([report.globalIsPrepared, report.changed]).to.deep.equal([true, []]);
      }
    });
  }

  for (const entry of ['', '/implementation', '/auto']) {
    it(`.${entry} works in a realm whose global object is frozen`, async () => {
      for (const report of await inspect(entry, 'frozen')) {
        expect([report.works, report.changed]).to.deep.equal([true, []]);
        // What belongs to the global object stays native: its callbacks run in the empty context.
        const patched = report.condition === 'browser' ? webKeys.filter((key) => !key.startsWith('globalThis.')) : [];
        expect(report.changedByVariable).to.have.members(patched);
      }
    });
  }

  it('two installations, as ES modules and as CommonJS, share one current mapping', async () => {
    installCopy(consumer, 'other');
    const all = [1, 2, 3, 4];
    expect(await runJson(process.execPath, ['copies.mjs'], consumer)).to.deep.equal({
      different: 4,
      outside: [0, -1, -2, -3],
      inside: all,
      restored: [all, all, all, all, all, all, all, all],
      later: all,
      afterwards: [0, -1, -2, -3],
    });
  });

  it('no build changes the name, the length or an attribute of any function', async () => {
    const surface = (file: string) => runJson<Surface>(process.execPath, ['surface.mjs', file], consumer);
    const source = await surface(fileURLToPath(new URL('../../polyfill/auto.node.js', import.meta.url)));
    expect(source).to.include.keys(
      'AsyncContext.Variable.prototype.run',
      'AsyncContext.Snapshot.wrap',
      'FinalizationRegistry',
      'wrapped',
    );
    expect(source['AsyncContext.Variable']?.properties).to.include({
      name: 'value Variable, writable false, enumerable false, configurable true',
      length: 'value 1, writable false, enumerable false, configurable true',
    });
    for (const file of [
      'node/auto.js',
      'node/auto.cjs',
      'web/auto.js',
      'web/auto.cjs',
      'asynccontext-polyfill.min.js',
    ]) {
      expect(await surface(join(root, 'dist', file)), file).to.deep.equal(source);
    }
  });
});
