import { proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';

const GeneratorStart = proposal('sec-generatorstart');
const GeneratorResume = proposal('sec-generatorresume');
const GeneratorResumeAbrupt = proposal('sec-generatorresumeabrupt');
const GeneratorYield = proposal('sec-generatoryield');

/** An iterable whose iterator is itself, with the given methods. */
function iterable(methods: Iterator<unknown, unknown>): Iterable<unknown, unknown> {
  return { [Symbol.iterator]: () => methods };
}

export default defineArea('yield-star', 'yield* in generators', (test) => {
  test(
    "the next() of a hand-written inner iterator runs in the outer generator's mapping",
    GeneratorYield,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const inner = iterable({ next: () => ({ done: false, value: variable.get() }) });
      const outer = variable.run('made', function* () {
        yield* inner;
      });
      assert.same(variable.run('first', () => outer.next()).value, 'made', 'the first next()');
      assert.same(variable.run('second', () => outer.next()).value, 'made', 'the second next()');
    },
  );

  test(
    "the iterator is asked for, and its next method read, in the outer generator's mapping",
    GeneratorStart,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const inner: Iterable<unknown> = {
        [Symbol.iterator]() {
          seen.push(variable.get());
          return {
            get next() {
              seen.push(variable.get());
              return () => ({ done: true as const, value: undefined });
            },
          };
        },
      };
      const outer = variable.run('made', function* () {
        yield* inner;
      });
      variable.run('next', () => outer.next());
      assert.sameList(seen, ['made', 'made']);
    },
  );

  test(
    'an inner generator runs in the mapping of its own creation, so that a run can be yielded from',
    GeneratorResume,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const outer = variable.run('made', function* () {
        yield* variable.run('inner', function* () {
          yield variable.get();
          yield variable.get();
        });
      });
      assert.same(variable.run('first', () => outer.next()).value, 'inner', 'before the first yield');
      assert.same(variable.run('second', () => outer.next()).value, 'inner', 'after the first yield');
    },
  );

  test(
    'the outer generator is in its own mapping again when the inner one is done',
    GeneratorYield,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const outer = variable.run('made', function* () {
        yield* variable.run('inner', function* () {
          yield;
        });
        yield variable.get();
      });
      variable.run('made', () => outer.next());
      assert.same(variable.run('next', () => outer.next()).value, 'made');
    },
  );

  test(
    'every generator in a chain of yield* keeps the mapping of its own creation',
    GeneratorResume,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const innermost = variable.run('innermost', function* () {
        yield variable.get();
      });
      const middle = variable.run('middle', function* () {
        yield* innermost;
        yield variable.get();
      });
      const outer = variable.run('outer', function* () {
        yield* middle;
        yield variable.get();
      });
      const seen = variable.run('next', () => [...outer]);
      assert.sameList(seen, ['innermost', 'middle', 'outer']);
    },
  );

  test(
    "throw() reads and calls the inner iterator's throw in the outer generator's mapping",
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const inner = iterable({
        next: () => ({ done: false, value: undefined }),
        get throw() {
          seen.push('read', variable.get());
          return (reason: unknown) => {
            seen.push(reason, variable.get());
            return { done: true as const, value: undefined };
          };
        },
      });
      const outer = variable.run('made', function* () {
        yield* inner;
      });
      variable.run('made', () => outer.next());
      variable.run('throw', () => outer.throw('thrown in'));
      assert.sameList(seen, ['read', 'made', 'thrown in', 'made']);
    },
  );

  test(
    "return() reads and calls the inner iterator's return in the outer generator's mapping",
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const inner = iterable({
        next: () => ({ done: false, value: undefined }),
        get return() {
          seen.push('read', variable.get());
          return (value: unknown) => {
            seen.push(value, variable.get());
            return { done: true as const, value };
          };
        },
      });
      const outer = variable.run('made', function* (): Generator<unknown, string> {
        yield* inner;
        return 'not reached';
      });
      variable.run('made', () => outer.next());
      variable.run('return', () => outer.return('returned'));
      assert.sameList(seen, ['read', 'made', 'returned', 'made']);
    },
  );

  test(
    "an inner iterator without throw is closed in the outer generator's mapping",
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const inner = iterable({
        next: () => ({ done: false, value: undefined }),
        return() {
          seen.push(variable.get());
          return { done: true as const, value: undefined };
        },
      });
      const outer = variable.run('made', function* () {
        yield* inner;
      });
      variable.run('made', () => outer.next());
      assert.throws(() => variable.run('throw', () => outer.throw('thrown in')), TypeError);
      assert.sameList(seen, ['made']);
    },
  );

  test(
    'throw() reaches a catch block of an inner generator in the mapping of that one',
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const outer = variable.run('made', function* () {
        yield* variable.run('inner', function* () {
          try {
            yield;
          } catch (caught) {
            yield [caught, variable.get()];
          }
        });
      });
      variable.run('made', () => outer.next());
      const { value } = variable.run('throw', () => outer.throw('thrown in'));
      assert.sameList(value as unknown[], ['thrown in', 'inner']);
    },
  );

  test(
    "the done of an inner result is read in the outer generator's mapping",
    GeneratorYield,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const inner = iterable({
        next: () => ({
          get done() {
            seen.push(variable.get());
            return false;
          },
          value: undefined,
        }),
      });
      const outer = variable.run('made', function* () {
        yield* inner;
      });
      variable.run('next', () => outer.next());
      assert.sameList(seen, ['made']);
    },
  );

  test(
    "the value of an inner result that is not done is left to the consumer, in the consumer's mapping",
    GeneratorYield,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const inner = iterable({
        next: () => ({
          done: false,
          get value() {
            return variable.get();
          },
        }),
      });
      const outer = variable.run('made', function* () {
        yield* inner;
      });
      const result = variable.run('next', () => outer.next());
      assert.same(
        variable.run('consumed', () => result.value),
        'consumed',
      );
    },
  );

  test(
    "the value of the inner iterator's last result is read in the outer generator's mapping",
    GeneratorYield,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const inner = iterable({
        next: () => ({
          done: true as const,
          get value() {
            return variable.get();
          },
        }),
      });
      const outer = variable.run('made', function* (): Generator<unknown, unknown> {
        return yield* inner;
      });
      assert.same(variable.run('next', () => outer.next()).value, 'made');
    },
  );

  test("next() through yield* puts the caller's mapping back", GeneratorResume, ({ AsyncContext, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const outer = variable.run('made', function* () {
      yield* variable.run('inner', function* () {
        yield;
      });
    });
    variable.run('next', () => {
      outer.next();
      assert.same(variable.get(), 'next');
    });
  });
});
