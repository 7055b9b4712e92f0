import { AsyncLocalStorage } from 'node:async_hooks';
import { functions } from '../harness.mjs';

export const title = 'Setting a value: `variable.run()` beside `storage.run()`';

export const groups = {
  'without arguments': {
    goals: { 'variable.run': 1.3 },
    contenders: ({ AsyncContext: { Variable } }) => {
      const storage = new AsyncLocalStorage();
      const variable = new Variable();
      return [
        {
          name: 'storage.run',
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += storage.run(i, functions[i & 7]);
            return sum;
          },
        },
        {
          name: 'variable.run',
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += variable.run(i, functions[i & 7]);
            return sum;
          },
        },
      ];
    },
  },
  'two arguments': {
    goals: { 'variable.run': 1.3 },
    contenders: ({ AsyncContext: { Variable } }) => {
      const storage = new AsyncLocalStorage();
      const variable = new Variable();
      return [
        {
          name: 'storage.run',
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += storage.run(i, functions[i & 7], i, 1);
            return sum;
          },
        },
        {
          name: 'variable.run',
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += variable.run(i, functions[i & 7], i, 1);
            return sum;
          },
        },
      ];
    },
  },
};
