import { AsyncLocalStorage } from 'node:async_hooks';

export const title = 'Reading a value: `variable.get()` beside `storage.getStore()`';

const value = { n: 1 };

export const groups = {
  'inside run': {
    goals: { get: 1.2 },
    contenders: ({ AsyncContext }) => contenders(AsyncContext, (context) => (body) => context.run(value, body)),
  },
  'outside any run': {
    // Used once, because AsyncLocalStorage answers faster as long as it never was.
    contenders: ({ AsyncContext }) =>
      contenders(AsyncContext, (context) => {
        context.run(value, () => undefined);
        return (body) => body();
      }),
  },
};

function contenders({ Variable }, enter) {
  const storage = new AsyncLocalStorage();
  const variable = new Variable();
  return [
    {
      name: 'getStore',
      context: enter(storage),
      loop(count) {
        let found = 0;
        for (let i = 0; i < count; i++) if (storage.getStore() === value) found++;
        return found;
      },
    },
    {
      name: 'get',
      context: enter(variable),
      loop(count) {
        let found = 0;
        for (let i = 0; i < count; i++) if (variable.get() === value) found++;
        return found;
      },
    },
  ];
}
