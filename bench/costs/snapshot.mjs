import { AsyncLocalStorage } from 'node:async_hooks';
import { functions, sink } from '../harness.mjs';

export const title = '`new AsyncContext.Snapshot()` beside `AsyncLocalStorage.snapshot()`';

export const groups = {
  'call in a snapshot': {
    contenders: ({ AsyncContext: { Snapshot, Variable } }) => {
      const storage = new AsyncLocalStorage();
      const variable = new Variable();
      const enter = storage.run('captured', () => AsyncLocalStorage.snapshot());
      const snapshot = variable.run('captured', () => new Snapshot());
      return [
        {
          name: 'snapshot()(fn)',
          context: (body) => storage.run('current', body),
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += enter(functions[i & 7]);
            return sum;
          },
        },
        {
          name: 'snapshot.run(fn)',
          context: (body) => variable.run('current', body),
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += snapshot.run(functions[i & 7]);
            return sum;
          },
        },
      ];
    },
  },
  'take a snapshot': {
    contenders: ({ AsyncContext: { Snapshot, Variable } }) => {
      const storage = new AsyncLocalStorage();
      const variable = new Variable();
      return [
        {
          name: 'AsyncLocalStorage.snapshot()',
          context: (body) => storage.run('current', body),
          loop(count) {
            for (let i = 0; i < count; i++) sink.value = AsyncLocalStorage.snapshot();
          },
        },
        {
          name: 'new Snapshot()',
          context: (body) => variable.run('current', body),
          loop(count) {
            for (let i = 0; i < count; i++) sink.value = new Snapshot();
          },
        },
      ];
    },
  },
};
