import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { assertKeys, assertLengthAndName } from './builtin.ts';
import { logged, untouchable } from './traps.ts';
import { primitives } from './values.ts';

const Constructor = proposal('sec-asynccontext-snapshot');
const Properties = proposal('sec-properties-of-the-asynccontext-snapshot-constructor');
const Instances = proposal('sec-properties-of-asynccontext-snapshot-instances');
const PrototypeFromConstructor = ecma262('sec-getprototypefromconstructor');

export default defineArea('snapshot-constructor', 'The Snapshot constructor', (test) => {
  test('the constructor has length 0 and the name "Snapshot"', Properties, ({ AsyncContext, assert }) => {
    assertLengthAndName(assert, AsyncContext.Snapshot, 0, 'Snapshot');
  });

  test(
    'the constructor has no own properties but length, name, prototype and wrap',
    Properties,
    ({ AsyncContext, assert }) => {
      assertKeys(assert, AsyncContext.Snapshot, ['length', 'name', 'prototype', 'wrap']);
    },
  );

  test('the constructor inherits from Function.prototype', Properties, ({ AsyncContext, assert }) => {
    assert.same(Object.getPrototypeOf(AsyncContext.Snapshot), Function.prototype);
  });

  test(
    'the property prototype is neither writable, enumerable nor configurable',
    proposal('sec-asynccontext-snapshot.prototype'),
    ({ AsyncContext, assert }) => {
      const attributes = { writable: false, enumerable: false, configurable: false };
      assert.property(AsyncContext.Snapshot, 'prototype', attributes);
    },
  );

  test('calling the constructor without new throws a TypeError', Constructor, ({ AsyncContext, assert }) => {
    const { Snapshot } = AsyncContext;
    const call = Snapshot as unknown as () => unknown;
    assert.throws(() => call(), TypeError, 'as a function');
    for (const receiver of [Object.create(Snapshot.prototype) as object, new Snapshot()]) {
      assert.throws(() => Reflect.apply(call, receiver, []), TypeError, 'as a method');
    }
  });

  test('a snapshot has no own properties and is extensible', Instances, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    const snapshot = variable.run(1, () => new AsyncContext.Snapshot());
    assert.sameList(Reflect.ownKeys(snapshot), []);
    assert.same(Object.isExtensible(snapshot), true);
  });

  test('a snapshot inherits from Snapshot.prototype', Instances, ({ AsyncContext, assert }) => {
    assert.same(Object.getPrototypeOf(new AsyncContext.Snapshot()), AsyncContext.Snapshot.prototype);
  });

  test('each construction makes another object, also for one mapping', Instances, ({ AsyncContext, assert }) => {
    assert.same(new AsyncContext.Snapshot() !== new AsyncContext.Snapshot(), true);
  });

  test('the constructor does not touch its arguments', Constructor, ({ AsyncContext, assert }) => {
    const construct = AsyncContext.Snapshot as unknown as new (argument: unknown) => {
      run: (fn: () => unknown) => unknown;
    };
    assert.same(
      new construct(untouchable(() => undefined)).run(() => 'called'),
      'called',
    );
  });

  test(
    'the constructor reads newTarget.prototype once and nothing else of it',
    Constructor,
    ({ AsyncContext, assert }) => {
      const log: string[] = [];
      Reflect.construct(
        AsyncContext.Snapshot,
        [],
        logged(function () {}, log),
      );
      assert.sameList(log, ['get prototype']);
    },
  );

  test(
    'a getter of newTarget.prototype runs in the mapping that is captured, and its own runs do not count',
    Constructor,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const get = () => {
        seen.push(variable.get());
        return variable.run('getter', () => AsyncContext.Snapshot.prototype);
      };
      const newTarget = untouchable(AsyncContext.Snapshot, { get });
      const snapshot = variable.run('construction', () => Reflect.construct(AsyncContext.Snapshot, [], newTarget));
      seen.push(snapshot.run(() => variable.get()));
      assert.sameList(seen, ['construction', 'construction']);
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
      assert.throws(() => Reflect.construct(AsyncContext.Snapshot, [], newTarget) as unknown, { value });
    },
  );

  test(
    'a snapshot inherits from any object, callable ones too, that newTarget.prototype is',
    PrototypeFromConstructor,
    ({ AsyncContext, assert }) => {
      const { Snapshot } = AsyncContext;
      for (const prototype of [{}, [], () => undefined, AsyncContext.Variable.prototype]) {
        const newTarget = Object.assign(function () {}, { prototype });
        const snapshot = Reflect.construct(Snapshot, [], newTarget) as object;
        assert.same(Object.getPrototypeOf(snapshot), prototype);
        assert.same(
          Snapshot.prototype.run.call(snapshot, () => 'called'),
          'called',
        );
      }
    },
  );

  test(
    'a snapshot inherits from Snapshot.prototype if newTarget.prototype is not an object',
    PrototypeFromConstructor,
    ({ AsyncContext, assert }) => {
      const { Snapshot } = AsyncContext;
      for (const prototype of primitives) {
        const newTarget = Object.assign(function () {}, { prototype });
        const snapshot = Reflect.construct(Snapshot, [], newTarget) as object;
        assert.same(Object.getPrototypeOf(snapshot), Snapshot.prototype, typeof prototype);
      }
      const bound = function () {}.bind(undefined);
      assert.same(Object.getPrototypeOf(Reflect.construct(Snapshot, [], bound)), Snapshot.prototype, 'bound');
    },
  );
});
