import { AsyncLocalStorage } from 'node:async_hooks';
import { functions, sink } from '../harness.mjs';

export const title =
  'What it costs that a Snapshot also restores the stores of other AsyncLocalStorage instances: beside keeping nothing but the value of one storage';

export const groups = {};
for (const others of [0, 4]) {
  groups[`call in a snapshot, ${others} other stores`] = {
    contenders: ({ AsyncContext: { Snapshot, Variable } }) => {
      const storage = new AsyncLocalStorage();
      const variable = new Variable();
      const otherStorages = Array.from({ length: others }, () => new AsyncLocalStorage());
      const captured = { value: 'captured' };
      const snapshot = within(otherStorages, () => variable.run(captured, () => new Snapshot()));
      return [
        {
          name: 'storage.run(captured, fn)',
          context: (body) => within(otherStorages, () => storage.run('current', body)),
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += storage.run(captured, functions[i & 7]);
            return sum;
          },
        },
        {
          name: 'snapshot.run(fn)',
          context: (body) => within(otherStorages, () => variable.run('current', body)),
          loop(count) {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += snapshot.run(functions[i & 7]);
            return sum;
          },
        },
      ];
    },
  };
  groups[`take a snapshot, ${others} other stores`] = {
    contenders: ({ AsyncContext: { Snapshot, Variable } }) => {
      const storage = new AsyncLocalStorage();
      const variable = new Variable();
      const otherStorages = Array.from({ length: others }, () => new AsyncLocalStorage());
      return [
        {
          name: '{ store: storage.getStore() }',
          context: (body) => within(otherStorages, () => storage.run('current', body)),
          loop(count) {
            for (let i = 0; i < count; i++) sink.value = { store: storage.getStore() };
          },
        },
        {
          name: 'new Snapshot()',
          context: (body) => within(otherStorages, () => variable.run('current', body)),
          loop(count) {
            for (let i = 0; i < count; i++) sink.value = new Snapshot();
          },
        },
      ];
    },
  };
}

function within(storages, body) {
  return storages.reduce((inner, storage) => () => storage.run('other', inner), body)();
}
