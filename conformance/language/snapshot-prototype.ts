import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { assertKeys, assertLengthAndName, assertNotConstructor } from './builtin.ts';

const PrototypeObject = proposal('sec-properties-of-the-asynccontext-snapshot-prototype-object');
const Run = proposal('sec-asynccontext-snapshot.prototype.run');
const Wrap = proposal('sec-asynccontext-snapshot.wrap');
const BuiltinFunctions = ecma262('sec-ecmascript-standard-built-in-objects');
const method = { writable: true, enumerable: false, configurable: true };

export default defineArea('snapshot-prototype', 'The properties of Snapshot.prototype, and wrap', (test) => {
  test(
    'Snapshot.prototype inherits from Object.prototype and is extensible',
    PrototypeObject,
    ({ AsyncContext, assert }) => {
      assert.same(Object.getPrototypeOf(AsyncContext.Snapshot.prototype), Object.prototype);
      assert.same(Object.isExtensible(AsyncContext.Snapshot.prototype), true);
    },
  );

  test(
    'Snapshot.prototype has constructor, run and a tag, and nothing else',
    PrototypeObject,
    ({ AsyncContext, assert }) => {
      assertKeys(assert, AsyncContext.Snapshot.prototype, ['constructor', 'run', Symbol.toStringTag]);
    },
  );

  test('Snapshot.prototype is not itself a snapshot', PrototypeObject, ({ AsyncContext, assert }) => {
    const { prototype } = AsyncContext.Snapshot;
    assert.throws(() => prototype.run(() => undefined), TypeError);
  });

  test(
    'constructor is Snapshot, writable, not enumerable and configurable',
    proposal('sec-asynccontext-snapshot.prototype.constructor'),
    ({ AsyncContext, assert }) => {
      assert.property(AsyncContext.Snapshot.prototype, 'constructor', { value: AsyncContext.Snapshot, ...method });
    },
  );

  test(
    'the tag is "AsyncContext.Snapshot", and only configurable',
    proposal('sec-asynccontext-snapshot.prototype-@@tostringtag'),
    ({ AsyncContext, assert }) => {
      assert.property(AsyncContext.Snapshot.prototype, Symbol.toStringTag, {
        value: 'AsyncContext.Snapshot',
        writable: false,
        enumerable: false,
        configurable: true,
      });
      assert.same(Object.prototype.toString.call(new AsyncContext.Snapshot()), '[object AsyncContext.Snapshot]');
    },
  );

  test('run is writable, not enumerable and configurable', Run, ({ AsyncContext, assert }) => {
    assert.property(AsyncContext.Snapshot.prototype, 'run', method);
  });

  test('run has length 1 and the name "run"', Run, ({ AsyncContext, assert }) => {
    assertLengthAndName(assert, Reflect.get(AsyncContext.Snapshot.prototype, 'run'), 1, 'run');
  });

  test('run is not a constructor', BuiltinFunctions, ({ AsyncContext, assert }) => {
    assertNotConstructor(assert, Reflect.get(AsyncContext.Snapshot.prototype, 'run'));
  });

  test('wrap is writable, not enumerable and configurable', Wrap, ({ AsyncContext, assert }) => {
    assert.property(AsyncContext.Snapshot, 'wrap', method);
  });

  test('wrap has length 1 and the name "wrap"', Wrap, ({ AsyncContext, assert }) => {
    assertLengthAndName(assert, Reflect.get(AsyncContext.Snapshot, 'wrap'), 1, 'wrap');
  });

  test('wrap is not a constructor', BuiltinFunctions, ({ AsyncContext, assert }) => {
    assertNotConstructor(assert, Reflect.get(AsyncContext.Snapshot, 'wrap'));
  });
});
