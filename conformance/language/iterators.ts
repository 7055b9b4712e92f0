import { proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';

const Agents = proposal('sec-agents');
const CreateIteratorFromClosure = proposal('sec-createiteratorfromclosure');

export default defineArea('iterators', 'Hand-written and built-in iterators', (test) => {
  test('a hand-written iterator runs in the mapping of the caller of next()', Agents, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const iterator = variable.run('made', () => ({ next: () => ({ done: false, value: variable.get() }) }));
    const first = variable.run('first', () => iterator.next());
    const second = variable.run('second', () => iterator.next());
    assert.sameList([first.value, second.value], ['first', 'second']);
  });

  test(
    'a hand-written iterator is closed in the mapping of the loop that breaks',
    Agents,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const source: Iterable<unknown> = variable.run('made', () => ({
        [Symbol.iterator]: () => ({
          next: () => ({ done: false, value: undefined }),
          return() {
            seen.push(variable.get());
            return { done: true, value: undefined };
          },
        }),
      }));
      variable.run('loop', () => {
        // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
        for (const _ of source) break;
      });
      assert.sameList(seen, ['loop']);
    },
  );

  test(
    'an array iterator reads elements in the mapping of the caller of next()',
    CreateIteratorFromClosure,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const get = () => variable.get();
      const array = Object.defineProperties([] as unknown[], { 0: { get }, 1: { get } });
      const iterator = variable.run('made', () => array.values());
      const first = variable.run('first', () => iterator.next());
      const second = variable.run('second', () => iterator.next());
      assert.sameList([first.value, second.value], ['first', 'second']);
    },
  );

  test(
    'an array iterator over an array-like object reads its length in the mapping of the caller of next()',
    CreateIteratorFromClosure,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const source = {
        get length() {
          seen.push(variable.get());
          return 2;
        },
      };
      const iterator = variable.run('made', () => Array.prototype.keys.call(source));
      variable.run('first', () => iterator.next());
      variable.run('second', () => iterator.next());
      assert.sameList(seen, ['first', 'second']);
    },
  );

  test(
    'an array iterator over a proxy runs its traps in the mapping of the caller of next()',
    CreateIteratorFromClosure,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const source = new Proxy(['value'], {
        get(target, key, receiver): unknown {
          seen.push(key, variable.get());
          return Reflect.get(target, key, receiver);
        },
      });
      const iterator = variable.run('made', () => Array.prototype.values.call(source));
      variable.run('next', () => iterator.next());
      assert.sameList(seen, ['length', 'next', '0', 'next']);
    },
  );

  test(
    'a string iterator converts its receiver in the mapping of the call that makes it',
    CreateIteratorFromClosure,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const source = { toString: () => String(variable.get()) };
      const iterator = variable.run('made', () => String.prototype[Symbol.iterator].call(source as unknown as string));
      assert.same(
        variable.run('next', () => [...iterator].join('')),
        'made',
      );
    },
  );

  test(
    'a matchAll iterator calls exec in the mapping of the caller of next()',
    CreateIteratorFromClosure,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      class Expression extends RegExp {
        override exec(text: string): RegExpExecArray | null {
          seen.push(variable.get());
          return super.exec(text);
        }
      }
      const iterator = variable.run('made', () => 'ab'.matchAll(new Expression('.', 'g')));
      variable.run('first', () => iterator.next());
      variable.run('second', () => iterator.next());
      assert.sameList(seen, ['first', 'second']);
    },
  );

  test(
    "the next() of a built-in iterator leaves the caller's mapping as it is",
    CreateIteratorFromClosure,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const makers: [string, () => Iterator<unknown>][] = [
        ['array', () => ['value'].values()],
        ['typed array', () => new Uint8Array(1).values()],
        ['map', () => new Map([['key', 'value']]).entries()],
        ['set', () => new Set(['value']).values()],
        ['string', () => 'a'[Symbol.iterator]()],
        ['matchAll', () => 'a'.matchAll(/./g)],
      ];
      for (const [name, make] of makers) {
        const iterator = variable.run('made', make);
        variable.run('next', () => {
          assert.same(iterator.next().done, false, `${name} iterator`);
          assert.same(variable.get(), 'next', `${name} iterator that yields`);
          assert.same(iterator.next().done, true, `${name} iterator`);
          assert.same(variable.get(), 'next', `${name} iterator that ends`);
        });
      }
    },
  );
});
