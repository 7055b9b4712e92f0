import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { NAME, pack, root, run } from './consumer.ts';

interface Manifest {
  readonly dependencies?: object;
  readonly peerDependencies?: object;
  readonly optionalDependencies?: object;
  readonly sideEffects?: unknown;
  readonly bin: Record<string, string>;
  readonly unpkg: string;
  readonly jsdelivr: string;
  readonly exports: object;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

const code = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.c?js$/.test(path))
  .map((path) => path.replaceAll('\\', '/'));
const read = (path: string): string => readFileSync(join(root, 'dist', path), 'utf8');

/** Every string in a value of the manifest. */
function targets(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Object.values(value as object).flatMap(targets);
}

/** What a file imports: in code, not in the text of a case. */
function imports(path: string): string[] {
  const statements = /^(?:import|export)\b[^'";]*?from '([^']+)'|^import '([^']+)'|\b(?:require|import)\('([^']+)'\)/gm;
  return [...read(path).matchAll(statements)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

describe('the published package', function () {
  this.timeout(120_000);

  it('has a script-tag file of at most 11.5 kB, compressed', () => {
    expect(gzipSync(readFileSync(join(root, manifest.unpkg)), { level: 9 }).length).to.be.at.most(11_500);
  });

  it('is the built files, the stubs and the documents, and nothing else', async () => {
    const { files } = await pack();
    const allowed = [
      /^(?:package\.json|README\.md|LICENSE)$/,
      /^(?:auto|implementation|install|conformance|types\/global)\/package\.json$/,
      /^conformance\/README\.md$/,
      /^dist\/(?:index|implementation|auto|install)\.d\.c?ts$/,
      /^dist\/types\/(?:(?:global|namespace|script)\.d\.ts|global\.(?:d\.cts|c?js))$/,
      /^dist\/(?:node|web)\/(?:index|implementation|auto|install|shared)\.c?js(?:\.map)?$/,
      /^dist\/asynccontext-polyfill\.min\.js(?:\.map)?$/,
      /^dist\/conformance\/(?:(?:index|shared)\.c?js|index\.d\.c?ts|cli\.js)$/,
    ];
    const paths = files.map((file) => file.path);
    expect(paths.filter((path) => !allowed.some((pattern) => pattern.test(path)))).to.deep.equal([]);
    for (const pattern of allowed)
      expect(
        paths.some((path) => pattern.test(path)),
        String(pattern),
      ).to.equal(true);
    expect(paths).to.include.members(['README.md', 'LICENSE']);
  });

  it('has every file that its manifest names', async () => {
    const paths = (await pack()).files.map((file) => `./${file.path}`);
    const { bin, exports, jsdelivr, unpkg } = manifest;
    expect(paths).to.include.members([...targets(exports), ...targets(bin), unpkg, jsdelivr]);
    expect([unpkg, jsdelivr]).to.deep.equal([`./dist/${NAME}.min.js`, `./dist/${NAME}.min.js`]);
  });

  it('depends on no other package', () => {
    const { dependencies, optionalDependencies, peerDependencies } = manifest;
    expect([dependencies, optionalDependencies, peerDependencies]).to.deep.equal([undefined, undefined, undefined]);
  });

  it('does not let a bundler drop the import that chooses the backend', () => {
    expect(manifest.sideEffects).to.equal(true);
  });

  it('imports nothing but node:async_hooks in the node backend, and nothing at all in the web backend', () => {
    const external = (path: string) => imports(path).filter((specifier) => !specifier.startsWith('.'));
    for (const path of code.filter((each) => !each.startsWith('conformance/'))) {
      const expected = path.startsWith('node/') ? ['node:async_hooks'] : [];
      expect(expected, path).to.include.members(external(path));
    }
    for (const path of ['node/shared.js', 'node/shared.cjs']) {
      expect(external(path), path).to.deep.equal(['node:async_hooks']);
    }
  });

  it('imports nothing but built-ins of Node in the command, and none of them when the suite is imported', () => {
    for (const path of code.filter((each) => each.startsWith('conformance/'))) {
      const external = imports(path).filter((specifier) => !specifier.startsWith('.'));
      if (path === 'conformance/cli.js')
        expect(external.filter((specifier) => !specifier.startsWith('node:'))).to.deep.equal([]);
      else expect(read(path)).to.not.match(/^import .*'node:|^(?:const|let|var) .*require\('node:/m);
    }
  });

  it('compiles no code from strings in the implementation', () => {
    for (const path of code.filter((each) => !each.startsWith('conformance/'))) {
      expect(read(path), path).to.not.match(/\beval\b|\bnew Function\b|\bFunction\(|constructor\.constructor/);
    }
  });

  it('keeps classes and asynchronous functions as the language has them', () => {
    for (const path of code) {
      expect(read(path), path).to.not.match(/__awaiter|__generator|__extends|__classPrivateField|__privateGet/);
    }
    for (const path of ['node/shared.js', 'web/shared.cjs', `${NAME}.min.js`]) {
      expect(read(path), path)
        .to.match(/\bclass Variable extends\b/)
        .and.match(/\.#\w+/);
    }
  });

  it('is what publint takes for a good package', async () => {
    await run(process.execPath, ['node_modules/publint/src/cli.js', '--strict'], root);
  });

  it('gives types that agree with the code at every entry point, as attw sees it', async () => {
    const { tarball } = await pack();
    await run(process.execPath, ['node_modules/@arethetypeswrong/cli/dist/index.js', tarball], root);
  });
});
