import { webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';

const section = webIntegration('events');
const needs = ['api indexedDB'] as const;

let databases = 0;
const newName = () => `conformance-${String(Date.now())}-${String(databases++)}`;

/** A new database with a store that has two records. */
async function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(newName(), 1);
  await nextEvent(request, 'upgradeneeded');
  const store = request.result.createObjectStore('store');
  store.createIndex('index', 'key');
  store.put({ key: 'a' }, 1);
  store.put({ key: 'b' }, 2);
  await nextEvent(request, 'success');
  return request.result;
}

function remove(database: IDBDatabase): void {
  database.close();
  indexedDB.deleteDatabase(database.name);
}

const storeOf = (database: IDBDatabase) => database.transaction('store', 'readwrite').objectStore('store');

/** Which database an event's target is about. */
const databaseOf = new WeakMap<EventTarget, IDBDatabase>();

function about<T extends EventTarget>(database: IDBDatabase, target: T): T {
  databaseOf.set(target, database);
  return target;
}

const end = (target: EventTarget) => {
  const database = databaseOf.get(target);
  if (database !== undefined) remove(database);
};

export default defineArea('databases', 'IndexedDB', (test) => {
  const row = { section, needs };
  defineEventCases(test, {
    ...row,
    event: 'the success of opening a database',
    cause: 'open',
    type: 'success',
    create: () => indexedDB.open(newName()),
    end(request) {
      remove(request.result);
    },
  });
  defineEventCases(test, {
    ...row,
    event: 'the upgradeneeded of opening a database',
    cause: 'open',
    type: 'upgradeneeded',
    create: () => indexedDB.open(newName()),
    async end(request) {
      const database = request.result;
      await nextEvent(request, 'success', 'error');
      remove(database);
    },
  });
  defineEventCases(test, {
    ...row,
    event: 'the blocked of opening a newer version of a database that is open',
    cause: 'open',
    type: 'blocked',
    async create() {
      const database = await openDatabase();
      return about(database, indexedDB.open(database.name, 2));
    },
    end,
  });
  defineEventCases(test, {
    ...row,
    event: 'the success of deleting a database',
    cause: 'deleteDatabase',
    type: 'success',
    create: () => indexedDB.deleteDatabase(newName()),
  });
  defineEventCases(test, {
    ...row,
    event: 'the versionchange of a database',
    cause: 'open',
    type: 'versionchange',
    isEmpty: true,
    create: openDatabase,
    start(database) {
      about(database, indexedDB.open(database.name, 2));
    },
    end: remove,
  });
  defineEventCases(test, {
    ...row,
    event: 'the success of a request',
    cause: 'put',
    type: 'success',
    async create() {
      const database = await openDatabase();
      return about(database, storeOf(database).put({}, 3));
    },
    end,
  });
  defineEventCases(test, {
    ...row,
    event: 'the error of a request',
    cause: 'add',
    type: 'error',
    async create() {
      const database = await openDatabase();
      const request = storeOf(database).add({}, 1);
      request.addEventListener('error', (event) => {
        event.preventDefault();
      });
      return about(database, request);
    },
    end,
  });
  defineEventCases(test, {
    ...row,
    event: 'the success of a cursor that moves',
    cause: 'continue',
    type: 'success',
    async create() {
      const database = await openDatabase();
      const request = storeOf(database).openCursor();
      await nextEvent(request, 'success');
      return about(database, request);
    },
    start({ result }: IDBRequest<IDBCursorWithValue | null>) {
      result?.continue();
    },
    end,
  });
  defineEventCases(test, {
    ...row,
    event: 'the complete of a transaction',
    cause: 'transaction',
    type: 'complete',
    async create() {
      const database = await openDatabase();
      const transaction = database.transaction('store', 'readwrite');
      transaction.objectStore('store').put({}, 3);
      return about(database, transaction);
    },
    end,
  });
  defineEventCases<IDBTransaction>(test, {
    ...row,
    event: 'the abort of a transaction',
    cause: 'abort',
    type: 'abort',
    async create() {
      const database = await openDatabase();
      return about(database, database.transaction('store', 'readwrite'));
    },
    start(transaction) {
      transaction.abort();
    },
    end,
  });

  test(
    'requests and transactions each run listeners in the mapping of their own call, wherever on the path they are',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen } = createFlows(AsyncContext);
      const database = await variable.run('open', openDatabase);
      const log = (place: string) => (event: Event) => {
        event.preventDefault();
        seen.push(`${event.type} at the ${place}: ${String(variable.get())}`);
      };
      const transaction = variable.run('transaction', () => database.transaction('store', 'readwrite'));
      const store = transaction.objectStore('store');
      const put = variable.run('put', () => store.put({}, 3));
      const add = variable.run('add', () => store.add({}, 1));
      for (const type of ['success', 'error', 'complete']) {
        database.addEventListener(type, log('database'), true);
        transaction.addEventListener(type, log('transaction'));
        for (const request of [put, add]) request.addEventListener(type, log('request'));
      }
      await nextEvent(transaction, 'complete');
      remove(database);
      assert.sameList(seen, [
        'success at the database: put',
        'success at the request: put',
        'error at the database: add',
        'error at the request: add',
        'error at the transaction: add',
        'complete at the database: transaction',
        'complete at the transaction: transaction',
      ]);
    },
    needs,
  );

  test(
    'a cursor runs each listener in the mapping of the call that moved it',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen } = createFlows(AsyncContext);
      const database = await openDatabase();
      const index = storeOf(database).index('index');
      const request = variable.run('opened', () => index.openCursor());
      const moves = [
        (cursor: IDBCursor) => {
          cursor.continue();
        },
        (cursor: IDBCursor) => {
          cursor.advance(1);
        },
      ];
      await new Promise<void>((resolve) => {
        request.onsuccess = () => {
          const cursor = request.result;
          seen.push(variable.get());
          const move = moves.shift();
          if (cursor === null || move === undefined) resolve();
          else {
            variable.run(`moved from ${cursor.key as string}`, () => {
              move(cursor);
            });
          }
        };
      });
      remove(database);
      assert.sameList(seen, ['opened', 'moved from a', 'moved from b']);
    },
    needs,
  );

  const methods: readonly (readonly [string, (store: IDBObjectStore) => IDBRequest])[] = [
    ['IDBObjectStore.prototype.add', (store) => store.add({}, 3)],
    ['IDBObjectStore.prototype.put', (store) => store.put({}, 3)],
    ['IDBObjectStore.prototype.delete', (store) => store.delete(1)],
    ['IDBObjectStore.prototype.clear', (store) => store.clear()],
    ['IDBObjectStore.prototype.get', (store) => store.get(1)],
    ['IDBObjectStore.prototype.getKey', (store) => store.getKey(1)],
    ['IDBObjectStore.prototype.getAll', (store) => store.getAll()],
    ['IDBObjectStore.prototype.getAllKeys', (store) => store.getAllKeys()],
    ['IDBObjectStore.prototype.count', (store) => store.count()],
    ['IDBObjectStore.prototype.openCursor', (store) => store.openCursor()],
    ['IDBObjectStore.prototype.openKeyCursor', (store) => store.openKeyCursor()],
    ['IDBIndex.prototype.get', (store) => store.index('index').get('a')],
    ['IDBIndex.prototype.getKey', (store) => store.index('index').getKey('a')],
    ['IDBIndex.prototype.getAll', (store) => store.index('index').getAll()],
    ['IDBIndex.prototype.getAllKeys', (store) => store.index('index').getAllKeys()],
    ['IDBIndex.prototype.count', (store) => store.index('index').count()],
    ['IDBIndex.prototype.openCursor', (store) => store.index('index').openCursor()],
    ['IDBIndex.prototype.openKeyCursor', (store) => store.index('index').openKeyCursor()],
  ];
  test(
    'every method that returns a request has its listeners run in the mapping of the call',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen } = createFlows(AsyncContext);
      const database = await openDatabase();
      const store = storeOf(database);
      for (const [name, method] of methods) {
        variable.run(name, () => method(store)).onsuccess = () => seen.push(variable.get());
      }
      await nextEvent(store.transaction, 'complete');
      remove(database);
      assert.sameList(
        seen,
        methods.map(([name]) => name),
      );
    },
    needs,
  );

  test(
    'update and delete of a cursor have their listeners run in the mapping of the call',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen, note } = createFlows(AsyncContext);
      const database = await openDatabase();
      const opening = storeOf(database).openCursor();
      await nextEvent(opening, 'success');
      const cursor = opening.result as IDBCursorWithValue;
      variable.run('update', () => cursor.update({})).onsuccess = note;
      variable.run('delete', () => cursor.delete()).onsuccess = note;
      await nextEvent(cursor.request.transaction as IDBTransaction, 'complete');
      remove(database);
      assert.sameList(seen, ['update', 'delete']);
    },
    needs,
  );

  test(
    'the transaction of an upgrade runs listeners in the mapping of open, at the database as well',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen } = createFlows(AsyncContext);
      const request = variable.run('open', () => indexedDB.open(newName()));
      const log = ({ type }: Event) => seen.push(`${type}: ${String(variable.get())}`);
      request.onupgradeneeded = () => {
        request.result.addEventListener('complete', log, true);
        (request.transaction as IDBTransaction).oncomplete = log;
      };
      await nextEvent(request, 'success');
      remove(request.result);
      assert.sameList(seen, ['complete: open', 'complete: open']);
    },
    needs,
  );

  test(
    'an upgrade that is aborted fires abort in the mapping of abort, and error in that of open',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen } = createFlows(AsyncContext);
      const request = variable.run('open', () => indexedDB.open(newName()));
      const log = (event: Event) => {
        event.preventDefault();
        seen.push(`${event.type}: ${String(variable.get())}`);
      };
      request.onupgradeneeded = () => {
        const transaction = request.transaction as IDBTransaction;
        transaction.onabort = log;
        variable.run('aborted', () => {
          transaction.abort();
        });
      };
      request.onerror = log;
      await nextEvent(request, 'error');
      assert.sameList(seen, ['abort: aborted', 'error: open']);
    },
    needs,
  );

  test(
    'calls that throw have the platform’s errors, and no listener runs for them',
    section,
    async ({ AsyncContext, assert }) => {
      const { seen, note, cause } = createFlows(AsyncContext);
      const database = await openDatabase();
      const transaction = database.transaction('store');
      transaction.oncomplete = note;
      cause(() => {
        const store = transaction.objectStore('store');
        const error = assert.throws(() => store.put({}, 3), DOMException);
        assert.same((error as DOMException).name, 'ReadOnlyError');
        assert.throws(() => database.transaction('missing'), DOMException);
        assert.throws(() => IDBObjectStore.prototype.get.call({} as IDBObjectStore, 1), TypeError);
        assert.throws(() => indexedDB.open('name', -1), TypeError);
      });
      await nextEvent(transaction, 'complete');
      remove(database);
      assert.sameList(seen, [undefined]);
    },
    needs,
  );
});
