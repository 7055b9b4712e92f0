import { proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { untouchable } from './traps.ts';
import { values } from './values.ts';

const Get = proposal('sec-asynccontext-variable.prototype.get');
const Constructor = proposal('sec-asynccontext-variable');

export default defineArea('variable-get', 'Variable.prototype.get', (test) => {
  test('get returns undefined if there is neither a value nor a default value', Get, ({ AsyncContext, assert }) => {
    assert.same(new AsyncContext.Variable().get(), undefined, 'without options');
    assert.same(new AsyncContext.Variable({ name: 'name' }).get(), undefined, 'without the option');
  });

  test('get returns the default value where no run is in effect', Get, ({ AsyncContext, assert }) => {
    for (const defaultValue of values) {
      assert.same(new AsyncContext.Variable({ defaultValue }).get(), defaultValue);
    }
  });

  test('get asks nothing of the default value', Get, ({ AsyncContext, assert }) => {
    const defaultValue = untouchable(() => undefined);
    assert.same(new AsyncContext.Variable({ defaultValue }).get() === defaultValue, true);
  });

  test('the default value is read once, by the constructor', Constructor, ({ AsyncContext, assert }) => {
    let reads = 0;
    const variable = new AsyncContext.Variable({
      get defaultValue() {
        return (reads += 1);
      },
    });
    assert.sameList([variable.get(), variable.get(), reads], [1, 1, 1]);
  });

  test('a value of undefined hides the default value and the values of outer runs', Get, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string | undefined>({ defaultValue: 'default' });
    const read = () => variable.get();
    assert.same(variable.run(undefined, read), undefined, 'the default value');
    assert.same(
      variable.run('outer', () => variable.run(undefined, read)),
      undefined,
      'an outer value',
    );
  });

  test('the default value shows while only other variables have values', Get, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable({ defaultValue: 'default' });
    const other = new AsyncContext.Variable<number>();
    assert.same(
      other.run(1, () => variable.get()),
      'default',
    );
  });

  test('a change of the value itself is seen, because get returns the very value', Get, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<{ count: number }>();
    const value = { count: 1 };
    const seen = variable.run(value, () => {
      value.count = 2;
      return variable.get()?.count;
    });
    assert.same(seen, 2);
  });

  test('two variables of one name have nothing in common', Get, ({ AsyncContext, assert }) => {
    const first = new AsyncContext.Variable<number>({ name: 'same', defaultValue: -1 });
    const second = new AsyncContext.Variable<number>({ name: 'same', defaultValue: -2 });
    assert.sameList(
      first.run(1, () => [first.get(), second.get()]),
      [1, -2],
    );
  });

  test('a variable can be the value of a variable, itself included', Get, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable();
    const other = new AsyncContext.Variable();
    assert.sameList(
      variable.run(variable, () => other.run(variable, () => [variable.get(), other.get()])),
      [variable, variable],
    );
  });
});
