// The ways to carry a context that are compared, each with the scripts of its page.
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
// Its files for script tags are there, but are not among its exports.
const zone = createRequire(import.meta.url)
  .resolve('zone.js/package.json')
  .replace(/package\.json$/, 'bundles/');

const polyfill = `${root}dist/asynccontext-polyfill.min.js`;

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} [script] the file that a page loads first
 * @property {string} [nodeScript] that file's counterpart for Node
 * @property {string} [code] the module that loads it, and exports the `context` to work in if there is to be one
 * @property {boolean} [downleveled] its documentation has async functions compiled away
 * @property {boolean} [captured] its documentation has every `await` surrounded by calls
 */

/** @type {Record<string, Contender>} the first is what the others are compared with */
export const contenders = {
  bare: { name: 'without us' },
  loaded: {
    name: 'imported, no Variable made',
    code: `import ${JSON.stringify(`${root}dist/web/implementation.js`)};`,
  },
  unused: { name: 'installed, outside every run', script: polyfill },
  ours: {
    name: 'inside a context',
    script: polyfill,
    code: `
      const variable = new AsyncContext.Variable();
      export const context = {
        run: (value, body) => variable.run(value, body),
        get: () => variable.get(),
      };`,
  },
  zone: {
    name: 'zone.js',
    script: `${zone}zone.umd.min.js`,
    nodeScript: `${zone}zone-node.umd.min.js`,
    downleveled: true,
    code: `
      export const context = {
        run: (value, body) => Zone.current.fork({ name: 'flow', properties: { value } }).run(body),
        get: () => Zone.current.get('value'),
      };`,
  },
  als: {
    name: 'als-browser',
    captured: true,
    code: `
      import { AsyncLocalStorage } from 'als-browser';
      const storage = new AsyncLocalStorage();
      export const context = {
        run: (value, body) => storage.run(value, body),
        get: () => storage.getStore(),
      };`,
  },
  simple: {
    name: 'simple-async-context',
    downleveled: true,
    code: `
      import { AsyncContext } from 'simple-async-context';
      const variable = new AsyncContext.Variable();
      export const context = {
        run: (value, body) => variable.run(value, body),
        get: () => variable.get(),
      };`,
  },
};

/** @throws Error if the package has not been built */
export function checkBuilt() {
  if (!existsSync(polyfill)) throw new Error(`${polyfill} does not exist; run npm run build first`);
}

/** The scripts of a contender's page, in the order in which they run. */
export async function scriptsOf(contender, { node = false } = {}) {
  const { script, nodeScript = script, code = '', downleveled = false, captured = false } = contender;
  const first = node ? nodeScript : script;
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: `
        import * as workloads from './workloads.js';
        import * as contender from 'contender';
        bench.use(workloads, contender.context);`,
      resolveDir: here,
    },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    // The last version without async functions.
    target: downleveled ? 'es2016' : 'es2022',
    logLevel: 'error',
    plugins: [virtualModule('contender', code), ...(captured ? [capturedAwaits] : [])],
  });
  return [
    await readFile(`${here}page.js`, 'utf8'),
    ...(first === undefined ? [] : [await readFile(first, 'utf8')]),
    outputFiles[0].text,
  ];
}

const virtualModule = (name, contents) => ({
  name: 'virtual-module',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: 'virtual' }));
    build.onLoad({ filter: /./, namespace: 'virtual' }, () => ({ contents, resolveDir: here }));
  },
});

/** Writes als-browser's `restore(container, await capture(container, …))` around every await. */
const capturedAwaits = {
  name: 'captured-awaits',
  setup(build) {
    build.onLoad({ filter: /workloads\.js$/ }, async ({ path }) => {
      const source = ts.createSourceFile(path, await readFile(path, 'utf8'), ts.ScriptTarget.ESNext, true);
      const { transformed } = ts.transform(source, [captureAwaits]);
      const contents = `import { capture, restore } from 'als-browser';\n${ts.createPrinter().printFile(transformed[0])}`;
      return { contents };
    });
  },
};

function captureAwaits(transformation) {
  const { factory } = transformation;
  const container = () => factory.createIdentifier('asyncContextContainer');
  const call = (name, value) =>
    factory.createCallExpression(factory.createIdentifier(name), undefined, [container(), value]);

  function visit(node) {
    const result = ts.visitEachChild(node, visit, transformation);
    if (ts.isAwaitExpression(result)) {
      return call('restore', factory.createAwaitExpression(call('capture', result.expression)));
    }
    const isAsync = ts.getModifiers(result)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
    if (!isAsync || !ts.isBlock(result.body)) return result;
    const declaration = factory.createVariableDeclaration(
      container(),
      undefined,
      undefined,
      factory.createObjectLiteralExpression(),
    );
    const list = factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const);
    const body = factory.createBlock(
      [factory.createVariableStatement(undefined, list), ...result.body.statements],
      true,
    );
    return ts.isArrowFunction(result)
      ? factory.updateArrowFunction(result, result.modifiers, undefined, result.parameters, undefined, result.equalsGreaterThanToken, body) // prettier-ignore
      : factory.updateFunctionDeclaration(result, result.modifiers, undefined, result.name, undefined, result.parameters, undefined, body); // prettier-ignore
  }
  return (source) => ts.visitNode(source, visit);
}

/** Bytes of the script-tag file and of zone.js's, minified and compressed. */
export const scriptSizes = () =>
  Object.fromEntries(
    Object.entries({ ours: polyfill, zone: `${zone}zone.umd.min.js` }).map(([id, file]) => [
      id,
      gzipSync(readFileSync(file), { level: 9 }).length,
    ]),
  );
