import type { AsyncContextNamespace, Variable, VariableOptions } from '../../lib/types.ts';
import { proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';

const VariableConstructor = proposal('sec-asynccontext-variable-constructor');
const SnapshotConstructor = proposal('sec-asynccontext-snapshot-constructor');
const Wrap = proposal('sec-asynccontext-snapshot.wrap');

/** Variable as one signature: TypeScript extends no class whose signatures make different types. */
const variableClass = (AsyncContext: AsyncContextNamespace) =>
  AsyncContext.Variable as new (options?: VariableOptions<number>) => Variable<number>;

export default defineArea('subclassing', 'Classes that extend Variable and Snapshot', (test) => {
  test('an instance of a subclass of Variable is a variable', VariableConstructor, ({ AsyncContext, assert }) => {
    class Derived extends variableClass(AsyncContext) {}
    const variable = new Derived({ name: 'derived', defaultValue: 0 });
    assert.same(Object.getPrototypeOf(variable), Derived.prototype);
    assert.sameList([variable.name, variable.get(), variable.run(1, () => variable.get())], ['derived', 0, 1]);
  });

  test(
    'a subclass of Variable can have fields, private ones too, and methods that call super',
    VariableConstructor,
    ({ AsyncContext, assert }) => {
      class Counted extends variableClass(AsyncContext) {
        label = `label of ${this.name}`;
        #gets = 0;
        override get() {
          this.#gets += 1;
          return super.get();
        }
        override run<A extends unknown[], R>(value: number, func: (...args: A) => R, ...args: A): R {
          return super.run(value * 2, func, ...args);
        }
        get gets() {
          return this.#gets;
        }
      }
      const variable = new Counted({ name: 'counted' });
      assert.same(
        variable.run(1, (argument: number) => (variable.get() ?? 0) + argument, 40),
        42,
      );
      assert.sameList([variable.label, variable.gets], ['label of counted', 1]);
    },
  );

  test(
    'what a subclass overrides is not used by the methods that it inherits',
    VariableConstructor,
    ({ AsyncContext, assert }) => {
      class Overriding extends variableClass(AsyncContext) {
        override get(): never {
          throw new Error('get was called');
        }
        override get name(): never {
          throw new Error('name was read');
        }
      }
      const variable = new Overriding({ name: 'overridden' });
      const read = () => AsyncContext.Variable.prototype.get.call(variable);
      assert.same(variable.run(1, read), 1);
      assert.same(Reflect.get(AsyncContext.Variable.prototype, 'name', variable), 'overridden');
    },
  );

  test('a subclass of a subclass of Variable makes variables', VariableConstructor, ({ AsyncContext, assert }) => {
    class Derived extends variableClass(AsyncContext) {
      constructor(name: string) {
        super({ name, defaultValue: 1 });
      }
    }
    class Further extends Derived {}
    const variable = new Further('further');
    assert.same(Object.getPrototypeOf(variable), Further.prototype);
    assert.sameList([variable.name, variable.get()], ['further', 1]);
  });

  test('an instance of a subclass of Snapshot is a snapshot', SnapshotConstructor, ({ AsyncContext, assert }) => {
    class Derived extends AsyncContext.Snapshot {
      #runs = 0;
      override run<A extends unknown[], R>(func: (...args: A) => R, ...args: A): R {
        this.#runs += 1;
        return super.run(func, ...args);
      }
      get runs() {
        return this.#runs;
      }
    }
    const variable = new AsyncContext.Variable<string>();
    const snapshot = variable.run('captured', () => new Derived());
    assert.same(Object.getPrototypeOf(snapshot), Derived.prototype);
    assert.same(
      snapshot.run((suffix: string) => `${String(variable.get())} ${suffix}`, 'value'),
      'captured value',
    );
    assert.same(snapshot.runs, 1);
  });

  test('a snapshot of a subclass captures where it calls super', SnapshotConstructor, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    class Derived extends AsyncContext.Snapshot {
      // @ts-expect-error TypeScript does not look for super in arrow functions.
      constructor() {
        // @ts-expect-error Nor does it allow it there.
        // eslint-disable-next-line @typescript-eslint/no-unsafe-call
        variable.run('super', () => super());
      }
    }
    const snapshot = variable.run('new', () => new Derived());
    assert.same(
      snapshot.run(() => variable.get()),
      'super',
    );
  });

  test(
    'the wrap that a subclass of Snapshot inherits neither constructs the subclass nor runs its methods',
    Wrap,
    ({ AsyncContext, assert }) => {
      class Derived extends AsyncContext.Snapshot {
        constructor() {
          super();
          throw new Error('constructed');
        }
        override run(): never {
          throw new Error('run was called');
        }
      }
      const variable = new AsyncContext.Variable<number>();
      const wrapped = variable.run(1, () => Derived.wrap(() => variable.get()));
      assert.same(wrapped(), 1);
    },
  );
});
