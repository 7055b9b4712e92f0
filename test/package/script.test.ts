import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { NAME, root, runJson } from './consumer.ts';

const file = join(root, 'dist', `${NAME}.min.js`);
const code = readFileSync(file, 'utf8');

/** A realm with the built-ins of the language and nothing else. */
function createRealm(preparation = ''): { evaluate: (source: string) => unknown } {
  const realm = createContext();
  const evaluate = (source: string): unknown => runInContext(source, realm);
  evaluate(preparation);
  return { evaluate };
}

const keysOfGlobal = 'Reflect.ownKeys(globalThis).map(String)';

describe('the script-tag file', () => {
  it('defines AsyncContext and no other global, in a realm that has nothing but the language', () => {
    const { evaluate } = createRealm();
    const before = evaluate(keysOfGlobal) as string[];
    evaluate(code);
    const after = evaluate(keysOfGlobal) as string[];
    expect(after.filter((key) => !before.includes(key))).to.deep.equal([
      'AsyncContext',
      'Symbol(asynccontext-polyfill.agent.1)',
    ]);
    expect(before.filter((key) => !after.includes(key))).to.deep.equal([]);
    expect(evaluate('typeof require + typeof process + typeof window')).to.equal('undefinedundefinedundefined');
  });

  it('works', () => {
    const { evaluate } = createRealm();
    evaluate(code);
    expect(
      evaluate(`
        const variable = new AsyncContext.Variable({ name: 'v', defaultValue: 0 });
        const snapshot = variable.run(1, () => new AsyncContext.Snapshot());
        const wrapped = variable.run(2, () => AsyncContext.Snapshot.wrap((a) => [variable.get(), a].join()));
        [variable.name, variable.get(), snapshot.run(() => variable.get()), wrapped('x')].join(' ');
      `),
    ).to.equal('v 0 1 2,x');
  });

  it('returns nothing and leaves alone an AsyncContext that is there', () => {
    const { evaluate } = createRealm('globalThis.AsyncContext = "there"; globalThis.Registry = FinalizationRegistry');
    expect(evaluate(code)).to.not.equal('there');
    expect(evaluate('AsyncContext')).to.equal('there');
    expect(evaluate('FinalizationRegistry === Registry')).to.equal(true);
  });

  it('does nothing the second time', () => {
    const { evaluate } = createRealm();
    evaluate(code);
    evaluate('globalThis.first = [AsyncContext, FinalizationRegistry]');
    evaluate(code);
    expect(evaluate('first[0] === AsyncContext && first[1] === FinalizationRegistry')).to.equal(true);
  });

  it('throws nothing and changes nothing where the global object is frozen', async () => {
    const program = `
      import { readFileSync } from 'node:fs';
      import { runInThisContext } from 'node:vm';
      const Registry = FinalizationRegistry;
      Object.freeze(globalThis);
      runInThisContext(readFileSync(${JSON.stringify(file)}, 'utf8'));
      console.log(JSON.stringify([typeof AsyncContext, Registry.prototype.constructor === FinalizationRegistry]));`;
    const args = ['--input-type=module', '--eval', program];
    expect(await runJson(process.execPath, args, root)).to.deep.equal(['undefined', true]);
  });

  it('works where the realm has no FinalizationRegistry', () => {
    const { evaluate } = createRealm('delete globalThis.FinalizationRegistry');
    evaluate(code);
    expect(evaluate('new AsyncContext.Variable({ defaultValue: 1 }).get()')).to.equal(1);
  });

  it('shares the current mapping with the modules of the package in one realm', async () => {
    const program = `
      import { readFileSync } from 'node:fs';
      import { runInThisContext } from 'node:vm';
      import { Snapshot, Variable } from './dist/web/implementation.js';
      runInThisContext(readFileSync(${JSON.stringify(file)}, 'utf8'));
      const [ours, theirs] = [new Variable(), new AsyncContext.Variable()];
      const read = () => [Variable === AsyncContext.Variable, ours.get(), theirs.get()];
      const [first, second] = ours.run(1, () => theirs.run(2, () => [new Snapshot(), new AsyncContext.Snapshot()]));
      console.log(JSON.stringify([first.run(read), second.run(read)]));`;
    const args = ['--input-type=module', '--eval', program];
    expect(await runJson(process.execPath, args, root)).to.deep.equal([
      [false, 1, 2],
      [false, 1, 2],
    ]);
  });

  it('names the file of its source map, in which the sources are', () => {
    expect(code).to.match(/\/\/# sourceMappingURL=asynccontext-polyfill\.min\.js\.map\s*$/);
    const map = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: string[]; sourcesContent: string[] };
    expect(map.sources).to.include('../lib/variable.ts');
    expect(map.sourcesContent).to.have.length(map.sources.length);
  });
});
