import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { assertKeys } from './builtin.ts';

const AsyncContextObject = proposal('sec-asynccontext-object');
const BuiltinAttributes = ecma262('sec-ecmascript-standard-built-in-objects');
const method = { writable: true, enumerable: false, configurable: true };

export default defineArea('namespace', 'The AsyncContext object', (test) => {
  test(
    'the object is ordinary and extensible, and inherits from Object.prototype',
    AsyncContextObject,
    ({ AsyncContext, assert }) => {
      assert.same(typeof AsyncContext, 'object');
      assert.same(Object.getPrototypeOf(AsyncContext), Object.prototype);
      assert.same(Object.isExtensible(AsyncContext), true);
    },
  );

  test('the object can be neither called nor constructed', AsyncContextObject, ({ AsyncContext, assert }) => {
    const callable = AsyncContext as unknown as { (): unknown; new (): unknown };
    assert.throws(() => callable(), TypeError, 'called');
    assert.throws(() => new callable(), TypeError, 'constructed');
  });

  test(
    'the object has Variable, Snapshot and a tag, and nothing else',
    AsyncContextObject,
    ({ AsyncContext, assert }) => {
      assertKeys(assert, AsyncContext, ['Variable', 'Snapshot', Symbol.toStringTag]);
    },
  );

  test(
    'the property Variable is writable, not enumerable and configurable',
    proposal('sec-asynccontext.variable'),
    ({ AsyncContext, assert }) => {
      assert.property(AsyncContext, 'Variable', { value: AsyncContext.Variable, ...method });
    },
  );

  test(
    'the property Snapshot is writable, not enumerable and configurable',
    proposal('sec-asynccontext.snapshot'),
    ({ AsyncContext, assert }) => {
      assert.property(AsyncContext, 'Snapshot', { value: AsyncContext.Snapshot, ...method });
    },
  );

  test(
    'the tag is "AsyncContext", and only configurable',
    proposal('sec-asynccontext-@@tostringtag'),
    ({ AsyncContext, assert }) => {
      assert.property(AsyncContext, Symbol.toStringTag, {
        value: 'AsyncContext',
        writable: false,
        enumerable: false,
        configurable: true,
      });
      assert.same(Object.prototype.toString.call(AsyncContext), '[object AsyncContext]');
    },
  );

  test(
    'the global property, if it holds the implementation under test, is writable, not enumerable and configurable',
    BuiltinAttributes,
    ({ AsyncContext, assert }) => {
      const { AsyncContext: global } = globalThis as { AsyncContext?: unknown };
      if (global === AsyncContext) assert.property(globalThis, 'AsyncContext', { value: AsyncContext, ...method });
    },
  );
});
