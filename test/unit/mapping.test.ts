import { expect } from 'chai';
import fc from 'fast-check';
import { createKey, extend, Key, lookup, type Mapping } from '../../lib/mapping.ts';
import { collectUntil } from '../support/gc.ts';

const MISSING = Symbol('missing');

describe('mapping', () => {
  const operations = fc.array(fc.record({ from: fc.nat(), key: fc.nat({ max: 6 }), value: fc.anything() }), {
    maxLength: 60,
  });

  it('answers as a copied Map does, for every mapping that was ever made', () => {
    fc.assert(
      fc.property(operations, (steps) => {
        const keys = Array.from({ length: 7 }, () => new Key());
        const mappings: Mapping[] = [null];
        const models = [new Map<Key, unknown>()];
        for (const { from, key, value } of steps) {
          const base = from % mappings.length;
          mappings.push(extend(mappings[base] ?? null, keys[key] as Key, value));
          models.push(new Map(models[base]).set(keys[key] as Key, value));
        }
        // Only now, so that a step that changes an older mapping in place is noticed.
        mappings.forEach((mapping, i) => {
          for (const key of keys) {
            const model = models[i] as Map<Key, unknown>;
            expect(lookup(mapping, key, MISSING)).to.equal(model.has(key) ? model.get(key) : MISSING);
          }
        });
      }),
    );
  });

  it('has one record for each key, however often the key is set', () => {
    const [a, b] = [new Key(), new Key()];
    let mapping: Mapping = null;
    for (let i = 0; i < 10_000; i++) mapping = extend(mapping, i % 3 === 0 ? a : b, i);
    let records = 0;
    for (let record = mapping; record !== null; record = record.rest) records++;
    expect(records).to.equal(2);
  });

  it('shares the records that it does not replace', () => {
    const [a, b] = [new Key(), new Key()];
    const first = extend(null, a, 1);
    expect(extend(first, b, 2)?.rest).to.equal(first);
  });

  it('drops the record of a collected variable when the mapping is next extended', async () => {
    const other = new Key();
    let kept: Mapping = null;
    const value = (() => {
      const target = { large: true };
      kept = extend(null, createKey({}), target);
      return new WeakRef(target);
    })();
    await collectUntil(() => {
      kept = extend(kept, other, 0);
      return kept?.rest === null;
    });
    await collectUntil(() => value.deref() === undefined);
    expect(lookup(kept, other, MISSING)).to.equal(0);
  });
});
