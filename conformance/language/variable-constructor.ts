import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { assertKeys, assertLengthAndName } from './builtin.ts';
import { logged, untouchable } from './traps.ts';
import { primitives } from './values.ts';

const Constructor = proposal('sec-asynccontext-variable');
const Properties = proposal('sec-properties-of-the-asynccontext-variable-constructor');
const Instances = proposal('sec-properties-of-asynccontext-variable-instances');
const PrototypeFromConstructor = ecma262('sec-getprototypefromconstructor');

export default defineArea('variable-constructor', 'The Variable constructor', (test) => {
  test('the constructor has length 1 and the name "Variable"', Properties, ({ AsyncContext, assert }) => {
    assertLengthAndName(assert, AsyncContext.Variable, 1, 'Variable');
  });

  test(
    'the constructor has no own properties but length, name and prototype',
    Properties,
    ({ AsyncContext, assert }) => {
      assertKeys(assert, AsyncContext.Variable, ['length', 'name', 'prototype']);
    },
  );

  test('the constructor inherits from Function.prototype', Properties, ({ AsyncContext, assert }) => {
    assert.same(Object.getPrototypeOf(AsyncContext.Variable), Function.prototype);
  });

  test(
    'the property prototype is neither writable, enumerable nor configurable',
    proposal('sec-asynccontext-variable.prototype'),
    ({ AsyncContext, assert }) => {
      const attributes = { writable: false, enumerable: false, configurable: false };
      assert.property(AsyncContext.Variable, 'prototype', attributes);
    },
  );

  test(
    'calling the constructor without new throws a TypeError and does not touch the options',
    Constructor,
    ({ AsyncContext, assert }) => {
      const call = AsyncContext.Variable as unknown as (options: object) => unknown;
      assert.throws(() => call(untouchable({})), TypeError);
    },
  );

  test(
    'calling the constructor on an object that inherits from its prototype throws a TypeError',
    Constructor,
    ({ AsyncContext, assert }) => {
      const { Variable } = AsyncContext;
      for (const receiver of [Object.create(Variable.prototype) as object, new Variable()]) {
        assert.throws(() => Reflect.apply(Variable as unknown as () => unknown, receiver, []), TypeError);
      }
    },
  );

  test('a variable has no own properties and is extensible', Instances, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable({ name: 'name', defaultValue: 'default' });
    assert.sameList(Reflect.ownKeys(variable), [], 'before a run');
    variable.run('value', () => {
      assert.sameList(Reflect.ownKeys(variable), [], 'during a run');
    });
    assert.sameList(Reflect.ownKeys(variable), [], 'after a run');
    assert.same(Object.isExtensible(variable), true);
  });

  test('a variable inherits from Variable.prototype', Instances, ({ AsyncContext, assert }) => {
    assert.same(Object.getPrototypeOf(new AsyncContext.Variable()), AsyncContext.Variable.prototype);
  });

  test(
    'a frozen variable works, and so does one whose prototype was taken away',
    Instances,
    ({ AsyncContext, assert }) => {
      const { get, run } = AsyncContext.Variable.prototype as unknown as Record<'get' | 'run', () => unknown>;
      const frozen = Object.freeze(new AsyncContext.Variable<number>());
      assert.same(
        frozen.run(1, () => frozen.get()),
        1,
        'frozen',
      );
      const bare = Object.setPrototypeOf(new AsyncContext.Variable<number>(), null) as object;
      assert.same(Reflect.apply(run, bare, [2, () => Reflect.apply(get, bare, [])]), 2, 'without a prototype');
    },
  );

  test(
    'the constructor asks for the name, converts it, reads the default value, then reads newTarget.prototype',
    Constructor,
    ({ AsyncContext, assert }) => {
      const log: string[] = [];
      const name = {
        toString: () => {
          log.push('toString');
          return 'name';
        },
      };
      const options = logged({ name, defaultValue: 1 }, log);
      const newTarget = logged(function () {}, log);
      Reflect.construct(AsyncContext.Variable, [options], newTarget);
      assert.sameList(log, ['has name', 'get name', 'toString', 'get defaultValue', 'get prototype']);
    },
  );

  test(
    'the constructor does not read a name that the options lack, but always reads the default value',
    Constructor,
    ({ AsyncContext, assert }) => {
      const log: string[] = [];
      new AsyncContext.Variable(logged({}, log));
      assert.sameList(log, ['has name', 'get defaultValue']);
    },
  );

  test('getters of the options are called on the options object itself', Constructor, ({ AsyncContext, assert }) => {
    const receivers: unknown[] = [];
    const prototype = {
      get name() {
        receivers.push(this);
        return '';
      },
      get defaultValue() {
        receivers.push(this);
        return undefined;
      },
    };
    const options = Object.create(prototype) as object;
    new AsyncContext.Variable(options);
    assert.sameList(receivers, [options, options]);
  });

  test('a name and a default value that the options inherit count', Constructor, ({ AsyncContext, assert }) => {
    const options = Object.create({ name: 'inherited', defaultValue: 'too' }) as { defaultValue: string };
    const variable = new AsyncContext.Variable(options);
    assert.same(variable.name, 'inherited');
    assert.same(variable.get(), 'too');
  });

  test(
    'options that are not an object are ignored, and so is what their wrapper objects inherit',
    Constructor,
    ({ AsyncContext, assert }) => {
      const prototypes = [Boolean, Number, BigInt, String, Symbol].map(({ prototype }) => prototype as object);
      try {
        for (const prototype of prototypes) {
          Object.defineProperty(prototype, 'name', { value: 'inherited', configurable: true });
          Object.defineProperty(prototype, 'defaultValue', { value: 'inherited', configurable: true });
        }
        for (const options of primitives) {
          const variable = new AsyncContext.Variable(options as object);
          assert.same(variable.name, '', typeof options);
          assert.same(variable.get(), undefined, typeof options);
        }
      } finally {
        for (const prototype of prototypes) {
          Reflect.deleteProperty(prototype, 'name');
          Reflect.deleteProperty(prototype, 'defaultValue');
        }
      }
    },
  );

  test(
    'functions and arrays are options like any other object, so a variable can take the name of a function',
    Constructor,
    ({ AsyncContext, assert }) => {
      const fn = Object.assign(function foo() {}, { defaultValue: 1 });
      const ofFunction = new AsyncContext.Variable(fn);
      assert.same(ofFunction.name, 'foo', 'a function');
      assert.same(ofFunction.get(), 1, 'a function');
      const ofArray = new AsyncContext.Variable(Object.assign([], { name: 'list', defaultValue: 2 }));
      assert.same(ofArray.name, 'list', 'an array');
      assert.same(ofArray.get(), 2, 'an array');
    },
  );

  test(
    'an error from asking for the name ends the construction before anything else is read',
    Constructor,
    ({ AsyncContext, assert }) => {
      const value = {};
      const has = () => {
        throw value;
      };
      assert.throws(() => new AsyncContext.Variable(untouchable({}, { has })), { value });
    },
  );

  test(
    'an error from reading the name ends the construction before the default value is read',
    Constructor,
    ({ AsyncContext, assert }) => {
      const value = {};
      const read: PropertyKey[] = [];
      const options = {
        get name(): string {
          read.push('name');
          throw value;
        },
        get defaultValue() {
          return read.push('defaultValue');
        },
      };
      assert.throws(() => new AsyncContext.Variable(options), { value });
      assert.sameList(read, ['name']);
    },
  );

  test(
    'a symbol as the name throws a TypeError before the default value is read',
    Constructor,
    ({ AsyncContext, assert }) => {
      let read = false;
      const options = {
        name: Symbol('name') as unknown as string,
        get defaultValue() {
          read = true;
          return undefined;
        },
      };
      assert.throws(() => new AsyncContext.Variable(options), TypeError);
      assert.same(read, false);
    },
  );

  test(
    'an error from converting the name ends the construction before the default value is read',
    Constructor,
    ({ AsyncContext, assert }) => {
      const value = {};
      let read = false;
      const name = {
        toString() {
          throw value;
        },
      };
      const options = {
        name: name as unknown as string,
        get defaultValue() {
          read = true;
          return undefined;
        },
      };
      assert.throws(() => new AsyncContext.Variable(options), { value });
      assert.same(read, false);
    },
  );

  test(
    'an error from reading the default value ends the construction before newTarget.prototype is read',
    Constructor,
    ({ AsyncContext, assert }) => {
      const value = {};
      const options = {
        get defaultValue() {
          throw value;
        },
      };
      const newTarget = untouchable(function () {});
      assert.throws(() => Reflect.construct(AsyncContext.Variable, [options], newTarget) as unknown, { value });
    },
  );

  test(
    'an error from reading newTarget.prototype passes through',
    PrototypeFromConstructor,
    ({ AsyncContext, assert }) => {
      const value = {};
      const get = () => {
        throw value;
      };
      const newTarget = untouchable(function () {}, { get });
      assert.throws(() => Reflect.construct(AsyncContext.Variable, [], newTarget) as unknown, { value });
    },
  );

  test(
    'a variable inherits from any object, callable ones too, that newTarget.prototype is',
    PrototypeFromConstructor,
    ({ AsyncContext, assert }) => {
      for (const prototype of [{}, [], () => undefined, AsyncContext.Snapshot.prototype]) {
        const newTarget = Object.assign(function () {}, { prototype });
        const variable = Reflect.construct(AsyncContext.Variable, [{ name: 'made' }], newTarget) as object;
        assert.same(Object.getPrototypeOf(variable), prototype);
        assert.same(Reflect.get(AsyncContext.Variable.prototype, 'name', variable), 'made');
      }
    },
  );

  test(
    'a variable inherits from Variable.prototype if newTarget.prototype is not an object',
    PrototypeFromConstructor,
    ({ AsyncContext, assert }) => {
      const { Variable } = AsyncContext;
      for (const prototype of primitives) {
        const newTarget = Object.assign(function () {}, { prototype });
        const variable = Reflect.construct(Variable, [], newTarget) as object;
        assert.same(Object.getPrototypeOf(variable), Variable.prototype, typeof prototype);
      }
      const bound = function () {}.bind(undefined);
      assert.same(Object.getPrototypeOf(Reflect.construct(Variable, [], bound)), Variable.prototype, 'bound');
    },
  );
});
