import type { AsyncContextNamespace } from '../../lib/types.ts';
import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { untouchable } from './traps.ts';
import { notCallable, primitives } from './values.ts';

const RequireInternalSlot = ecma262('sec-requireinternalslot');
const VariableRun = proposal('sec-asynccontext-variable.prototype.run');
const SnapshotRun = proposal('sec-asynccontext-snapshot.prototype.run');

/** Values that lack the internal slots of `instance`, though some look like it. */
function wrongReceivers(instance: object, otherKind: object): readonly unknown[] {
  return [
    ...primitives,
    {},
    () => undefined,
    instance.constructor,
    Object.create(instance),
    Object.create(Object.getPrototypeOf(instance) as object),
    otherKind,
    untouchable(instance),
  ];
}

const receiversOf = ({ Variable, Snapshot }: AsyncContextNamespace) => ({
  notVariables: wrongReceivers(new Variable(), new Snapshot()),
  notSnapshots: wrongReceivers(new Snapshot(), new Variable()),
});

export default defineArea('error-order', 'Wrong receivers and functions', (test) => {
  test(
    'Variable.prototype.get throws a TypeError if its receiver is not a variable',
    RequireInternalSlot,
    ({ AsyncContext, assert }) => {
      const get = Reflect.get(AsyncContext.Variable.prototype, 'get');
      for (const receiver of receiversOf(AsyncContext).notVariables) {
        assert.throws(() => Reflect.apply(get, receiver, []), TypeError, typeof receiver);
      }
    },
  );

  test(
    'the getter of Variable.prototype.name throws a TypeError if its receiver is not a variable',
    RequireInternalSlot,
    ({ AsyncContext, assert }) => {
      const getter = Reflect.getOwnPropertyDescriptor(AsyncContext.Variable.prototype, 'name')?.get as () => unknown;
      for (const receiver of receiversOf(AsyncContext).notVariables) {
        assert.throws(() => Reflect.apply(getter, receiver, []), TypeError, typeof receiver);
      }
    },
  );

  test(
    'Variable.prototype.run throws a TypeError and calls nothing if its receiver is not a variable',
    RequireInternalSlot,
    ({ AsyncContext, assert }) => {
      let calls = 0;
      const count = () => (calls += 1);
      const { prototype } = AsyncContext.Variable;
      for (const receiver of receiversOf(AsyncContext).notVariables) {
        assert.throws(() => prototype.run.call(receiver as typeof prototype, 1, count), TypeError, typeof receiver);
      }
      assert.same(calls, 0);
    },
  );

  test(
    'Snapshot.prototype.run throws a TypeError and calls nothing if its receiver is not a snapshot',
    RequireInternalSlot,
    ({ AsyncContext, assert }) => {
      let calls = 0;
      const count = () => (calls += 1);
      const { prototype } = AsyncContext.Snapshot;
      for (const receiver of receiversOf(AsyncContext).notSnapshots) {
        assert.throws(() => prototype.run.call(receiver as typeof prototype, count), TypeError, typeof receiver);
      }
      assert.same(calls, 0);
    },
  );

  test('methods that are taken off their object throw a TypeError', RequireInternalSlot, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<number>();
    const { get, run } = variable as unknown as Record<'get' | 'run', (...args: unknown[]) => unknown>;
    const { run: restore } = new AsyncContext.Snapshot() as unknown as Record<'run', (...args: unknown[]) => unknown>;
    assert.throws(() => get(), TypeError, 'get');
    assert.throws(() => run(1, () => undefined), TypeError, 'Variable.prototype.run');
    assert.throws(() => restore(() => undefined), TypeError, 'Snapshot.prototype.run');
  });

  test(
    'Variable.prototype.run throws a TypeError if the function cannot be called, and the previous value is back',
    VariableRun,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<number>();
      variable.run(1, () => {
        for (const value of notCallable) {
          assert.throws(() => variable.run(2, value as () => unknown), TypeError, typeof value);
          assert.same(variable.get(), 1, typeof value);
        }
        const runWithoutFunction = variable as unknown as { run: (value: number) => unknown };
        assert.throws(() => runWithoutFunction.run(2), TypeError, 'missing');
        assert.same(variable.get(), 1, 'missing');
      });
    },
  );

  test(
    'Variable.prototype.run asks nothing of an object that cannot be called',
    VariableRun,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<number>();
      assert.throws(() => variable.run(1, untouchable({}) as () => unknown), TypeError);
    },
  );

  test(
    'Snapshot.prototype.run throws a TypeError if the function cannot be called, and the previous values are back',
    SnapshotRun,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<number>();
      const snapshot = variable.run(2, () => new AsyncContext.Snapshot());
      variable.run(1, () => {
        for (const value of notCallable) {
          assert.throws(() => snapshot.run(value as () => unknown), TypeError, typeof value);
          assert.same(variable.get(), 1, typeof value);
        }
      });
    },
  );

  test(
    'Snapshot.prototype.run asks nothing of an object that cannot be called',
    SnapshotRun,
    ({ AsyncContext, assert }) => {
      assert.throws(() => new AsyncContext.Snapshot().run(untouchable({}) as () => unknown), TypeError);
    },
  );
});
