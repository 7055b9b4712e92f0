import { NativeFinalizationRegistry } from './primordials.ts';

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
 * nesting the same variable 10,000 levels deep leaves a list of one.
 *
 * https://tc39.es/proposal-async-context/#sec-asynccontext-mapping-record-specification-type
 */
export type Mapping = Record | null;

class Record {
  readonly key: Key;
  readonly value: unknown;
  readonly rest: Mapping;

  constructor(key: Key, value: unknown, rest: Mapping) {
    this.key = key;
    this.value = value;
    this.rest = rest;
  }
}

/** The value that `mapping` holds for `key`, or `fallback` if it has no such record. */
export function lookup(mapping: Mapping, key: Key, fallback: unknown): unknown {
  for (let record = mapping; record !== null; record = record.rest) {
    if (record.key === key) return record.value;
  }
  return fallback;
}

/** A mapping like `mapping`, except that `key` maps to `value`. */
export function extend(mapping: Mapping, key: Key, value: unknown): Mapping {
  if (someKeyDied) return new Record(key, value, withoutKeyAndDead(mapping, key));
  return new Record(key, value, contains(mapping, key) ? without(mapping, key) : mapping);
}

function contains(mapping: Mapping, key: Key): mapping is Record {
  for (let record = mapping; record !== null; record = record.rest) {
    if (record.key === key) return true;
  }
  return false;
}

/** Copies the records in front of the one for `key`, which is known to be there. */
function without(record: Record, key: Key): Mapping {
  if (record.key === key) return record.rest;
  return new Record(record.key, record.value, without(record.rest as Record, key));
}

// Programs rarely drop a Variable, so only those that do pay for looking: until then not even a
// flag of a record is read.
let someKeyDied = false;

function withoutKeyAndDead(mapping: Mapping, key: Key): Mapping {
  if (mapping === null) return null;
  const rest = withoutKeyAndDead(mapping.rest, key);
  if (mapping.key === key || mapping.key.dead) return rest;
  return rest === mapping.rest ? mapping : new Record(mapping.key, mapping.value, rest);
}

// Allowed, not required: "an entry whose variable is unreachable can never be read again".
const deaths =
  NativeFinalizationRegistry === undefined
    ? undefined
    : new NativeFinalizationRegistry<Key>((key) => {
        key.dead = true;
        someKeyDied = true;
      });

/** A key of its own for `variable`, whose records may be dropped once the variable is collected. */
export function createKey(variable: object): Key {
  const key = new Key();
  deaths?.register(variable, key);
  return key;
}
