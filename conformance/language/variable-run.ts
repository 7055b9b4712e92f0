import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { revoked, untouchable } from './traps.ts';
import { argumentLists, values } from './values.ts';

const Run = proposal('sec-asynccontext-variable.prototype.run');
const Call = ecma262('sec-call');

export default defineArea('variable-run', 'Variable.prototype.run', (test) => {
  test('run calls the function once, before it returns', Run, ({ AsyncContext, assert }) => {
    let calls = 0;
    new AsyncContext.Variable().run(1, () => {
      calls += 1;
    });
    assert.same(calls, 1);
  });

  test('run returns what the function returns', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable();
    for (const value of values) {
      assert.same(
        variable.run(1, () => value),
        value,
      );
    }
  });

  test('run asks nothing of the object that the function returns', Run, ({ AsyncContext, assert }) => {
    const result = untouchable({});
    assert.same(new AsyncContext.Variable().run(1, () => result) === result, true);
  });

  test('run throws the very value that the function throws', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable();
    for (const value of values) {
      const throwing = () => {
        throw value;
      };
      assert.throws(() => variable.run(1, throwing), { value });
    }
  });

  test('the function receives the further arguments of run and not the value', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const collect = (...args: unknown[]) => args;
    for (const args of argumentLists) assert.sameList(variable.run('value', collect, ...args), args);
  });

  test('the function is called with undefined as this', Run, ({ AsyncContext, assert }) => {
    assert.same(
      new AsyncContext.Variable().run(1, function (this: unknown) {
        return this;
      }),
      undefined,
    );
  });

  test(
    'a sloppy function sees its global object as this',
    Run,
    ({ AsyncContext, assert, host }) => {
      const sloppy = host.evaluate?.('(function () { return this; })') as () => unknown;
      assert.same(new AsyncContext.Variable().run(1, sloppy) === globalThis, true);
    },
    ['evaluate'],
  );

  test('the variable has the value during the call', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable();
    for (const value of values) {
      assert.same(
        variable.run(value, () => variable.get()),
        value,
      );
    }
  });

  test('run asks nothing of the value', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<object>();
    const value = untouchable(() => undefined);
    assert.same(variable.run(value, () => variable.get()) === value, true);
  });

  test('the variable has its previous value again when run returns', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    const seen = variable.run(1, () => [variable.run(2, () => variable.get()), variable.get()]);
    assert.sameList([...seen, variable.get()], [2, 1, undefined]);
  });

  test('the variable has its previous value again when the function throws', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    let seen: unknown = 'nothing';
    try {
      variable.run(1, () => {
        throw new Error();
      });
    } catch {
      seen = variable.get();
    }
    assert.same(seen, undefined);
  });

  test(
    'the variable has its previous value again when the function throws undefined',
    Run,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<number>();
      const throwing = () => {
        throw undefined as unknown;
      };
      const seen = variable.run(1, () => {
        assert.throws(() => variable.run(2, throwing), { value: undefined });
        return variable.get();
      });
      assert.same(seen, 1);
    },
  );

  test('an error that the function catches itself leaves the value in place', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    const seen = variable.run(1, () => {
      try {
        throw new Error();
      } catch {
        return variable.get();
      }
    });
    assert.same(seen, 1);
  });

  test('a run of one variable leaves the others as they are', Run, ({ AsyncContext, assert }) => {
    const [first, second, third] = [1, 2, 3].map(() => new AsyncContext.Variable<number>({ defaultValue: 0 }));
    const seen = first?.run(1, () => second?.run(2, () => [first.get(), second.get(), third?.get()]));
    assert.sameList(seen ?? [], [1, 2, 0]);
  });

  test('replacing one of many values leaves the others as they are', Run, ({ AsyncContext, assert }) => {
    const variables = Array.from({ length: 100 }, () => new AsyncContext.Variable<number>());
    const read = () => variables.map((variable) => variable.get());
    const inAll = (index: number): (number | undefined)[][] => {
      const variable = variables[index];
      if (variable !== undefined) return variable.run(index, inAll, index + 1);
      return [0, 50, 99].map((replaced) => variables[replaced]?.run(-1, read) ?? []).concat([read()]);
    };
    const seen = inAll(0);
    [0, 50, 99, undefined].forEach((replaced, row) => {
      const expected = variables.map((_, index) => (index === replaced ? -1 : index));
      assert.sameList(seen[row] ?? [], expected, `after replacing ${String(replaced)}`);
    });
  });

  test('each of 300 calls that are nested in each other has its own value', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    const seen: unknown[] = [];
    const descend = (depth: number): void => {
      seen.push(variable.get());
      if (depth < 300) variable.run(depth, descend, depth + 1);
      seen.push(variable.get());
    };
    variable.run(-1, descend, 0);
    const down = Array.from({ length: 301 }, (_, index) => index - 1);
    assert.sameList(seen, [...down, ...[...down].reverse()]);
  });

  test('a mapping that is 10,000 runs deep keeps every value', Run, ({ AsyncContext, assert }) => {
    const outermost = new AsyncContext.Variable<string>();
    const variable = new AsyncContext.Variable<number>();
    // Each run adds to the mapping that the snapshot before it captured, without a deeper stack.
    let snapshot = outermost.run('outermost', () => new AsyncContext.Snapshot());
    for (let depth = 1; depth <= 10_000; depth++) {
      snapshot = snapshot.run(() => variable.run(depth, () => new AsyncContext.Snapshot()));
    }
    assert.sameList(
      snapshot.run(() => [outermost.get(), variable.get()]),
      ['outermost', 10_000],
    );
  });

  test('a stack overflow inside nested runs puts every value back', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    const descend = (depth: number): void => {
      variable.run(depth, descend, depth + 1);
    };
    const seen = variable.run(-1, () => {
      try {
        descend(0);
        return 'no overflow';
      } catch {
        return variable.get();
      }
    });
    assert.same(seen, -1);
    assert.same(variable.get(), undefined);
  });

  test(
    'the apply trap of a callable proxy runs with the value, undefined as this and the arguments',
    Call,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<number>();
      const target = () => undefined;
      const apply = (_: unknown, thisArgument: unknown, args: unknown[]) => [variable.get(), thisArgument, ...args];
      const proxy = untouchable(target as () => unknown, { apply });
      assert.sameList(variable.run(1, proxy as (...args: unknown[]) => unknown[], 'x', 'y'), [1, undefined, 'x', 'y']);
    },
  );

  test(
    'a function without Function.prototype, or with its own call and apply, is called like any other',
    Call,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<number>();
      const read = () => variable.get();
      const bare = Object.setPrototypeOf(() => variable.get(), null) as () => unknown;
      assert.same(variable.run(1, bare), 1);
      const own = Object.assign(read, { call: () => 'own call', apply: () => 'own apply' });
      assert.same(variable.run(2, own), 2);
    },
  );

  test('a class throws its own TypeError, and the previous value is back', Call, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    const seen = variable.run(1, () => {
      assert.throws(() => variable.run(2, class {} as unknown as () => void), TypeError);
      return variable.get();
    });
    assert.same(seen, 1);
  });

  test(
    'a revoked callable proxy throws a TypeError, and the previous value is back',
    Call,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<number>();
      const seen = variable.run(1, () => {
        assert.throws(
          () =>
            variable.run(
              2,
              revoked(() => undefined),
            ),
          TypeError,
        );
        return variable.get();
      });
      assert.same(seen, 1);
    },
  );
});
