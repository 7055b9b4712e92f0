import { expect } from 'chai';
import { build, type BuildOptions } from 'esbuild';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { nodeNames, runtime } from '../../scripts/runtimes.ts';
import { createConsumer, NAME, run, runJson } from './consumer.ts';

/** What fixtures/resolve.mjs prints. */
interface Report {
  readonly resolved: Record<string, [imported: string, required: string]>;
  readonly results: Record<string, { same: boolean; seen: string[] }[]>;
  readonly copies: boolean;
  readonly shared: unknown[][];
  readonly global: boolean;
}

const fetching = 300_000;

describe('the package on each runtime', function () {
  this.timeout(60_000);

  let consumer: string;

  before(async () => {
    consumer = await createConsumer('test/package/fixtures');
  });

  const backendFiles = (backend: 'node' | 'web') => ({
    '.': [`dist/${backend}/index.js`, `dist/${backend}/index.cjs`],
    './implementation': [`dist/${backend}/implementation.js`, `dist/${backend}/implementation.cjs`],
    './auto': [`dist/${backend}/auto.js`, `dist/${backend}/auto.cjs`],
    './types/global': ['dist/types/global.js', 'dist/types/global.cjs'],
    './conformance': ['dist/conformance/index.js', 'dist/conformance/index.cjs'],
  });

  function checkReport(report: Report, backend: 'node' | 'web'): void {
    expect(report.resolved).to.deep.equal(backendFiles(backend));
    // The web backend's way across an await is not what the conditions are about.
    const seen = backend === 'node' ? ['a', 'none', 'a', 'b'] : ['a', 'none', 'a'];
    for (const results of Object.values(report.results)) {
      for (const result of results) {
        expect(result.same).to.equal(true);
        expect(result.seen.slice(0, seen.length)).to.deep.equal(seen);
      }
    }
    expect(report.copies, 'ESM and CommonJS are two copies').to.equal(true);
    expect(report.shared).to.deep.equal([
      [1, 2],
      [1, 2],
    ]);
    expect(report.global).to.equal(true);
  }

  for (const name of nodeNames) {
    describe(name, () => {
      let node: string;

      before(async function () {
        this.timeout(fetching);
        node = await runtime(name);
      });

      it('gives import and require the node backend at every entry point', async () => {
        checkReport(await runJson<Report>(node, ['resolve.mjs'], consumer), 'node');
      });

      it('gives import and require the web backend under the condition browser', async () => {
        checkReport(await runJson<Report>(node, ['-C', 'browser', 'resolve.mjs'], consumer), 'web');
      });
    });
  }

  it('Node 22 with AsyncContextFrame gets the node backend', async function () {
    this.timeout(fetching);
    const node = await runtime('node22');
    const flag = '--experimental-async-context-frame';
    checkReport(await runJson<Report>(node, [flag, 'resolve.mjs'], consumer), 'node');
  });

  describe('Deno', () => {
    const args = ['run', '--no-lock', '--node-modules-dir=manual', '--allow-read', '--allow-env'];
    let deno: string;

    before(async function () {
      this.timeout(fetching);
      deno = await runtime('deno');
      // Deno reads a project's dependencies from its manifest.
      writeFileSync(
        join(consumer, 'package.json'),
        JSON.stringify({ private: true, type: 'module', dependencies: { [NAME]: '*' } }),
      );
    });

    it('gives import and require the node backend at every entry point', async () => {
      checkReport(await runJson<Report>(deno, [...args, 'resolve.mjs'], consumer), 'node');
    });
  });

  describe('Bun', () => {
    let bun: string;

    before(async function () {
      this.timeout(fetching);
      bun = await runtime('bun');
    });

    it('gives import and require the node backend at every entry point', async () => {
      checkReport(await runJson<Report>(bun, ['--no-install', 'resolve.mjs'], consumer), 'node');
    });
  });

  /** Bundles a fixture; the files of the package that went in are those that the conditions chose. */
  async function bundle(entry: string, outfile: string, options: BuildOptions): Promise<string[]> {
    const { metafile } = await build({
      ...options,
      absWorkingDir: consumer,
      entryPoints: [entry],
      outfile,
      bundle: true,
      metafile: true,
    });
    return Object.keys(metafile.inputs)
      .filter((path) => path.startsWith(`node_modules/${NAME}/`))
      .map((path) => path.slice(`node_modules/${NAME}/`.length));
  }

  const entries = (folder: 'node' | 'web', names = ['index', 'implementation', 'auto']) =>
    names.flatMap((name) => [`dist/${folder}/${name}.js`, `dist/${folder}/${name}.cjs`]);

  it('a bundle with the conditions of workerd, browser among them, runs in workerd on the node backend', async function () {
    this.timeout(fetching);
    const workerd = await runtime('workerd');
    const conditions = ['workerd', 'worker', 'browser'];
    const files = await bundle('worker.mjs', 'worker.js', { conditions, format: 'esm', external: ['node:*'] });
    expect(files).to.include.members(['dist/node/index.js', 'dist/node/index.cjs', 'dist/node/implementation.js']);
    expect(files.filter((file) => file.startsWith('dist/web/'))).to.deep.equal([]);
    // workerd has no require, which CommonJS in a bundle uses for built-ins.
    const code = readFileSync(join(consumer, 'worker.js'), 'utf8');
    writeFileSync(
      join(consumer, 'worker.js'),
      `import * as builtIn from 'node:async_hooks';\nconst require = () => builtIn;\n${code}`,
    );
    writeFileSync(
      join(consumer, 'worker.capnp'),
      `using Workerd = import "/workerd/workerd.capnp";
       const unitTests :Workerd.Config = (
         services = [(name = "main", worker = (
           modules = [(name = "worker.js", esModule = embed "worker.js")],
           compatibilityDate = "2026-01-01",
           compatibilityFlags = ["nodejs_compat"],
         ))],
       );`,
    );
    await run(workerd, ['test', 'worker.capnp'], consumer);
  });

  it('a bundle with the condition edge-light gets the node backend', async () => {
    const conditions = ['edge-light', 'browser'];
    const files = await bundle('bundled.mjs', 'edge.js', { conditions, format: 'esm', external: ['node:*'] });
    expect(files).to.include.members(entries('node'));
    expect(files.filter((file) => file.startsWith('dist/web/'))).to.deep.equal([]);
  });

  it('a bundle for Node gets the node backend', async () => {
    const files = await bundle('bundled.mjs', 'node.js', { platform: 'node', format: 'esm' });
    expect(files).to.include.members(entries('node'));
    expect(files.filter((file) => file.startsWith('dist/web/'))).to.deep.equal([]);
  });

  for (const [title, options] of [
    ['a bundle for browsers', { platform: 'browser' }],
    ['a bundle for no platform in particular', { platform: 'neutral' }],
  ] as const) {
    it(`${title} gets the web backend and runs without anything of Node`, async () => {
      const files = await bundle('bundled.mjs', 'bundle.js', { ...options, format: 'iife' });
      expect(files).to.include.members(entries('web'));
      expect(files.filter((file) => file.startsWith('dist/node/'))).to.deep.equal([]);
      const code = readFileSync(join(consumer, 'bundle.js'), 'utf8');
      const result: unknown = runInNewContext(`${code}; globalThis.result.join()`);
      expect(result).to.equal('1,1,1,1');
    });
  }

  it('a bundler that does not know exports gets the web backend', async () => {
    const manifest = JSON.parse(readFileSync(join(consumer, 'node_modules', NAME, 'package.json'), 'utf8')) as {
      main: string;
      module: string;
    };
    expect([manifest.main, manifest.module]).to.deep.equal(['./dist/web/index.cjs', './dist/web/index.js']);
    for (const [folder, main, module] of [
      ['auto', 'web/auto.cjs', 'web/auto.js'],
      ['implementation', 'web/implementation.cjs', 'web/implementation.js'],
      ['types/global', 'types/global.cjs', 'types/global.js'],
      ['conformance', 'conformance/index.cjs', 'conformance/index.js'],
    ] as const) {
      const stub = join(consumer, 'node_modules', NAME, folder);
      const fields = JSON.parse(readFileSync(join(stub, 'package.json'), 'utf8')) as Record<'main' | 'module', string>;
      const dist = join(consumer, 'node_modules', NAME, 'dist');
      expect([join(stub, fields.main), join(stub, fields.module)]).to.deep.equal([
        join(dist, main),
        join(dist, module),
      ]);
    }
  });
});
