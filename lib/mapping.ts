import { call, NativeFinalizationRegistry, type Callable } from './primordials.ts';

/**
 * What a mapping has in place of the Variable itself, so that a mapping that outlives a
 * Variable does not keep it alive.
 */
export class Key {
  /** Whether the Variable was collected: nobody can ask for this key any more. */
  dead = false;
}

/**
 * An Async Context Mapping: an immutable list of records, each key at most once. `null` is the
 * empty mapping. A new record goes in front and shares the rest, so `run` allocates one record
 * however many variables there are, unless it replaces an older record of the same key; and
 * nesting the same variable 10,000 levels deep leaves a list of one. bench/costs/mappings.mjs
 * compares this with other representations.
 *
 * https://tc39.es/proposal-async-context/#sec-asynccontext-mapping-record-specification-type
 */
export type Mapping = Record | null;

class Record {
  // Declared, not defined: a field that is undefined at first makes each access dearer for good.
  declare readonly key: Key;
  declare readonly value: unknown;
  declare readonly rest: Mapping;

  constructor(key: Key, value: unknown, rest: Mapping) {
    this.key = key;
    this.value = value;
    this.rest = rest;
  }
}

/** The value that `mapping` holds for `key`, or `fallback` if it has no such record. */
export const lookup = (mapping: Mapping, key: Key, fallback: unknown): unknown => {
  for (let record = mapping; record !== null; record = record.rest) {
    if (record.key === key) return record.value;
  }
  return fallback;
};

/** A mapping like `mapping`, except that `key` maps to `value`. */
export function extend(mapping: Mapping, key: Key, value: unknown): Mapping {
  return new Record(key, value, without(mapping, key));
}

/**
 * A mapping like `mapping`, except that it has no record for `key` and none that nobody can ask for.
 * The records in front of the last of these are copied, in reverse: their order carries no meaning.
 */
function without(mapping: Mapping, key: Key): Mapping {
  let shared = mapping;
  for (let record = mapping; record !== null; record = record.rest) {
    if (isDropped(record, key)) shared = record.rest;
  }
  let result = shared;
  for (let record = mapping; record !== shared; record = (record as Record).rest) {
    const { key: otherKey, value } = record as Record;
    if (!isDropped(record as Record, key)) result = new Record(otherKey, value, result);
  }
  return result;
}

// Programs rarely drop a Variable, so only those that do pay for looking.
let someKeyDied = false;

function isDropped(record: Record, key: Key): boolean {
  return record.key === key || (someKeyDied && record.key.dead);
}

// Allowed, not required: "an entry whose variable is unreachable can never be read again".
const deaths =
  NativeFinalizationRegistry === undefined
    ? undefined
    : new NativeFinalizationRegistry<Key>((key) => {
        key.dead = true;
        someKeyDied = true;
      });
const register = NativeFinalizationRegistry?.prototype.register as Callable;

/** Makes `key` the key of `variable`: its records may be dropped once the variable is collected. */
export function createKey(variable: object): Key;
export function createKey<K extends Key>(variable: object, key: K): K;
export function createKey(variable: object, key = new Key()): Key {
  if (deaths !== undefined) call(register, deaths, [variable, key]);
  return key;
}
