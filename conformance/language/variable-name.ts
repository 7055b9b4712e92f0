import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';

const Constructor = proposal('sec-asynccontext-variable');
const Name = proposal('sec-asynccontext-variable.prototype.name');
const ToString = ecma262('sec-tostring');

export default defineArea('variable-name', 'Variable.prototype.name', (test) => {
  test('the name is the empty string if the options have none', Name, ({ AsyncContext, assert }) => {
    assert.same(new AsyncContext.Variable().name, '', 'without options');
    assert.same(new AsyncContext.Variable({}).name, '', 'without the option');
  });

  test('the name is the string that was given, whatever is in it', Name, ({ AsyncContext, assert }) => {
    for (const name of ['', 'name', '__proto__', ' \0\n', '\u{1f9f5}', '\ud800']) {
      assert.same(new AsyncContext.Variable({ name }).name, name);
    }
  });

  test('the name is "undefined" if the option is present and undefined', Constructor, ({ AsyncContext, assert }) => {
    const options = { name: undefined } as unknown as { name: string };
    assert.same(new AsyncContext.Variable(options).name, 'undefined');
  });

  test('primitive names are converted to strings', ToString, ({ AsyncContext, assert }) => {
    const names: [unknown, string][] = [
      [null, 'null'],
      [false, 'false'],
      [-0, '0'],
      [1e21, '1e+21'],
      [10n, '10'],
    ];
    for (const [name, expected] of names) {
      assert.same(new AsyncContext.Variable({ name: name as string }).name, expected);
    }
  });

  test('an object as the name is converted with the hint "string"', ToString, ({ AsyncContext, assert }) => {
    const name = { [Symbol.toPrimitive]: (hint: string) => `hint ${hint}` };
    assert.same(new AsyncContext.Variable({ name: name as unknown as string }).name, 'hint string');
    const stringBefore = { toString: () => 'toString', valueOf: () => 'valueOf' };
    assert.same(new AsyncContext.Variable({ name: stringBefore as unknown as string }).name, 'toString');
  });

  test('a String object as the name gives a primitive string', ToString, ({ AsyncContext, assert }) => {
    const name: unknown = new String('object');
    assert.same(new AsyncContext.Variable({ name: name as string }).name, 'object');
  });

  test('the name is read and converted once, by the constructor', Constructor, ({ AsyncContext, assert }) => {
    let conversions = 0;
    const options = { name: { toString: () => `conversion ${(conversions += 1)}` } as unknown as string };
    const variable = new AsyncContext.Variable(options);
    options.name = 'changed';
    assert.sameList([variable.name, variable.name, conversions], ['conversion 1', 'conversion 1', 1]);
  });

  test('the name cannot be assigned', Name, ({ AsyncContext, assert }) => {
    const variable: { name: string } = new AsyncContext.Variable({ name: 'given' });
    assert.throws(() => {
      variable.name = 'assigned';
    }, TypeError);
    assert.same(variable.name, 'given');
  });

  test('an own property called name changes nothing for the getter', Name, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable({ name: 'given' });
    Object.defineProperty(variable, 'name', { value: 'own' });
    assert.same(Reflect.get(AsyncContext.Variable.prototype, 'name', variable), 'given');
  });
});
