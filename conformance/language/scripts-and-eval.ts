import { handOver } from '../handover.ts';
import type { Host } from '../host.ts';
import { proposal } from '../sections.ts';
import { defineArea, type CaseBody, type CaseContext } from '../suite.ts';

const Agents = proposal('sec-agents');
const PerformPromiseThen = proposal('sec-performpromisethen');

/** Evaluates a script, which every case here needs. */
const evaluate = (host: Host, source: string): unknown => (host.evaluate as (source: string) => unknown)(source);

type Variable = InstanceType<CaseContext['AsyncContext']['Variable']>;
type Read = (variable: Variable) => unknown;

export default defineArea('scripts-and-eval', 'Scripts, eval and new Function', (define) => {
  const test = (title: string, section: string, body: CaseBody) => define(title, section, body, ['evaluate']);

  test('a script runs in the mapping of whoever evaluates it', Agents, async ({ AsyncContext, host, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const seen = await handOver(variable, (name) => variable.run('evaluated', () => evaluate(host, `${name}.get()`)));
    assert.same(seen, 'evaluated');
  });

  test('a script that throws leaves the mapping as it is', Agents, ({ AsyncContext, host, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    variable.run('evaluated', () => {
      assert.throws(() => evaluate(host, 'throw "from the script"'), { value: 'from the script' });
      assert.same(variable.get(), 'evaluated');
    });
  });

  test('direct eval runs in the current mapping', Agents, ({ AsyncContext, host, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const read = evaluate(host, '(variable) => eval("variable.get()")') as Read;
    assert.same(
      variable.run('called', () => read(variable)),
      'called',
    );
  });

  test('indirect eval runs in the current mapping', Agents, async ({ AsyncContext, host, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const indirectEval = evaluate(host, 'eval') as (source: string) => unknown;
    const seen = await handOver(variable, (name) => variable.run('called', () => indirectEval(`${name}.get()`)));
    assert.same(seen, 'called');
  });

  test('a function made by new Function does not capture', Agents, ({ AsyncContext, host, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const read = variable.run('made', () =>
      evaluate(host, 'new Function("variable", "return variable.get()")'),
    ) as Read;
    assert.same(read(variable), undefined, 'outside any run');
    assert.same(
      variable.run('called', () => read(variable)),
      'called',
    );
  });

  test(
    'the source of new Function is converted to a string in the current mapping',
    Agents,
    ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const make = evaluate(host, '(source) => new Function(source)') as (source: object) => () => unknown;
      const fn = variable.run('made', () => make({ toString: () => `return "${String(variable.get())}"` }));
      assert.same(fn(), 'made');
    },
  );

  test('a function that a script defines does not capture', Agents, ({ AsyncContext, host, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const read = variable.run('evaluated', () =>
      evaluate(host, '(function (variable) { return variable.get(); })'),
    ) as Read;
    assert.same(
      variable.run('called', () => read(variable)),
      'called',
    );
  });

  test(
    'an async function that a script defines keeps the mapping of its call after an await',
    PerformPromiseThen,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const read = variable.run('evaluated', () =>
        evaluate(host, '(async (variable) => { await undefined; return variable.get(); })'),
      ) as Read;
      assert.same(await variable.run('called', () => read(variable)), 'called');
    },
  );
});
