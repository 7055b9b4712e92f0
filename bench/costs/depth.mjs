import { AsyncLocalStorage } from 'node:async_hooks';
import { functions } from '../harness.mjs';

export const title = 'Inside many nested `run`s of three variables';

const DEPTHS = [1, 1_000, 10_000];

export const groups = {};
for (const depth of DEPTHS) {
  groups[`get, ${depth.toLocaleString('en')} deep`] = {
    contenders: ({ AsyncContext }) => {
      const storages = three(() => new AsyncLocalStorage());
      const variables = three(() => new AsyncContext.Variable());
      return [
        {
          name: 'getStore',
          context: nest(storages, depth, AsyncLocalStorage.bind),
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += storages[i % 3].getStore().level;
            return sum;
          },
        },
        {
          name: 'get',
          context: nest(variables, depth, AsyncContext.Snapshot.wrap),
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += variables[i % 3].get().level;
            return sum;
          },
        },
      ];
    },
  };
  groups[`run, ${depth.toLocaleString('en')} deep`] = {
    contenders: ({ AsyncContext }) => {
      const storages = three(() => new AsyncLocalStorage());
      const variables = three(() => new AsyncContext.Variable());
      return [
        {
          name: 'storage.run',
          context: nest(storages, depth, AsyncLocalStorage.bind),
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += storages[i % 3].run(i, functions[i & 7]);
            return sum;
          },
        },
        {
          name: 'variable.run',
          context: nest(variables, depth, AsyncContext.Snapshot.wrap),
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += variables[i % 3].run(i, functions[i & 7]);
            return sum;
          },
        },
      ];
    },
  };
}

groups['get, 10,000 deep beside 1 deep'] = {
  contenders: ({ AsyncContext }) => {
    const variables = three(() => new AsyncContext.Variable());
    const loop = (count) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += variables[i % 3].get().level;
      return sum;
    };
    return [1, 10_000].map((depth) => ({
      name: `get, ${depth.toLocaleString('en')} deep`,
      context: nest(variables, depth, AsyncContext.Snapshot.wrap),
      loop,
    }));
  },
};

const three = (make) => [make(), make(), make()];

/**
 * Each level begins where the one around it ran, as after an `await`, because a stack has no room
 * for 10,000 of them.
 */
function nest(contexts, depth, capture) {
  let enter = (body) => body();
  // At one level, all three have a value.
  for (let level = 0; level < Math.max(depth, contexts.length); level++) {
    enter = enter(() => contexts[level % contexts.length].run({ level }, () => capture((body) => body())));
  }
  return enter;
}
