import { AsyncLocalStorage } from 'node:async_hooks';
import { functions } from '../harness.mjs';

export const title = 'Several live variables, beside as many AsyncLocalStorage instances';

const value = { n: 1 };

export const groups = {};
for (const size of [1, 3, 10]) {
  const live = size === 1 ? '1 live' : `${size} live`;
  groups[`get each in turn, ${live}`] = {
    contenders: ({ AsyncContext: { Variable } }) => {
      const storages = Array.from({ length: size }, () => new AsyncLocalStorage());
      const variables = Array.from({ length: size }, () => new Variable());
      return [
        {
          name: 'getStore',
          context: (body) => within(storages, body),
          loop(count) {
            let found = 0;
            for (let i = 0, at = 0; i < count; i++) {
              if (storages[at].getStore() === value) found++;
              if (++at === size) at = 0;
            }
            return found;
          },
        },
        {
          name: 'get',
          context: (body) => within(variables, body),
          loop(count) {
            let found = 0;
            for (let i = 0, at = 0; i < count; i++) {
              if (variables[at].get() === value) found++;
              if (++at === size) at = 0;
            }
            return found;
          },
        },
      ];
    },
  };
  groups[`run each in turn, ${live}`] = {
    contenders: ({ AsyncContext: { Variable } }) => {
      const storages = Array.from({ length: size }, () => new AsyncLocalStorage());
      const variables = Array.from({ length: size }, () => new Variable());
      return [
        {
          name: 'storage.run',
          context: (body) => within(storages, body),
          loop(count) {
            let sum = 0;
            for (let i = 0, at = 0; i < count; i++) {
              sum += storages[at].run(i, functions[i & 7]);
              if (++at === size) at = 0;
            }
            return sum;
          },
        },
        {
          name: 'variable.run',
          context: (body) => within(variables, body),
          loop(count) {
            let sum = 0;
            for (let i = 0, at = 0; i < count; i++) {
              sum += variables[at].run(i, functions[i & 7]);
              if (++at === size) at = 0;
            }
            return sum;
          },
        },
      ];
    },
  };
}

function within(contexts, body) {
  return contexts.reduce((inner, context) => () => context.run(value, inner), body)();
}
