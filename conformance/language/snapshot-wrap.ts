import { proposal, shadowRealm } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { assertKeys, assertNotConstructor } from './builtin.ts';
import { logged, revoked, untouchable } from './traps.ts';
import { notCallable, primitives } from './values.ts';

const Wrap = proposal('sec-asynccontext-snapshot.wrap');
const CopyNameAndLength = shadowRealm('sec-copynameandlength');

type Fn = () => undefined;
const fn: Fn = () => undefined;

/** A function whose own length or name is `value`. */
const having = (key: 'length' | 'name', value: unknown): Fn =>
  Object.defineProperty(() => undefined, key, { value, configurable: true });

/** A function without an own length or name, which inherits `value` instead. */
const inheriting = (key: 'length' | 'name', value: unknown): Fn => {
  const heir: Fn = () => undefined;
  Reflect.deleteProperty(heir, key);
  return Object.setPrototypeOf(heir, { [key]: value }) as Fn;
};

/** A function whose own length or name is read by calling `get`. */
const reading = (target: Fn, key: 'length' | 'name', get: () => unknown): Fn =>
  Object.defineProperty(target, key, { get, configurable: true });

export default defineArea('snapshot-wrap', 'Snapshot.wrap', (test) => {
  test('wrap throws a TypeError if its argument cannot be called', Wrap, ({ AsyncContext, assert }) => {
    for (const value of notCallable) {
      assert.throws(() => AsyncContext.Snapshot.wrap(value as Fn), TypeError, typeof value);
    }
  });

  test('wrap asks nothing of an object that cannot be called', Wrap, ({ AsyncContext, assert }) => {
    assert.throws(() => AsyncContext.Snapshot.wrap(untouchable({}) as Fn), TypeError);
  });

  test('wrap does not use its receiver', Wrap, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    const read = () => variable.get();
    const wrap = Reflect.get(AsyncContext.Snapshot, 'wrap') as unknown as (fn: Fn) => () => unknown;
    for (const receiver of [...primitives, {}, untouchable(() => undefined)]) {
      const wrapped = variable.run(1, () => Reflect.apply(wrap, receiver, [read]) as () => unknown);
      assert.same(wrapped(), 1, typeof receiver);
    }
  });

  test('wrap ignores further arguments', Wrap, ({ AsyncContext, assert }) => {
    const wrap = AsyncContext.Snapshot.wrap as (fn: unknown, ...args: unknown[]) => () => unknown[];
    const wrapped = wrap((...args: unknown[]) => args, untouchable({}), 2);
    assert.sameList(wrapped(), []);
  });

  test('wrap does not call the function', Wrap, ({ AsyncContext, assert }) => {
    let calls = 0;
    AsyncContext.Snapshot.wrap(() => (calls += 1));
    assert.same(calls, 0);
  });

  test('each wrap makes another function', Wrap, ({ AsyncContext, assert }) => {
    const first = AsyncContext.Snapshot.wrap(fn);
    assert.same(first === fn, false, 'the function itself');
    assert.same(first === AsyncContext.Snapshot.wrap(fn), false, 'the wrapped function of before');
  });

  test(
    'wrap reads the own length and then the name, and nothing else',
    CopyNameAndLength,
    ({ AsyncContext, assert }) => {
      const log: string[] = [];
      AsyncContext.Snapshot.wrap(logged(fn, log));
      assert.sameList(log, ['getOwnPropertyDescriptor length', 'get length', 'get name']);
    },
  );

  test('wrap does not read a length that is not an own property', CopyNameAndLength, ({ AsyncContext, assert }) => {
    const log: string[] = [];
    AsyncContext.Snapshot.wrap(logged(inheriting('length', 1), log));
    assert.sameList(log, ['getOwnPropertyDescriptor length', 'get name']);
  });

  test(
    'getters of length and name are called once each, on the function, in the current mapping',
    CopyNameAndLength,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<number>();
      const seen: unknown[] = [];
      const target = (() => undefined) as Fn;
      for (const [key, value] of [['length', 2] as const, ['name', 'read'] as const]) {
        reading(target, key, function (this: unknown) {
          seen.push(key, this, variable.get());
          return value;
        });
      }
      const wrapped = variable.run(1, () => AsyncContext.Snapshot.wrap(target));
      assert.sameList([wrapped.length, wrapped.name], [2, 'wrapped read']);
      wrapped();
      assert.sameList(seen, ['length', target, 1, 'name', target, 1]);
    },
  );

  test('what the getters of the function run does not change what wrap captures', Wrap, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const target = reading(
      () => variable.get() as undefined,
      'name',
      () => variable.run('getter', () => 'name'),
    );
    const wrapped = variable.run('wrapped', () => AsyncContext.Snapshot.wrap(target));
    assert.same(wrapped(), 'wrapped');
  });

  test(
    'the length is that of the function, as an integer of at least 0',
    CopyNameAndLength,
    ({ AsyncContext, assert }) => {
      const lengths: [number, number][] = [
        [3, 3],
        [2.7, 2],
        [0.5, 0],
        [-0, 0],
        [-0.5, 0],
        [-1, 0],
        [NaN, 0],
        [Infinity, Infinity],
        [-Infinity, 0],
        [2 ** 40 + 0.5, 2 ** 40],
        [Number.MAX_VALUE, Number.MAX_VALUE],
      ];
      for (const [length, expected] of lengths) {
        assert.same(AsyncContext.Snapshot.wrap(having('length', length)).length, expected, `of ${String(length)}`);
      }
    },
  );

  test(
    'the length is 0 if that of the function is not a number, also if it could be converted',
    CopyNameAndLength,
    ({ AsyncContext, assert }) => {
      for (const length of [undefined, null, true, '2', 2n, Symbol('2'), new Number(2), [2], untouchable({})]) {
        assert.same(AsyncContext.Snapshot.wrap(having('length', length)).length, 0, typeof length);
      }
    },
  );

  test('the length is 0 if the function only inherits one', CopyNameAndLength, ({ AsyncContext, assert }) => {
    assert.same(AsyncContext.Snapshot.wrap(inheriting('length', 5)).length, 0);
  });

  test(
    'the name is that of the function after "wrapped" and a space',
    CopyNameAndLength,
    ({ AsyncContext, assert }) => {
      const { Snapshot } = AsyncContext;
      for (const name of ['name', ' ', 'bound fn', '\ud800']) {
        assert.same(Snapshot.wrap(having('name', name)).name, `wrapped ${name}`);
      }
    },
  );

  test('the name ends in a space if the function is anonymous', CopyNameAndLength, ({ AsyncContext, assert }) => {
    assert.same(AsyncContext.Snapshot.wrap(() => undefined).name, 'wrapped ');
  });

  test(
    'wrapping again puts another "wrapped" in front and keeps the length',
    CopyNameAndLength,
    ({ AsyncContext, assert }) => {
      const { Snapshot } = AsyncContext;
      const twice = Snapshot.wrap(
        Snapshot.wrap(function named(first: number, second: number) {
          return first + second;
        }),
      );
      assert.sameList([twice.name, twice.length], ['wrapped wrapped named', 2]);
    },
  );

  test('an inherited name counts', CopyNameAndLength, ({ AsyncContext, assert }) => {
    assert.same(AsyncContext.Snapshot.wrap(inheriting('name', 'inherited')).name, 'wrapped inherited');
  });

  test(
    'a name that is not a string counts as empty, also if it could be converted',
    CopyNameAndLength,
    ({ AsyncContext, assert }) => {
      for (const name of [
        undefined,
        null,
        1,
        Symbol('name'),
        new String('name'),
        ['name'],
        untouchable(() => 'name'),
      ]) {
        assert.same(AsyncContext.Snapshot.wrap(having('name', name)).name, 'wrapped ', typeof name);
      }
    },
  );

  test(
    'later changes of the length and name of the function are not seen',
    CopyNameAndLength,
    ({ AsyncContext, assert }) => {
      const target = Object.defineProperty(having('name', 'before'), 'length', { value: 1, configurable: true });
      const wrapped = AsyncContext.Snapshot.wrap(target);
      Object.defineProperty(target, 'name', { value: 'after' });
      Object.defineProperty(target, 'length', { value: 2 });
      assert.sameList([wrapped.name, wrapped.length], ['wrapped before', 1]);
    },
  );

  test('an error from asking for the length passes through', CopyNameAndLength, ({ AsyncContext, assert }) => {
    const value = {};
    const getOwnPropertyDescriptor = () => {
      throw value;
    };
    assert.throws(() => AsyncContext.Snapshot.wrap(untouchable(fn, { getOwnPropertyDescriptor })), { value });
  });

  test(
    'an error from reading the length passes through before the name is read',
    CopyNameAndLength,
    ({ AsyncContext, assert }) => {
      const value = {};
      const read: string[] = [];
      const target = reading(
        reading(
          () => undefined,
          'length',
          () => {
            read.push('length');
            throw value;
          },
        ),
        'name',
        () => read.push('name'),
      );
      assert.throws(() => AsyncContext.Snapshot.wrap(target), { value });
      assert.sameList(read, ['length']);
    },
  );

  test(
    'an error from reading the name passes through after the length was read',
    CopyNameAndLength,
    ({ AsyncContext, assert }) => {
      const value = {};
      const read: string[] = [];
      const target = reading(
        reading(
          () => undefined,
          'length',
          () => read.push('length'),
        ),
        'name',
        () => {
          read.push('name');
          throw value;
        },
      );
      assert.throws(() => AsyncContext.Snapshot.wrap(target), { value });
      assert.sameList(read, ['length', 'name']);
    },
  );

  test('a revoked callable proxy throws a TypeError', CopyNameAndLength, ({ AsyncContext, assert }) => {
    assert.throws(() => AsyncContext.Snapshot.wrap(revoked(fn)), TypeError);
  });

  test('length and name are only configurable', CopyNameAndLength, ({ AsyncContext, assert }) => {
    const attributes = { writable: false, enumerable: false, configurable: true };
    const target = Object.defineProperties(fn, { length: { writable: true }, name: { writable: true } });
    const wrapped = AsyncContext.Snapshot.wrap(target);
    assert.property(wrapped, 'length', attributes);
    assert.property(wrapped, 'name', attributes);
  });

  test(
    'the own keys of a wrapped function are length and name, in this order, whatever the function has',
    Wrap,
    ({ AsyncContext, assert }) => {
      const withMore = Object.assign(function () {}, { own: 1, [Symbol('own')]: 2 });
      for (const target of [withMore, class {}, inheriting('length', 1), inheriting('name', 'inherited')]) {
        const wrapped = AsyncContext.Snapshot.wrap(target as Fn);
        assert.sameList(Reflect.ownKeys(wrapped), ['length', 'name']);
      }
    },
  );

  test(
    'a wrapped function inherits from Function.prototype, whatever the function inherits from',
    Wrap,
    ({ AsyncContext, assert }) => {
      const targets = [inheriting('name', ''), async () => {}, function* () {}, class extends Array {}, untouchable];
      for (const target of targets) {
        const wrapped = AsyncContext.Snapshot.wrap(target as Fn);
        assert.same(Object.getPrototypeOf(wrapped), Function.prototype);
      }
    },
  );

  test('a wrapped function is not a constructor, even if the function is', Wrap, ({ AsyncContext, assert }) => {
    for (const target of [fn, function () {}, class {}, AsyncContext.Snapshot]) {
      assertNotConstructor(assert, AsyncContext.Snapshot.wrap(target as Fn));
    }
  });

  test('a wrapped function is extensible, and leaves the function as it was', Wrap, ({ AsyncContext, assert }) => {
    const frozen = Object.freeze(function frozen() {});
    const wrapped = AsyncContext.Snapshot.wrap(frozen);
    Object.defineProperty(wrapped, 'name', { value: 'renamed' });
    assert.same(wrapped.name, 'renamed');
    assert.same(Object.isExtensible(wrapped), true);
    const target = function () {};
    AsyncContext.Snapshot.wrap(target);
    assertKeys(
      assert,
      target,
      Reflect.ownKeys(function () {}),
    );
  });
});
