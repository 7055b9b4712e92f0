import { proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred } from '../timing.ts';

const PerformPromiseThen = proposal('sec-performpromisethen');

export default defineArea('then', 'Promise reactions', (test) => {
  test(
    'a fulfilment handler runs in the mapping of the then call, not of the resolve call',
    PerformPromiseThen,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const seen = variable.run('registered', () => promise.then(() => variable.get()));
      variable.run('resolved', () => {
        resolve(undefined);
      });
      assert.same(await seen, 'registered');
    },
  );
});
