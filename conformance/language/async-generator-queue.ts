import { proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred } from '../timing.ts';

const AsyncGeneratorResume = proposal('sec-asyncgeneratorresume');
const PerformPromiseThen = proposal('sec-performpromisethen');

// Every generator here is made and started in the run "made", so that what differs is only where
// the requests that wait in its queue came from.
export default defineArea('async-generator-queue', 'Queued requests of async generators', (test) => {
  test(
    "a next() that was queued while the body awaited is served in the generator's mapping",
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const gate = deferred();
      const generator = variable.run('made', async function* () {
        await gate.promise;
        yield 'first';
        yield variable.get();
      });
      const first = variable.run('made', () => generator.next());
      const second = variable.run('queued', () => generator.next());
      variable.run('settled', () => gate.resolve(undefined));
      assert.same((await first).value, 'first');
      assert.same((await second).value, 'made');
    },
  );

  test(
    "a throw() that was queued while the body awaited runs a catch block in the generator's mapping",
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const gate = deferred();
      const generator = variable.run('made', async function* () {
        try {
          await gate.promise;
          yield 'first';
        } catch (caught) {
          yield [caught, variable.get()];
        }
      });
      const first = variable.run('made', () => generator.next());
      const second = variable.run('queued', () => generator.throw('thrown in'));
      variable.run('settled', () => gate.resolve(undefined));
      await first;
      assert.sameList((await second).value as unknown[], ['thrown in', 'made']);
    },
  );

  test(
    "a return() that was queued while the body awaited runs a finally block in the generator's mapping",
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const gate = deferred();
      const seen: unknown[] = [];
      const generator = variable.run('made', async function* () {
        try {
          await gate.promise;
          yield 'first';
        } finally {
          seen.push(variable.get());
        }
      });
      const first = variable.run('made', () => generator.next());
      const second = variable.run('queued', () => generator.return());
      variable.run('settled', () => gate.resolve(undefined));
      await first;
      await second;
      assert.sameList(seen, ['made']);
    },
  );

  test(
    "a queued return(thenable) that is reached after the body has ended awaits in the generator's mapping",
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const gate = deferred();
      const thenable = {
        then(resolve: (value: unknown) => void) {
          resolve(variable.get());
        },
      };
      const generator = variable.run('made', async function* (): AsyncGenerator<unknown, unknown> {
        return gate.promise;
      });
      const first = variable.run('made', () => generator.next());
      const second = variable.run('queued', () => generator.return(thenable));
      variable.run('settled', () => gate.resolve(undefined));
      await first;
      assert.same((await second).value, 'made');
    },
  );

  test(
    "a next() that the body itself queues in a run is served in the generator's mapping",
    AsyncGeneratorResume,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      let second: Promise<IteratorResult<unknown>> | undefined;
      const generator: AsyncGenerator = variable.run('made', async function* () {
        second = variable.run('inner', () => generator.next());
        yield variable.get();
        yield variable.get();
      });
      const first = await variable.run('made', () => generator.next());
      assert.same(first.value, 'made', 'after the call of next()');
      assert.same((await second)?.value, 'made', 'when it is served');
    },
  );

  test(
    'each queued request settles its promise for handlers in the mapping of their own then call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const gate = deferred();
      const generator = variable.run('made', async function* () {
        await gate.promise;
        yield;
        yield;
      });
      const consume = () => generator.next().then(() => variable.get());
      const seen = [variable.run('first', consume), variable.run('second', consume), variable.run('third', consume)];
      variable.run('settled', () => gate.resolve(undefined));
      assert.sameList(await Promise.all(seen), ['first', 'second', 'third']);
    },
  );
});
