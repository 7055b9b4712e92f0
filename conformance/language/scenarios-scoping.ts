import { explainer } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { nextTask } from '../timing.ts';

const SCOPING = explainer('SCOPING.md');

export default defineArea('scenario-scoping', 'Scenarios: scoping', (test) => {
  test(
    'a function that reads an outer variable is not misled by a caller that runs another of the same name',
    SCOPING,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<number>({ name: 'variable' });
      const read = async () => {
        await undefined;
        return variable.get();
      };
      const caller = () => {
        const variable = new AsyncContext.Variable<number>({ name: 'variable' });
        return variable.run(2, read);
      };
      assert.same(await variable.run(1, caller), 1);
    },
  );

  test(
    'a function that closes over an inner variable reads that one while an outer of the same name runs',
    SCOPING,
    async ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<number>({ name: 'variable' });
      const caller = () => {
        const variable = new AsyncContext.Variable<number>({ name: 'variable' });
        return variable.run(2, async () => {
          await undefined;
          return variable.get();
        });
      };
      assert.same(await variable.run(1, caller), 2);
      assert.same(variable.get(), undefined);
    },
  );

  test(
    'code that holds only a snapshot carries a value along without being able to change it',
    SCOPING,
    async ({ AsyncContext, assert }) => {
      const secret = new AsyncContext.Variable<string>();
      // Code without access to the variable.
      const carrier = async (callback: () => unknown) => {
        const own = new AsyncContext.Variable<string>();
        const snapshot = new AsyncContext.Snapshot();
        await nextTask();
        return own.run('own', () => snapshot.run(callback));
      };
      assert.same(await secret.run('secret', carrier, () => secret.get()), 'secret');
    },
  );
});
