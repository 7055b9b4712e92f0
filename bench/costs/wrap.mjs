import { AsyncLocalStorage } from 'node:async_hooks';

export const title = '`AsyncContext.Snapshot.wrap` beside `AsyncLocalStorage.bind`';

const fn = (a, b) => a + b;

export const groups = {
  'call what was wrapped': {
    contenders: ({ AsyncContext: { Snapshot, Variable } }) => {
      const storage = new AsyncLocalStorage();
      const variable = new Variable();
      const bound = storage.run('captured', () => AsyncLocalStorage.bind(fn));
      const wrapped = variable.run('captured', () => Snapshot.wrap(fn));
      return [
        {
          name: 'bound()',
          context: (body) => storage.run('current', body),
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += bound(i, 1);
            return sum;
          },
        },
        {
          name: 'wrapped()',
          context: (body) => variable.run('current', body),
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += wrapped(i, 1);
            return sum;
          },
        },
      ];
    },
  },
  wrap: {
    contenders: ({ AsyncContext: { Snapshot, Variable } }) => {
      const storage = new AsyncLocalStorage();
      const variable = new Variable();
      return [
        {
          name: 'AsyncLocalStorage.bind',
          context: (body) => storage.run('current', body),
          loop(count) {
            let length = 0;
            for (let i = 0; i < count; i++) length += AsyncLocalStorage.bind(fn).length;
            return length;
          },
        },
        {
          name: 'Snapshot.wrap',
          context: (body) => variable.run('current', body),
          loop(count) {
            let length = 0;
            for (let i = 0; i < count; i++) length += Snapshot.wrap(fn).length;
            return length;
          },
        },
      ];
    },
  },
};
