import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { dts } from 'rollup-plugin-dts';

const { name, version, license } = JSON.parse(readFileSync('package.json', 'utf8'));

// What an earlier build left must not be published with this one.
rmSync('dist', { recursive: true, force: true });

const tsconfig = 'tsconfig.build.json';
// Types are checked by `npx tsc`, once, rather than here for every bundle.
const compile = () => typescript({ tsconfig, compilerOptions: { removeComments: true, noCheck: true } });

/** A JSON file is a module whose default export is its value. */
const json = {
  name: 'json',
  transform: (code, id) => (id.endsWith('.json') ? { code: `export default ${code};`, map: null } : null),
};

/**
 * TypeScript passes a computed `import()` path to a helper, which it leaves for others to define
 * here. Such a path names what was given or built, so nothing is rewritten.
 */
const computedImports = {
  name: 'computed-imports',
  transform: (code) =>
    code.includes('import(__rewriteRelativeImportExtension(')
      ? { code: `${code}\nfunction __rewriteRelativeImportExtension(path) { return path; }\n`, map: null }
      : null,
};

const isExternal = (id) => id.startsWith('node:') || id === name || id.startsWith(`${name}/`);

/** Turns an import that leads nowhere from a warning into an error. */
const onLog = (level, log, handle) => handle(log.code === 'UNRESOLVED_IMPORT' ? 'error' : level, log);

/** ES modules and CommonJS beside each other; what entry points share is in a chunk of its own. */
const modules = (
  input,
  folder,
  { formats = ['es', 'cjs'], sourcemap = true, plugins = [compile()], manualChunks = {} } = {},
) => ({
  input,
  external: isExternal,
  plugins,
  onLog,
  output: formats.map((format) => {
    const extension = format === 'es' ? 'js' : 'cjs';
    return {
      dir: folder,
      format,
      entryFileNames: `[name].${extension}`,
      // One chunk is enough, and a name without a hash keeps stack traces the same between builds.
      chunkFileNames: `shared.${extension}`,
      manualChunks,
      exports: 'named',
      // A node: built-in is what require returns, with no copy in between.
      interop: 'esModule',
      generatedCode: 'es2015',
      sourcemap,
    };
  }),
});

const backend = (platform) =>
  modules(
    Object.fromEntries(
      ['index', 'implementation', 'auto', 'install'].map((entry) => [entry, `polyfill/${entry}.${platform}.ts`]),
    ),
    `dist/${platform}`,
    { manualChunks: (id) => (id.includes('/lib/') ? 'shared' : undefined) },
  );

const script = {
  input: 'polyfill/auto.web.ts',
  plugins: [compile()],
  onLog,
  output: {
    file: `dist/${name}.min.js`,
    format: 'iife',
    generatedCode: 'es2015',
    sourcemap: true,
    plugins: [
      terser({
        ecma: 2022,
        // Names and lengths of functions are part of the API: of these classes, the others are set or copied.
        keep_classnames: /^(?:Variable|Snapshot)$/,
        keep_fnames: false,
        // A function inlined where it is called would be made anew by every call of get.
        compress: { arrows: false, keep_fargs: true, reduce_funcs: false, passes: 2 },
        format: { preamble: `/*! ${name} ${version}, ${license} licence */` },
      }),
    ],
  },
};

/** The declarations of one entry point in one file, for importers of either kind. */
const declarations = (input, output, plugins = []) => ({
  input,
  external: isExternal,
  plugins: [dts({ tsconfig }), ...plugins],
  onLog,
  output: ['ts', 'cts'].map((extension) => ({ file: `${output}.d.${extension}`, format: 'es' })),
});

/** The declarations that only point to others, and the modules that do nothing when they run. */
const pointers = {
  name: 'pointers',
  writeBundle() {
    mkdirSync('dist/types', { recursive: true });
    for (const file of ['global', 'namespace', 'script']) {
      copyFileSync(`types/${file}.d.ts`, `dist/types/${file}.d.ts`);
    }
    copyFileSync('types/global.d.ts', 'dist/types/global.d.cts');
    writeFileSync('dist/types/global.js', 'export {};\n');
    writeFileSync('dist/types/global.cjs', "'use strict';\n");
    for (const [declaration, extension] of [
      ['d.ts', 'js'],
      ['d.cts', 'cjs'],
    ]) {
      writeFileSync(`dist/implementation.${declaration}`, `export * from './index.${extension}';\n`);
      writeFileSync(`dist/auto.${declaration}`, `import './types/global.${extension}';\n`);
    }
  },
};

const suite = 'conformance/index.ts';
const suitePlugins = [compile(), json, computedImports];

export default [
  backend('node'),
  backend('web'),
  script,
  declarations('types/index.ts', 'dist/index', [pointers]),
  declarations('lib/install.ts', 'dist/install'),
  // The suite is read as it is, and maps would be most of the package.
  modules({ index: suite, cli: 'conformance/cli.ts' }, 'dist/conformance', {
    formats: ['es'],
    sourcemap: false,
    plugins: suitePlugins,
  }),
  // From what was just built, because the command, with its top-level await, cannot be CommonJS.
  modules({ index: 'dist/conformance/index.js' }, 'dist/conformance', {
    formats: ['cjs'],
    sourcemap: false,
    plugins: [],
  }),
  declarations(suite, 'dist/conformance/index'),
];
