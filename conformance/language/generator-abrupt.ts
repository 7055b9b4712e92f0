import { proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';

const GeneratorResume = proposal('sec-generatorresume');
const GeneratorResumeAbrupt = proposal('sec-generatorresumeabrupt');

export default defineArea('generator-abrupt', 'Generators ended from outside', (test) => {
  test(
    'return() runs a finally block in the mapping of the creation',
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const generator = variable.run('made', function* () {
        try {
          yield;
        } finally {
          seen.push(variable.get());
        }
      });
      variable.run('made', () => generator.next());
      variable.run('return', () => generator.return());
      assert.sameList(seen, ['made']);
    },
  );

  test(
    'throw() runs a catch block in the mapping of the creation',
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const error = new Error('thrown in');
      const generator = variable.run('made', function* () {
        try {
          yield;
        } catch (caught) {
          yield [caught, variable.get()];
        }
      });
      variable.run('made', () => generator.next());
      const { value } = variable.run('throw', () => generator.throw(error));
      assert.sameList(value as unknown[], [error, 'made']);
    },
  );

  test(
    'throw() runs a finally block in the mapping of the creation',
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const error = new Error('thrown in');
      const seen: unknown[] = [];
      const generator = variable.run('made', function* () {
        try {
          yield;
        } finally {
          seen.push(variable.get());
        }
      });
      variable.run('made', () => generator.next());
      assert.throws(() => variable.run('throw', () => generator.throw(error)), { value: error });
      assert.sameList(seen, ['made']);
    },
  );

  test(
    "throw() puts the caller's mapping back when the body lets the error through",
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const error = new Error('thrown in');
      const generator = variable.run('made', function* () {
        yield;
      });
      generator.next();
      variable.run('throw', () => {
        assert.throws(() => generator.throw(error), { value: error });
        assert.same(variable.get(), 'throw');
      });
    },
  );

  test(
    "throw() puts the caller's mapping back when the body catches the error and yields",
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', function* () {
        try {
          yield;
        } catch (caught) {
          yield caught;
        }
      });
      generator.next();
      variable.run('throw', () => {
        assert.same(generator.throw('thrown in').value, 'thrown in');
        assert.same(variable.get(), 'throw');
      });
    },
  );

  test(
    "return() puts the caller's mapping back when the generator ends",
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generator = variable.run('made', function* (): Generator<undefined, string> {
        yield;
        return 'not reached';
      });
      generator.next();
      variable.run('return', () => {
        assert.same(generator.return('returned').value, 'returned');
        assert.same(variable.get(), 'return');
      });
    },
  );

  test(
    "return() puts the caller's mapping back when a finally block throws",
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const error = new Error('from finally');
      const generator = variable.run('made', function* (): Generator<undefined, undefined> {
        try {
          yield;
        } finally {
          // eslint-disable-next-line no-unsafe-finally -- replacing the return is the point
          throw error;
        }
      });
      generator.next();
      variable.run('return', () => {
        assert.throws(() => generator.return(undefined), { value: error });
        assert.same(variable.get(), 'return');
      });
    },
  );

  test(
    'a finally block that yields goes on in the mapping of the creation at the next next()',
    GeneratorResume,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const generator = variable.run('made', function* (): Generator<string, string> {
        try {
          yield 'started';
        } finally {
          yield 'kept going';
          seen.push(variable.get());
        }
        return 'not reached';
      });
      variable.run('made', () => {
        generator.next();
        assert.same(generator.return('returned').value, 'kept going');
      });
      assert.same(variable.run('next', () => generator.next()).value, 'returned');
      assert.sameList(seen, ['made']);
    },
  );

  test(
    'return() on a generator that has not started runs nothing and changes no mapping',
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      let started = false;
      const generator = variable.run('made', function* (): Generator<undefined, string> {
        started = true;
        yield;
        return 'not reached';
      });
      variable.run('return', () => {
        assert.same(generator.return('returned').value, 'returned');
        assert.same(variable.get(), 'return');
      });
      assert.same(started, false);
    },
  );

  test(
    'throw() on a generator that has not started throws and changes no mapping',
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const error = new Error('thrown in');
      const generator = variable.run('made', function* () {
        yield;
      });
      variable.run('throw', () => {
        assert.throws(() => generator.throw(error), { value: error });
        assert.same(variable.get(), 'throw');
      });
    },
  );

  test(
    'break in for...of runs a finally block in the mapping of the creation and stays in its own',
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const generator = variable.run('made', function* () {
        try {
          yield;
        } finally {
          seen.push(variable.get());
        }
      });
      variable.run('loop', () => {
        // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
        for (const _ of generator) break;
        seen.push(variable.get());
      });
      assert.sameList(seen, ['made', 'loop']);
    },
  );

  test(
    'an error in the body of for...of runs a finally block in the mapping of the creation',
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const error = new Error('from the loop');
      const seen: unknown[] = [];
      const generator = variable.run('made', function* () {
        try {
          yield;
        } finally {
          seen.push(variable.get());
        }
      });
      variable.run('loop', () => {
        try {
          // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the iteration matters
          for (const _ of generator) throw error;
        } catch (caught) {
          seen.push(caught, variable.get());
        }
      });
      assert.sameList(seen, ['made', error, 'loop']);
    },
  );

  test(
    'destructuring that takes less than there is runs a finally block in the mapping of the creation',
    GeneratorResumeAbrupt,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const generator = variable.run('made', function* () {
        try {
          yield 'first';
          yield 'second';
        } finally {
          seen.push(variable.get());
        }
      });
      variable.run('destructured', () => {
        const [first] = generator;
        seen.push(first);
      });
      assert.sameList(seen, ['made', 'first']);
    },
  );
});
