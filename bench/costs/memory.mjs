import { AsyncLocalStorage } from 'node:async_hooks';

export const title = 'Memory: bytes of heap for each of what is kept';

const fn = () => undefined;

export const groups = {};
for (const size of [1, 3, 10]) {
  groups[`a context of its own, kept by a snapshot, ${size} live`] = {
    measure: 'memory',
    contenders: ({ AsyncContext: { Snapshot, Variable } }) => {
      const storages = Array.from({ length: size }, () => new AsyncLocalStorage());
      const variables = Array.from({ length: size }, () => new Variable());
      return [
        {
          name: 'AsyncLocalStorage.snapshot()',
          context: (body) => within(storages, body),
          make: (i) => storages[i % size].run(i, () => AsyncLocalStorage.snapshot()),
        },
        {
          name: 'new Snapshot()',
          context: (body) => within(variables, body),
          make: (i) => variables[i % size].run(i, () => new Snapshot()),
        },
      ];
    },
  };
}
groups['a snapshot of one context'] = {
  measure: 'memory',
  contenders: ({ AsyncContext: { Snapshot, Variable } }) => [
    {
      name: 'AsyncLocalStorage.snapshot()',
      context: (body) => new AsyncLocalStorage().run('current', body),
      make: () => AsyncLocalStorage.snapshot(),
    },
    {
      name: 'new Snapshot()',
      context: (body) => new Variable().run('current', body),
      make: () => new Snapshot(),
    },
  ],
};
groups['a wrapped function'] = {
  measure: 'memory',
  contenders: ({ AsyncContext: { Snapshot, Variable } }) => [
    {
      name: 'AsyncLocalStorage.bind',
      context: (body) => new AsyncLocalStorage().run('current', body),
      make: () => AsyncLocalStorage.bind(fn),
    },
    {
      name: 'Snapshot.wrap',
      context: (body) => new Variable().run('current', body),
      make: () => Snapshot.wrap(fn),
    },
  ],
};

function within(contexts, body) {
  return contexts.reduce((inner, context) => () => context.run('current', inner), body)();
}
