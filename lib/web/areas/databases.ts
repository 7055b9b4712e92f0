import { isObject } from '../../abstract-ops.ts';
import { prototypeOf, replaceMethod, undoAll, type Undo } from '../../platform/patch.ts';
import { call } from '../../primordials.ts';
import { getterOf, startOn, toReceiver, toResult } from './starts.ts';
import { declareSlot, listenFirst, mappingOfTask, startTask } from '../tasks.ts';

const REQUEST = declareSlot('success', 'error', 'upgradeneeded', 'blocked');
const TRANSACTION = declareSlot('complete', 'abort');

/** Methods of stores, indices and cursors that return a request. */
const METHODS = [
  'add',
  'put',
  'update',
  'delete',
  'clear',
  'get',
  'getKey',
  'getAll',
  'getAllKeys',
  'getAllRecords',
  'count',
  'openCursor',
  'openKeyCursor',
];

/**
 * IndexedDB: the listeners of a request run in the mapping of the call that made it, or that moved
 * its cursor; those of a transaction in that of `transaction` or `abort`, or of the `open` that
 * has to upgrade. What a connection hears of others has no cause here.
 */
export function patchDatabases(scope: object): Undo {
  const cursor = prototypeOf(scope, 'IDBCursor');
  const getRequest = getterOf(cursor, 'request');
  const getTransaction = getterOf(prototypeOf(scope, 'IDBRequest'), 'transaction');

  function startUpgrade(this: unknown): void {
    const transaction = getTransaction && call(getTransaction, this, []);
    // A program may dispatch such an event, too.
    if (isObject(transaction)) startTask(transaction, TRANSACTION, mappingOfTask(this as object, REQUEST));
  }

  const factory = prototypeOf(scope, 'IDBFactory');
  return undoAll([
    replaceMethod(factory, 'open', (native) => (receiver, args) => {
      const request = call(native, receiver, args) as object;
      startTask(request, REQUEST);
      if (mappingOfTask(request, REQUEST) !== null) listenFirst(request, 'upgradeneeded', startUpgrade);
      return request;
    }),
    startOn(toResult, factory, REQUEST, ['deleteDatabase']),
    startOn(toResult, prototypeOf(scope, 'IDBObjectStore'), REQUEST, METHODS),
    startOn(toResult, prototypeOf(scope, 'IDBIndex'), REQUEST, METHODS),
    startOn(toResult, cursor, REQUEST, METHODS),
    startOn((receiver) => getRequest && call(getRequest, receiver, []), cursor, REQUEST, [
      'continue',
      'continuePrimaryKey',
      'advance',
    ]),
    startOn(toResult, prototypeOf(scope, 'IDBDatabase'), TRANSACTION, ['transaction']),
    startOn(toReceiver, prototypeOf(scope, 'IDBTransaction'), TRANSACTION, ['abort']),
  ]);
}
