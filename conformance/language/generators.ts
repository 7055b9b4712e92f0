import { proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';

const GeneratorStart = proposal('sec-generatorstart');
const GeneratorResume = proposal('sec-generatorresume');
const GeneratorYield = proposal('sec-generatoryield');

export default defineArea('generators', 'Generators', (test) => {
  test(
    'the body of a generator starts in the mapping of the call that made it, not of the first next()',
    GeneratorStart,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', function* () {
        yield variable.get();
      });
      assert.same(variable.run('next', () => generator.next()).value, 'made');
    },
  );

  test(
    'a generator that was made where a variable has no value sees none, whatever the run that resumes it',
    GeneratorStart,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>({ defaultValue: 'default' });
      const generator = (function* () {
        yield variable.get();
        yield variable.get();
      })();
      variable.run('next', () => {
        assert.sameList([...generator], ['default', 'default']);
      });
    },
  );

  test(
    'after a yield the body is in the mapping of its creation, whichever run resumes it',
    GeneratorYield,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', function* () {
        yield 'started';
        yield variable.get();
        return variable.get();
      });
      variable.run('made', () => generator.next());
      assert.same(variable.run('second', () => generator.next()).value, 'made', 'after the first yield');
      assert.same(generator.next().value, 'made', 'after the second yield');
    },
  );

  test(
    'a generator that is made and resumed in one run sees its value all the time',
    GeneratorResume,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen = variable.run('only', () => [
        ...(function* () {
          yield variable.get();
          yield variable.get();
        })(),
      ]);
      assert.sameList(seen, ['only', 'only']);
    },
  );

  test(
    "next() puts the caller's mapping back when the generator yields",
    GeneratorResume,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', function* () {
        yield;
        yield;
      });
      variable.run('next', () => {
        generator.next();
        assert.same(variable.get(), 'next', 'after the first next()');
        generator.next();
        assert.same(variable.get(), 'next', 'after the second next()');
      });
    },
  );

  test(
    "next() puts the caller's mapping back when the generator returns",
    GeneratorResume,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', function* () {});
      variable.run('next', () => {
        assert.same(generator.next().done, true);
        assert.same(variable.get(), 'next');
      });
    },
  );

  test(
    "next() puts the caller's mapping back when the generator throws",
    GeneratorResume,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const error = new Error('from the body');
      const generator = variable.run('made', function* () {
        throw error;
      });
      variable.run('next', () => {
        assert.throws(() => generator.next(), { value: error });
        assert.same(variable.get(), 'next');
      });
    },
  );

  test(
    'a next() that is refused because the generator is running leaves the mapping as it is',
    GeneratorResume,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator: Generator = variable.run('made', function* () {
        yield variable.run('inner', () => {
          assert.throws(() => generator.next(), TypeError);
          return variable.get();
        });
      });
      assert.same(generator.next().value, 'inner');
    },
  );

  test(
    'parameter defaults of a generator function run in the mapping of the call',
    GeneratorStart,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', function* (value = variable.get()) {
        yield value;
      });
      assert.same(variable.run('next', () => generator.next()).value, 'made');
    },
  );

  test(
    'two generators of one function each keep the mapping of their own creation',
    GeneratorYield,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      function* generate() {
        while (true) yield variable.get();
      }
      const first = variable.run('first', generate);
      const second = variable.run('second', generate);
      assert.sameList(
        [first.next().value, second.next().value, first.next().value, second.next().value],
        ['first', 'second', 'first', 'second'],
      );
    },
  );

  test(
    'a run in the body is over when the generator yields what it returned',
    GeneratorYield,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', function* () {
        yield variable.run('inner', () => variable.get());
        yield variable.get();
      });
      variable.run('next', () => {
        assert.sameList([generator.next().value, variable.get(), generator.next().value], ['inner', 'next', 'made']);
      });
    },
  );

  test(
    'a snapshot that the body takes after a yield is one of the mapping of its creation',
    GeneratorYield,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', function* () {
        yield;
        return new AsyncContext.Snapshot();
      });
      generator.next();
      const snapshot = variable.run('next', () => generator.next()).value;
      assert.same(
        snapshot?.run(() => variable.get()),
        'made',
      );
    },
  );

  test(
    'a promise reaction that the body registers runs in the mapping of its creation',
    GeneratorYield,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', function* () {
        yield Promise.resolve().then(() => variable.get());
      });
      assert.same(await variable.run('next', () => generator.next()).value, 'made');
    },
  );

  test(
    'for...of leaves the generator in the mapping of its creation and the loop body in its own',
    GeneratorResume,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', function* () {
        yield variable.get();
        yield variable.get();
      });
      const seen: unknown[] = [];
      variable.run('loop', () => {
        for (const value of generator) seen.push(value, variable.get());
      });
      assert.sameList(seen, ['made', 'loop', 'made', 'loop']);
    },
  );

  test(
    'a built-in that iterates a generator resumes it in the mapping of its creation',
    GeneratorResume,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      function* generate() {
        yield [variable.get(), 1] as const;
      }
      const iterate: ((generator: Iterable<readonly [string | undefined, number]>) => string | undefined)[] = [
        (generator) => Array.from(generator)[0]?.[0],
        (generator) => new Map(generator).keys().next().value,
        (generator) => [...new Set(generator)][0]?.[0],
        (generator) => Object.keys(Object.fromEntries(generator as Iterable<readonly [string, number]>))[0],
      ];
      const seen = iterate.map((use) => {
        const generator = variable.run('made', generate);
        return variable.run('next', () => use(generator));
      });
      assert.sameList(seen, ['made', 'made', 'made', 'made']);
    },
  );

  test(
    'a generator that resumes another is in the mapping of its own creation afterwards',
    GeneratorResume,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const inner = variable.run('inner', function* () {
        yield variable.get();
      });
      const outer = variable.run('outer', function* () {
        yield [variable.get(), inner.next().value, variable.get()];
      });
      assert.sameList(variable.run('next', () => outer.next()).value as unknown[], ['outer', 'inner', 'outer']);
    },
  );

  test(
    'a generator that a wrapped generator function made is in the mapping of the wrap',
    GeneratorStart,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generate = variable.run('wrapped', () =>
        AsyncContext.Snapshot.wrap(function* () {
          yield variable.get();
        }),
      );
      const generator = variable.run('called', generate);
      assert.same(variable.run('next', () => generator.next()).value, 'wrapped');
    },
  );
});
