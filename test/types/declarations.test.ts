import { expectTypeOf } from 'expect-type';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as implementationOnNode from '../../polyfill/implementation.node.ts';
import type * as implementationOnWeb from '../../polyfill/implementation.web.ts';
import type * as indexOnNode from '../../polyfill/index.node.ts';
import type * as indexOnWeb from '../../polyfill/index.web.ts';
import { typescriptCompiler, typescriptVersions } from '../../scripts/runtimes.ts';
import type * as declared from '../../types/index.ts';
import { createConsumer, installCopy, root, run } from '../package/consumer.ts';

// Errors in our declarations count, wherever they are; the libs of TypeScript are not ours.
const options = ['--noEmit', '--skipLibCheck', 'false', '--skipDefaultLibCheck', '--target', 'es2022'];
const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--noImplicitOverride'];

const resolutions = {
  nodenext: ['--module', 'nodenext', '--moduleResolution', 'nodenext'],
  bundler: ['--module', 'esnext', '--moduleResolution', 'bundler'],
} as const;

describe('the declarations', function () {
  this.timeout(120_000);

  let consumer: string;

  before(async () => {
    consumer = await createConsumer('test/types/fixtures');
    installCopy(consumer, 'copies/dependency');
    cpSync(join(root, 'node_modules/expect-type'), join(consumer, 'node_modules/expect-type'), { recursive: true });
  });

  it('declare exactly the values that the entry points export', () => {
    type Declared = keyof typeof declared;
    expectTypeOf<keyof typeof indexOnNode>().toEqualTypeOf<Declared>();
    expectTypeOf<keyof typeof indexOnWeb>().toEqualTypeOf<Declared>();
    expectTypeOf<keyof typeof implementationOnNode>().toEqualTypeOf<Declared>();
    expectTypeOf<keyof typeof implementationOnWeb>().toEqualTypeOf<Declared>();
    expectTypeOf<typeof indexOnNode>().toExtend<typeof declared>();
    expectTypeOf<typeof indexOnWeb>().toExtend<typeof declared>();
    expectTypeOf<typeof implementationOnNode>().toExtend<typeof declared>();
    expectTypeOf<typeof implementationOnWeb>().toExtend<typeof declared>();
  });

  for (const version of typescriptVersions) {
    describe(`in TypeScript ${version}`, () => {
      let tsc: string;

      before(async function () {
        this.timeout(300_000);
        tsc = await typescriptCompiler(version);
      });

      const compile = (resolution: keyof typeof resolutions, files: readonly string[], lib = 'es2022') =>
        run(
          process.execPath,
          [tsc, ...options, ...strict, ...resolutions[resolution], '--lib', lib, ...files],
          consumer,
        );

      for (const resolution of ['nodenext', 'bundler'] as const) {
        describe(`with the module resolution ${resolution}`, () => {
          it('type the API as it behaves', async () => {
            await compile(resolution, ['api.ts']);
          });

          it('type the conformance suite without the types of any platform', async () => {
            await compile(resolution, ['conformance.ts']);
          });

          for (const way of ['import', 'type-import', 'auto', 'reference']) {
            it(`type the global where a file brings them by ${way}`, async () => {
              await compile(resolution, [`global/${way}.ts`]);
            });
          }

          it('type the global in a script whose project names them in its option types', async () => {
            await compile(resolution, ['--types', 'asynccontext-polyfill/types/global', 'global/script.ts']);
          });
        });
      }

      it('type the API and the global for CommonJS', async () => {
        await compile('nodenext', ['api.cts']);
      });

      it('may come from two installations', async () => {
        await compile('nodenext', ['copies/use.ts']);
      });

      for (const lib of ['variable', 'interface', 'classes', 'interfaces']) {
        it(`give way to a TypeScript lib that declares the global: libs/${lib}.d.ts`, async () => {
          // TypeScript reads a package of this name in place of its own lib, and as early.
          const folder = join(consumer, 'node_modules/@typescript/lib-dom');
          mkdirSync(folder, { recursive: true });
          cpSync(join(consumer, `libs/${lib}.d.ts`), join(folder, 'index.d.ts'));
          await compile('nodenext', ['--libReplacement', 'true', 'libs/use.ts', 'libs/script.ts'], 'es2022,dom');
        });
      }
    });
  }
});
