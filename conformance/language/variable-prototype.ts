import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { assertKeys, assertLengthAndName, assertNotConstructor } from './builtin.ts';

const PrototypeObject = proposal('sec-properties-of-the-asynccontext-variable-prototype-object');
const Run = proposal('sec-asynccontext-variable.prototype.run');
const Get = proposal('sec-asynccontext-variable.prototype.get');
const Name = proposal('sec-asynccontext-variable.prototype.name');
const BuiltinFunctions = ecma262('sec-ecmascript-standard-built-in-objects');
const method = { writable: true, enumerable: false, configurable: true };

export default defineArea('variable-prototype', 'The properties of Variable.prototype', (test) => {
  test(
    'Variable.prototype inherits from Object.prototype and is extensible',
    PrototypeObject,
    ({ AsyncContext, assert }) => {
      assert.same(Object.getPrototypeOf(AsyncContext.Variable.prototype), Object.prototype);
      assert.same(Object.isExtensible(AsyncContext.Variable.prototype), true);
    },
  );

  test(
    'Variable.prototype has constructor, run, get, name and a tag, and nothing else',
    PrototypeObject,
    ({ AsyncContext, assert }) => {
      const keys = ['constructor', 'run', 'get', 'name', Symbol.toStringTag];
      assertKeys(assert, AsyncContext.Variable.prototype, keys);
    },
  );

  test('Variable.prototype is not itself a variable', PrototypeObject, ({ AsyncContext, assert }) => {
    const { prototype } = AsyncContext.Variable;
    assert.throws(() => prototype.get(), TypeError, 'get');
    assert.throws(() => prototype.run(1, () => undefined), TypeError, 'run');
    assert.throws(() => prototype.name, TypeError, 'name');
  });

  test(
    'constructor is Variable, writable, not enumerable and configurable',
    proposal('sec-asynccontext-variable.prototype.constructor'),
    ({ AsyncContext, assert }) => {
      assert.property(AsyncContext.Variable.prototype, 'constructor', { value: AsyncContext.Variable, ...method });
    },
  );

  test(
    'the tag is "AsyncContext.Variable", and only configurable',
    proposal('sec-asynccontext-variable.prototype-@@tostringtag'),
    ({ AsyncContext, assert }) => {
      assert.property(AsyncContext.Variable.prototype, Symbol.toStringTag, {
        value: 'AsyncContext.Variable',
        writable: false,
        enumerable: false,
        configurable: true,
      });
      assert.same(Object.prototype.toString.call(new AsyncContext.Variable()), '[object AsyncContext.Variable]');
    },
  );

  test('run is writable, not enumerable and configurable', Run, ({ AsyncContext, assert }) => {
    assert.property(AsyncContext.Variable.prototype, 'run', method);
  });

  test('run has length 2 and the name "run"', Run, ({ AsyncContext, assert }) => {
    assertLengthAndName(assert, Reflect.get(AsyncContext.Variable.prototype, 'run'), 2, 'run');
  });

  test('run is not a constructor', BuiltinFunctions, ({ AsyncContext, assert }) => {
    assertNotConstructor(assert, Reflect.get(AsyncContext.Variable.prototype, 'run'));
  });

  test('get is writable, not enumerable and configurable', Get, ({ AsyncContext, assert }) => {
    assert.property(AsyncContext.Variable.prototype, 'get', method);
  });

  test('get has length 0 and the name "get"', Get, ({ AsyncContext, assert }) => {
    assertLengthAndName(assert, Reflect.get(AsyncContext.Variable.prototype, 'get'), 0, 'get');
  });

  test('get is not a constructor', BuiltinFunctions, ({ AsyncContext, assert }) => {
    assertNotConstructor(assert, Reflect.get(AsyncContext.Variable.prototype, 'get'));
  });

  test('name is an accessor without a setter, not enumerable and configurable', Name, ({ AsyncContext, assert }) => {
    const { prototype } = AsyncContext.Variable;
    assert.property(prototype, 'name', { enumerable: false, configurable: true });
    const descriptor = Reflect.getOwnPropertyDescriptor(prototype, 'name') ?? {};
    assert.sameList(Object.keys(descriptor), ['get', 'set', 'enumerable', 'configurable']);
    assert.same(descriptor.set, undefined);
  });

  test('the getter of name has length 0 and the name "get name"', Name, ({ AsyncContext, assert }) => {
    const getter = Reflect.getOwnPropertyDescriptor(AsyncContext.Variable.prototype, 'name')?.get;
    assertLengthAndName(assert, getter, 0, 'get name');
  });

  test('the getter of name is not a constructor', BuiltinFunctions, ({ AsyncContext, assert }) => {
    assertNotConstructor(assert, Reflect.getOwnPropertyDescriptor(AsyncContext.Variable.prototype, 'name')?.get);
  });
});
