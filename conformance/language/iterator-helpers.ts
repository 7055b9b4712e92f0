import { proposal } from '../sections.ts';
import { defineArea, type CaseBody, type Need } from '../suite.ts';

const CreateIteratorFromClosure = proposal('sec-createiteratorfromclosure');

/** What the standard library of this TypeScript target does not declare. */
interface Helpers<T> extends Iterator<T, unknown> {
  map<U>(mapper: (value: T) => U): Helpers<U>;
  filter(predicate: (value: T) => unknown): Helpers<T>;
  flatMap<U>(mapper: (value: T) => Iterable<U>): Helpers<U>;
  take(limit: number): Helpers<T>;
  drop(count: number): Helpers<T>;
  toArray(): T[];
  forEach(fn: (value: T) => void): void;
  reduce<U>(reducer: (accumulated: U, value: T) => U, initial: U): U;
  some(predicate: (value: T) => unknown): boolean;
  every(predicate: (value: T) => unknown): boolean;
  find(predicate: (value: T) => unknown): T | undefined;
  return(): IteratorResult<T, unknown>;
}
interface IteratorConstructor {
  readonly prototype: Helpers<unknown>;
  from<T>(source: Iterator<T> | Iterable<T>): Helpers<T>;
  concat<T>(...sources: Iterable<T>[]): Helpers<T>;
}
const iteratorConstructor = () => (globalThis as unknown as { Iterator: IteratorConstructor }).Iterator;

/** An iterator with the helpers' methods and the given ones. */
function helpers<T>(methods: { next: () => IteratorResult<T, unknown>; return?: () => object }): Helpers<T> {
  return Object.setPrototypeOf(methods, iteratorConstructor().prototype) as Helpers<T>;
}

/** The helpers of an array's iterator. */
const valuesOf = <T>(...values: T[]): Helpers<T> => values.values() as unknown as Helpers<T>;

// The proposal does not speak of the helpers as such. Their bodies are abstract closures, for
// which it starts no mapping of their own, so to the letter they run in that of each caller.
export default defineArea('iterator-helpers', 'Iterator helpers', (define) => {
  const test = (title: string, body: CaseBody, needs: readonly Need[] = []) =>
    define(title, CreateIteratorFromClosure, body, ['Iterator.prototype.map', ...needs]);

  test('the mapper of map runs in the mapping of each caller of next()', ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const iterator = variable.run('made', () => valuesOf(1, 2).map(() => variable.get()));
    const first = variable.run('first', () => iterator.next());
    const second = variable.run('second', () => iterator.next());
    assert.sameList([first.value, second.value], ['first', 'second']);
  });

  test('the predicate of filter runs in the mapping of each caller of next()', ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const iterator = variable.run('made', () =>
      valuesOf('first', 'second').filter((value) => value === variable.get()),
    );
    const first = variable.run('first', () => iterator.next());
    const second = variable.run('second', () => iterator.next());
    assert.sameList([first.value, second.value], ['first', 'second']);
  });

  test('the mapper of flatMap and the iterator that it returns run in the mapping of each caller of next()', ({
    AsyncContext,
    assert,
  }) => {
    const variable = new AsyncContext.Variable<string>();
    const seen: unknown[] = [];
    const iterator = variable.run('made', () =>
      valuesOf(1).flatMap(() => {
        seen.push('mapper', variable.get());
        return {
          [Symbol.iterator]: () => ({
            next() {
              seen.push('next', variable.get());
              return { done: false, value: undefined };
            },
          }),
        };
      }),
    );
    variable.run('first', () => iterator.next());
    variable.run('second', () => iterator.next());
    assert.sameList(seen, ['mapper', 'first', 'next', 'first', 'next', 'second']);
  });

  test('drop steps over values, and take ends the iterator, in the mapping of the caller of next()', ({
    AsyncContext,
    assert,
  }) => {
    const variable = new AsyncContext.Variable<string>();
    const seen: unknown[] = [];
    const source = helpers({
      next() {
        seen.push('next', variable.get());
        return { done: false, value: undefined };
      },
      return() {
        seen.push('return', variable.get());
        return {};
      },
    });
    const iterator = variable.run('made', () => source.drop(1).take(1));
    variable.run('first', () => iterator.next());
    variable.run('second', () => iterator.next());
    assert.sameList(seen, ['next', 'first', 'next', 'first', 'return', 'second']);
  });

  test('the next method of the underlying iterator is read in the mapping of the call that makes the helper', ({
    AsyncContext,
    assert,
  }) => {
    const variable = new AsyncContext.Variable<string>();
    const seen: unknown[] = [];
    const source = helpers({
      get next() {
        seen.push(variable.get());
        return () => ({ done: true as const, value: undefined });
      },
    });
    const iterator = variable.run('made', () => source.map((value) => value));
    variable.run('next', () => iterator.next());
    assert.sameList(seen, ['made']);
  });

  test('return() of a helper closes the underlying iterator in the mapping of its caller', ({
    AsyncContext,
    assert,
  }) => {
    const variable = new AsyncContext.Variable<string>();
    const seen: unknown[] = [];
    const source = helpers({
      next: () => ({ done: false, value: undefined }),
      return() {
        seen.push(variable.get());
        return {};
      },
    });
    const iterator = variable.run('made', () => source.map((value) => value));
    variable.run('next', () => iterator.next());
    variable.run('return', () => iterator.return());
    assert.sameList(seen, ['return']);
  });

  test('an error of a mapper closes the underlying iterator in the mapping of the caller of next(), who stays in it', ({
    AsyncContext,
    assert,
  }) => {
    const variable = new AsyncContext.Variable<string>();
    const error = new Error('from the mapper');
    const seen: unknown[] = [];
    const source = helpers({
      next: () => ({ done: false, value: undefined }),
      return() {
        seen.push(variable.get());
        return {};
      },
    });
    const iterator = variable.run('made', () =>
      source.map(() => {
        throw error;
      }),
    );
    variable.run('next', () => {
      assert.throws(() => iterator.next(), { value: error });
      assert.same(variable.get(), 'next');
    });
    assert.sameList(seen, ['next']);
  });

  test('a helper of a generator runs its callback in the mapping of the caller, the body in that of the creation', ({
    AsyncContext,
    assert,
  }) => {
    const variable = new AsyncContext.Variable<string>();
    const seen: unknown[] = [];
    const generator = variable.run('made', function* () {
      seen.push('body', variable.get());
      yield;
    });
    const iterator = variable.run('mapped', () =>
      (generator as unknown as Helpers<unknown>).map(() => seen.push('mapper', variable.get())),
    );
    variable.run('next', () => iterator.next());
    assert.sameList(seen, ['body', 'made', 'mapper', 'next']);
  });

  test('the methods that consume an iterator run their callbacks in the mapping of the call', (context) => {
    const { AsyncContext, assert } = context;
    const variable = new AsyncContext.Variable<string>();
    const iterate: [string, (iterator: Helpers<string>) => unknown][] = [
      [
        'forEach',
        (iterator) => {
          let seen: unknown;
          iterator.forEach(() => (seen = variable.get()));
          return seen;
        },
      ],
      ['reduce', (iterator) => iterator.reduce<unknown>(() => variable.get(), undefined)],
      ['some', (iterator) => iterator.some(() => variable.get() === 'called') && 'called'],
      ['every', (iterator) => iterator.every(() => variable.get() === 'called') && 'called'],
      ['find', (iterator) => iterator.find(() => variable.get() === 'called') && 'called'],
    ];
    for (const [name, use] of iterate) {
      const iterator = variable.run('made', () => valuesOf('value'));
      assert.same(
        variable.run('called', () => use(iterator)),
        'called',
        name,
      );
    }
  });

  test('toArray calls the next() of the underlying iterator in its own mapping', ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    let left = 2;
    const source = variable.run('made', () => helpers({ next: () => ({ done: left-- === 0, value: variable.get() }) }));
    assert.sameList(
      variable.run('called', () => source.toArray()),
      ['called', 'called'],
    );
  });

  test(
    'Iterator.from passes next() and return() on in the mapping of their caller',
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const iterator = variable.run('made', () =>
        iteratorConstructor().from<unknown>({
          next() {
            seen.push('next', variable.get());
            return { done: false, value: undefined };
          },
          return() {
            seen.push('return', variable.get());
            return { done: true, value: undefined };
          },
        }),
      );
      variable.run('first', () => iterator.next());
      variable.run('second', () => iterator.return());
      assert.sameList(seen, ['next', 'first', 'return', 'second']);
    },
    ['Iterator.from'],
  );

  test(
    'Iterator.concat asks each iterable for its iterator in the mapping of the caller of next()',
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const source: Iterable<unknown> = {
        [Symbol.iterator]() {
          seen.push(variable.get());
          return ['value'].values();
        },
      };
      const iterator = variable.run('made', () => iteratorConstructor().concat(source, source));
      variable.run('first', () => iterator.next());
      variable.run('second', () => iterator.next());
      assert.sameList(seen, ['first', 'second']);
    },
    ['Iterator.concat'],
  );
});
