import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { untouchable } from './traps.ts';
import { argumentLists, values } from './values.ts';

const Wrap = proposal('sec-asynccontext-snapshot.wrap');
const Call = ecma262('sec-call');

export default defineArea('wrapped-function', 'Calls of wrapped functions', (test) => {
  test('the function sees the values of the time of the wrap', Wrap, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable();
    for (const value of values) {
      const wrapped = variable.run(value, () => AsyncContext.Snapshot.wrap(() => variable.get()));
      assert.same(wrapped(), value);
    }
  });

  test('a wrapped function replaces all values and merges none', Wrap, ({ AsyncContext, assert }) => {
    const first = new AsyncContext.Variable<string>();
    const second = new AsyncContext.Variable<string>({ defaultValue: 'default' });
    const wrapped = first.run('wrapped', () => AsyncContext.Snapshot.wrap(() => [first.get(), second.get()]));
    assert.sameList(
      first.run('current', () => second.run('current', wrapped)),
      ['wrapped', 'default'],
    );
  });

  test('a run inside the wrapped function counts', Wrap, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    const wrapped = variable.run(1, () =>
      AsyncContext.Snapshot.wrap(() => [variable.run(2, () => variable.get()), variable.get()]),
    );
    assert.sameList(wrapped(), [2, 1]);
  });

  test('of wraps around wraps, the innermost decides', Wrap, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    const inner = variable.run(1, () => AsyncContext.Snapshot.wrap(() => variable.get()));
    const outer = variable.run(2, () => AsyncContext.Snapshot.wrap(inner));
    assert.same(outer(), 1);
  });

  test('a wrapped function can be called again and again, and inside itself', Wrap, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    const seen: unknown[] = [];
    const wrapped: (depth: number) => void = variable.run(-1, () =>
      AsyncContext.Snapshot.wrap((depth: number) => {
        seen.push(variable.get());
        if (depth > 0) variable.run(depth, wrapped, depth - 1);
        seen.push(variable.get());
      }),
    );
    wrapped(2);
    wrapped(0);
    assert.sameList(seen, [-1, -1, -1, -1, -1, -1, -1, -1]);
  });

  test('the previous values are back when a wrapped function returns', Wrap, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const wrapped = variable.run('wrapped', () => AsyncContext.Snapshot.wrap(() => undefined));
    const seen = variable.run('current', () => {
      wrapped();
      return variable.get();
    });
    assert.same(seen, 'current');
  });

  test(
    'the previous values are back when a wrapped function throws, be it undefined',
    Wrap,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      for (const value of [new Error(), undefined]) {
        const throwing = () => {
          throw value;
        };
        const wrapped = variable.run('wrapped', () => AsyncContext.Snapshot.wrap(throwing));
        const seen = variable.run('current', () => {
          assert.throws(wrapped, { value });
          return variable.get();
        });
        assert.same(seen, 'current');
      }
    },
  );

  test('what the function returns and what it throws passes through', Wrap, ({ AsyncContext, assert }) => {
    const returning = AsyncContext.Snapshot.wrap((value: unknown) => value);
    const throwing = AsyncContext.Snapshot.wrap((value: unknown) => {
      throw value;
    });
    for (const value of values) {
      assert.same(returning(value), value);
      assert.throws(() => throwing(value), { value });
    }
    const result = untouchable({});
    assert.same(returning(result) === result, true);
  });

  test('all arguments of the call are passed, and no others', Wrap, ({ AsyncContext, assert }) => {
    const wrapped = AsyncContext.Snapshot.wrap(function (this: unknown, ...args: unknown[]) {
      return [this, ...args];
    });
    for (const receiver of [undefined, {}]) {
      for (const args of argumentLists) {
        assert.sameList(wrapped.apply(receiver, [...args]), [receiver, ...args]);
      }
    }
  });

  test('a strict function sees the this of the call unchanged', Wrap, ({ AsyncContext, assert }) => {
    const wrapped = AsyncContext.Snapshot.wrap(function (this: unknown) {
      return this;
    });
    const holder = { wrapped };
    assert.same(holder.wrapped(), holder, 'as a method');
    for (const value of values) assert.same(Reflect.apply(wrapped, value, []), value);
  });

  test(
    'a sloppy function sees its global object, or an object around a primitive, as this',
    Wrap,
    ({ AsyncContext, assert, host }) => {
      const sloppy = host.evaluate?.('(function () { return this; })') as () => unknown;
      const wrapped = AsyncContext.Snapshot.wrap(sloppy);
      assert.same(wrapped() === globalThis, true);
      assert.same(typeof Reflect.apply(wrapped, 1, []), 'object');
    },
    ['evaluate'],
  );

  test(
    'the apply trap of a callable proxy runs with the captured values and the this and arguments of the call',
    Call,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const apply = (_: unknown, thisArgument: unknown, args: unknown[]) => [variable.get(), thisArgument, ...args];
      const proxy = new Proxy<() => unknown>(() => undefined, { apply });
      const wrapped = variable.run('wrapped', () => AsyncContext.Snapshot.wrap(proxy));
      const receiver = {};
      const seen = variable.run('current', () => Reflect.apply(wrapped, receiver, ['x']) as unknown[]);
      assert.sameList(seen, ['wrapped', receiver, 'x']);
    },
  );

  test(
    'a wrapped class can be called and throws its own TypeError, and the previous values are back',
    Call,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const wrapped = AsyncContext.Snapshot.wrap(class {} as unknown as () => void);
      const seen = variable.run('current', () => {
        assert.throws(() => {
          wrapped();
        }, TypeError);
        return variable.get();
      });
      assert.same(seen, 'current');
    },
  );

  test('a proxy that is revoked after the wrap makes the call throw a TypeError', Call, ({ AsyncContext, assert }) => {
    const { proxy, revoke } = Proxy.revocable(() => undefined, {});
    const wrapped = AsyncContext.Snapshot.wrap(proxy);
    revoke();
    assert.throws(wrapped, TypeError);
  });

  test('the function is called by itself, whatever its own call and apply do', Call, ({ AsyncContext, assert }) => {
    const own = Object.assign(() => 'called', { call: () => 'own call', apply: () => 'own apply' });
    assert.same(AsyncContext.Snapshot.wrap(own)(), 'called');
    const bare = Object.setPrototypeOf(() => 'called', null) as () => unknown;
    assert.same(AsyncContext.Snapshot.wrap(bare)(), 'called');
  });
});
