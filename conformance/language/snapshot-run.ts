import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { revoked, untouchable } from './traps.ts';
import { argumentLists, values } from './values.ts';

const Run = proposal('sec-asynccontext-snapshot.prototype.run');
const Constructor = proposal('sec-asynccontext-snapshot');
const Mapping = proposal('sec-asynccontext-mapping-record-specification-type');
const Call = ecma262('sec-call');

export default defineArea('snapshot-run', 'Snapshot.prototype.run', (test) => {
  test('the function sees the values of the time of the snapshot', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable();
    for (const value of values) {
      const snapshot = variable.run(value, () => new AsyncContext.Snapshot());
      assert.same(
        snapshot.run(() => variable.get()),
        value,
      );
    }
  });

  test('a snapshot replaces all values and merges none', Run, ({ AsyncContext, assert }) => {
    const first = new AsyncContext.Variable<string>();
    const second = new AsyncContext.Variable<string>();
    const snapshot = first.run('captured', () => new AsyncContext.Snapshot());
    const seen = first.run('current', () =>
      second.run('current', () => snapshot.run(() => [first.get(), second.get()])),
    );
    assert.sameList(seen, ['captured', undefined]);
  });

  test('a snapshot of no values brings back the default values', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable({ defaultValue: 'default' });
    const snapshot = new AsyncContext.Snapshot();
    assert.same(
      variable.run('current', () => snapshot.run(() => variable.get())),
      'default',
    );
  });

  test('a variable newer than the snapshot has its default value', Run, ({ AsyncContext, assert }) => {
    const older = new AsyncContext.Variable<number>();
    const snapshot = older.run(1, () => new AsyncContext.Snapshot());
    const newer = new AsyncContext.Variable({ defaultValue: 'default' });
    assert.same(
      newer.run('current', () => snapshot.run(() => newer.get())),
      'default',
    );
  });

  test('a captured undefined hides the default value', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string | undefined>({ defaultValue: 'default' });
    const snapshot = variable.run(undefined, () => new AsyncContext.Snapshot());
    assert.same(
      snapshot.run(() => variable.get()),
      undefined,
    );
  });

  test('a run inside adds to the values of the snapshot', Run, ({ AsyncContext, assert }) => {
    const first = new AsyncContext.Variable<string>();
    const second = new AsyncContext.Variable<string>();
    const snapshot = first.run('captured', () => new AsyncContext.Snapshot());
    assert.sameList(
      snapshot.run(() => second.run('inside', () => [first.get(), second.get()])),
      ['captured', 'inside'],
    );
  });

  test('a run inside replaces a value of the snapshot, for as long as it lasts', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const snapshot = variable.run('captured', () => new AsyncContext.Snapshot());
    assert.sameList(
      snapshot.run(() => [variable.run('inside', () => variable.get()), variable.get()]),
      ['inside', 'captured'],
    );
  });

  test('neither a run around it nor a run inside it changes a snapshot', Mapping, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const other = new AsyncContext.Variable<string>();
    const snapshot = variable.run('captured', () => new AsyncContext.Snapshot());
    variable.run('around', () => snapshot.run(() => variable.run('inside', () => other.run('inside', () => 0))));
    assert.sameList(
      snapshot.run(() => [variable.get(), other.get()]),
      ['captured', undefined],
    );
  });

  test('the end of the run that a snapshot was made in does not change it', Mapping, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    const snapshots: { run: <R>(fn: () => R) => R }[] = [];
    variable.run(1, () => {
      snapshots.push(new AsyncContext.Snapshot());
      variable.run(2, () => snapshots.push(new AsyncContext.Snapshot()));
      snapshots.push(new AsyncContext.Snapshot());
    });
    assert.sameList(
      snapshots.map((snapshot) => snapshot.run(() => variable.get())),
      [1, 2, 1],
    );
  });

  test(
    'a snapshot that is made inside the run of another captures the values of that one',
    Constructor,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const outer = variable.run('captured', () => new AsyncContext.Snapshot());
      const inner = variable.run('current', () => outer.run(() => new AsyncContext.Snapshot()));
      assert.same(
        inner.run(() => variable.get()),
        'captured',
      );
    },
  );

  test('of two snapshots whose runs are nested, the inner one decides', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const first = variable.run('first', () => new AsyncContext.Snapshot());
    const second = variable.run('second', () => new AsyncContext.Snapshot());
    assert.sameList(
      first.run(() => [second.run(() => variable.get()), variable.get()]),
      ['second', 'first'],
    );
  });

  test('a snapshot can be run again inside its own run', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const snapshot = variable.run('captured', () => new AsyncContext.Snapshot());
    const seen = snapshot.run(() =>
      variable.run('between', () => {
        const again = snapshot.run(() => variable.get());
        return [again, variable.get()];
      }),
    );
    assert.sameList([...seen, variable.get()], ['captured', 'between', undefined]);
  });

  test('the previous values are back when run returns', Run, ({ AsyncContext, assert }) => {
    const first = new AsyncContext.Variable<string>();
    const second = new AsyncContext.Variable<string>();
    const snapshot = first.run('captured', () => new AsyncContext.Snapshot());
    const seen = second.run('current', () => {
      snapshot.run(() => undefined);
      return [first.get(), second.get()];
    });
    assert.sameList(seen, [undefined, 'current']);
  });

  test('the previous values are back when the function throws, be it undefined', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const snapshot = variable.run('captured', () => new AsyncContext.Snapshot());
    for (const value of [new Error(), undefined]) {
      const throwing = () => {
        throw value;
      };
      const seen = variable.run('current', () => {
        assert.throws(() => snapshot.run(throwing), { value });
        return variable.get();
      });
      assert.same(seen, 'current');
    }
  });

  test('run returns what the function returns and asks nothing of it', Run, ({ AsyncContext, assert }) => {
    const snapshot = new AsyncContext.Snapshot();
    for (const value of values) {
      assert.same(
        snapshot.run(() => value),
        value,
      );
    }
    const result = untouchable({});
    assert.same(snapshot.run(() => result) === result, true);
  });

  test('run throws the very value that the function throws', Run, ({ AsyncContext, assert }) => {
    const snapshot = new AsyncContext.Snapshot();
    for (const value of values) {
      const throwing = () => {
        throw value;
      };
      assert.throws(() => snapshot.run(throwing), { value });
    }
  });

  test('the function receives the further arguments of run', Run, ({ AsyncContext, assert }) => {
    const snapshot = new AsyncContext.Snapshot();
    const collect = (...args: unknown[]) => args;
    for (const args of argumentLists) assert.sameList(snapshot.run(collect, ...args), args);
  });

  test('the function is called with undefined as this', Run, ({ AsyncContext, assert }) => {
    assert.same(
      new AsyncContext.Snapshot().run(function (this: unknown) {
        return this;
      }),
      undefined,
    );
  });

  test('the apply trap of a callable proxy runs with the captured values', Call, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const snapshot = variable.run('captured', () => new AsyncContext.Snapshot());
    const apply = (_: unknown, thisArgument: unknown, args: unknown[]) => [variable.get(), thisArgument, ...args];
    const proxy = untouchable(() => undefined, { apply });
    assert.sameList(snapshot.run(proxy as (...args: unknown[]) => unknown[], 'x'), ['captured', undefined, 'x']);
  });

  test(
    'a class or a revoked proxy throws a TypeError, and the previous values are back',
    Call,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const snapshot = variable.run('captured', () => new AsyncContext.Snapshot());
      for (const func of [class {} as unknown as () => unknown, revoked(() => undefined)]) {
        const seen = variable.run('current', () => {
          assert.throws(() => snapshot.run(func), TypeError);
          return variable.get();
        });
        assert.same(seen, 'current');
      }
    },
  );

  test('a stack overflow inside nested snapshot runs puts the values back', Run, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const snapshot = variable.run('captured', () => new AsyncContext.Snapshot());
    const descend = (): void => {
      snapshot.run(descend);
    };
    const seen = variable.run('current', () => {
      try {
        descend();
        return 'no overflow';
      } catch {
        return variable.get();
      }
    });
    assert.same(seen, 'current');
    assert.same(variable.get(), undefined);
  });
});
