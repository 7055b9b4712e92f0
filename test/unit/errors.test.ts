import { expect } from 'chai';
import { AsyncContext } from '../../polyfill/implementation.node.ts';

const { Snapshot, Variable } = AsyncContext;

// The conformance suite checks the classes of errors; the words are this package's own.
describe('error messages name the operation and the argument', () => {
  const variable = new Variable();
  const snapshot = new Snapshot();
  const run = Variable.prototype.run as (this: unknown, ...args: unknown[]) => unknown;
  const cases: [string, () => unknown, string][] = [
    [
      'Variable.prototype.get with a wrong receiver',
      () => Variable.prototype.get.call(snapshot as never),
      'AsyncContext.Variable.prototype.get: this must be an AsyncContext.Variable, got an object',
    ],
    [
      'Variable.prototype.run with a wrong receiver',
      () => run.call(undefined, 1, () => 0),
      'AsyncContext.Variable.prototype.run: this must be an AsyncContext.Variable, got undefined',
    ],
    [
      'Variable.prototype.name with a wrong receiver',
      () => Reflect.get(Variable.prototype, 'name', 'text'),
      'AsyncContext.Variable.prototype.name: this must be an AsyncContext.Variable, got a string',
    ],
    [
      'Variable.prototype.run without a function',
      () => run.call(variable, 1, null),
      'AsyncContext.Variable.prototype.run: func must be a function, got null',
    ],
    [
      'Snapshot.prototype.run with a wrong receiver',
      () => Snapshot.prototype.run.call(variable as never, () => 0),
      'AsyncContext.Snapshot.prototype.run: this must be an AsyncContext.Snapshot, got an object',
    ],
    [
      'Snapshot.prototype.run without a function',
      () => snapshot.run(12n as never),
      'AsyncContext.Snapshot.prototype.run: func must be a function, got bigint 12',
    ],
    [
      'Snapshot.wrap without a function',
      () => Snapshot.wrap(Symbol('s') as never),
      'AsyncContext.Snapshot.wrap: fn must be a function, got a symbol',
    ],
    [
      'new Variable with a symbol as its name',
      () => new Variable({ name: Symbol('s') as never }),
      'AsyncContext.Variable: options.name must not be a symbol',
    ],
  ];
  for (const [title, fn, message] of cases) {
    it(title, () => {
      expect(fn).to.throw(TypeError, new RegExp(`^${message.replaceAll('.', '\\.')}$`));
    });
  }
});
