import { handOver } from '../handover.ts';
import type { Host } from '../host.ts';
import { proposal } from '../sections.ts';
import { defineArea, type CaseBody } from '../suite.ts';
import { deferred } from '../timing.ts';

const Agents = proposal('sec-agents');
const ExecuteModule = proposal('sec-source-text-module-record-execute-module');
const PerformPromiseThen = proposal('sec-performpromisethen');

/** Imports a fresh module, which every case here needs. */
const importModule = (host: Host, source: string): Promise<Record<string, unknown>> =>
  (host.importModule as NonNullable<Host['importModule']>)(source);

// In base64, since an engine may take what follows a dot in a URL for the extension of a file.
const dataUrl = (source: string): string => `data:text/javascript;base64,${btoa(source)}`;

export default defineArea('modules', 'Modules', (define) => {
  const test = (title: string, section: string, body: CaseBody) => define(title, section, body, ['importModule']);

  test(
    'a module that is imported in a run is evaluated in the empty mapping',
    ExecuteModule,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>({ defaultValue: 'default' });
      const { seen } = await handOver(variable, (name) =>
        variable.run('import', () => importModule(host, `export const seen = ${name}.get();`)),
      );
      assert.same(seen, 'default');
    },
  );

  test(
    'a module that another one imports statically is evaluated in the empty mapping',
    ExecuteModule,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>({ defaultValue: 'default' });
      const { seen } = await handOver(variable, (name) =>
        variable.run('import', () =>
          importModule(host, `export { seen } from ${JSON.stringify(dataUrl(`export const seen = ${name}.get();`))};`),
        ),
      );
      assert.same(seen, 'default');
    },
  );

  test(
    'a module that another one imports in a run of its own is evaluated in the empty mapping',
    ExecuteModule,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>({ defaultValue: 'default' });
      const { seen } = await handOver(variable, (name) =>
        importModule(
          host,
          `const inner = await ${name}.run('inner', () =>
             import(${JSON.stringify(dataUrl(`export const seen = ${name}.get();`))}));
           export const { seen } = inner;`,
        ),
      );
      assert.same(seen, 'default');
    },
  );

  test(
    'a module that is imported in two runs at once is evaluated once, in the empty mapping',
    ExecuteModule,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>({ defaultValue: 'default' });
      const seen: unknown[] = [];
      await handOver(
        () => seen.push(variable.get()),
        (name) => {
          const source = `import ${JSON.stringify(dataUrl(`${name}(); await undefined; ${name}();`))};`;
          return Promise.all([
            variable.run('first', () => importModule(host, source)),
            variable.run('second', () => importModule(host, source)),
          ]);
        },
      );
      assert.sameList(seen, ['default', 'default']);
    },
  );

  test(
    'code after a top-level await is in the empty mapping, whichever run settles what it awaits',
    ExecuteModule,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>({ defaultValue: 'default' });
      const started = deferred();
      const gate = deferred();
      const { seen } = await handOver({ variable, started, gate }, async (name) => {
        const imported = variable.run('import', () =>
          importModule(
            host,
            `const { variable, started, gate } = ${name};
             started.resolve();
             await gate.promise;
             export const seen = variable.get();`,
          ),
        );
        await started.promise;
        variable.run('settled', () => gate.resolve(undefined));
        return imported;
      });
      assert.same(seen, 'default');
    },
  );

  test(
    'a promise reaction that is registered at the top level of a module runs in the empty mapping',
    PerformPromiseThen,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>({ defaultValue: 'default' });
      const seen = await handOver(variable, async (name) => {
        const module = await variable.run('import', () =>
          importModule(
            host,
            `const variable = ${name}; export const seen = Promise.resolve().then(() => variable.get());`,
          ),
        );
        return module.seen;
      });
      assert.same(seen, 'default');
    },
  );

  test(
    'a run at the top level of a module is over when its callback returns',
    ExecuteModule,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>({ defaultValue: 'default' });
      const { seen } = await handOver(variable, (name) =>
        variable.run('import', () =>
          importModule(host, `export const seen = [${name}.run('inner', () => ${name}.get()), ${name}.get()];`),
        ),
      );
      assert.sameList(seen as unknown[], ['inner', 'default']);
    },
  );

  test(
    'a snapshot that is taken at the top level of a module is one of the empty mapping',
    ExecuteModule,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>({ defaultValue: 'default' });
      const { snapshot } = await handOver(AsyncContext, (name) =>
        variable.run('import', () => importModule(host, `export const snapshot = new ${name}.Snapshot();`)),
      );
      const { run } = AsyncContext.Snapshot.prototype;
      assert.same(
        variable.run('called', () => Reflect.apply(run, snapshot, [() => variable.get()]) as unknown),
        'default',
      );
    },
  );

  test(
    'a function that a module exports runs in the mapping of its caller',
    Agents,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const module = await variable.run('import', () =>
        importModule(host, 'export function read(variable) { return variable.get(); }'),
      );
      const read = module.read as (source: typeof variable) => unknown;
      assert.same(
        variable.run('called', () => read(variable)),
        'called',
      );
      assert.same(read(variable), undefined, 'outside any run');
    },
  );

  test(
    'an async function that a module exports keeps the mapping of its call after an await',
    PerformPromiseThen,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const module = await variable.run('import', () =>
        importModule(host, 'export async function read(variable) { await undefined; return variable.get(); }'),
      );
      const read = module.read as (source: typeof variable) => unknown;
      assert.same(await variable.run('called', () => read(variable)), 'called');
    },
  );

  test(
    'a function that awaits import() goes on in its own mapping',
    PerformPromiseThen,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      await variable.run('import', async () => {
        await importModule(host, 'await undefined;');
        assert.same(variable.get(), 'import');
      });
    },
  );

  test(
    'a function that awaits the import() of a module that throws goes on in its own mapping',
    PerformPromiseThen,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      await variable.run('import', async () => {
        await assert.rejects(importModule(host, "throw 'from the module';"), { value: 'from the module' });
        assert.same(variable.get(), 'import');
      });
    },
  );

  test(
    'handlers of the promise of import() run in the mapping of their own then call',
    PerformPromiseThen,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const imported = variable.run('import', () => importModule(host, 'export {};'));
      assert.same(await imported.then(() => variable.get()), undefined, 'outside any run');
      const seen = variable.run('then', () => imported.then(() => variable.get()));
      assert.same(await seen, 'then');
    },
  );
});
