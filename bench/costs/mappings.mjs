export const title = 'Representations of a mapping, beside the one in lib/mapping.ts';

class Key {
  /** Where the last mapping that was asked had this key. */
  position = 0;
}

/** The records as [key, value, key, value, …], copied whenever one is set. */
const flat = {
  name: 'array, copied',
  empty: [],
  createKey: () => new Key(),
  lookup(mapping, key, fallback) {
    for (let i = 0; i < mapping.length; i += 2) if (mapping[i] === key) return mapping[i + 1];
    return fallback;
  },
  extend(mapping, key, value) {
    const { length } = mapping;
    let position = 0;
    while (position < length && mapping[position] !== key) position += 2;
    const copy = new Array(position === length ? length + 2 : length);
    for (let i = 0; i < length; i++) copy[i] = mapping[i];
    copy[position] = key;
    copy[position + 1] = value;
    return copy;
  },
};

/** The same, but a key remembers its position. */
const hinted = {
  ...flat,
  name: 'array, copied, with position',
  lookup(mapping, key, fallback) {
    const { position } = key;
    if (position < mapping.length && mapping[position] === key) return mapping[position + 1];
    for (let i = 0; i < mapping.length; i += 2) {
      if (mapping[i] === key) {
        key.position = i;
        return mapping[i + 1];
      }
    }
    return fallback;
  },
};

const map = {
  name: 'Map, copied',
  empty: new Map(),
  createKey: () => new Key(),
  lookup(mapping, key, fallback) {
    const value = mapping.get(key);
    return value !== undefined || mapping.has(key) ? value : fallback;
  },
  extend: (mapping, key, value) => new Map(mapping).set(key, value),
};

/** The contenders, each with a mapping of `size` keys. */
function representations({ mapping }, size) {
  const list = {
    name: 'list',
    empty: null,
    createKey: () => new mapping.Key(),
    lookup: mapping.lookup,
    extend: mapping.extend,
  };
  return [list, flat, hinted, map].map((representation) => {
    const keys = Array.from({ length: size }, () => representation.createKey());
    const full = keys.reduce((made, key) => representation.extend(made, key, key), representation.empty);
    return { ...representation, keys, full };
  });
}

const each = (task) => (size) => ({
  contenders: (api) => representations(api, size).map((r) => ({ name: r.name, loop: task(r, size) })),
});

const get = each(({ keys, full, lookup }, size) => (count) => {
  let found = 0;
  for (let i = 0, at = 0; i < count; i++) {
    if (lookup(full, keys[at], undefined) === keys[at]) found++;
    if (++at === size) at = 0;
  }
  return found;
});

const replace = each(({ keys, full, extend }, size) => (count) => {
  let last = full;
  // From the last result, as nested runs do.
  for (let i = 0, at = 0; i < count; i++) {
    last = extend(last, keys[at], i);
    if (++at === size) at = 0;
  }
  return last;
});

const add = each(({ full, extend, createKey }) => {
  const key = createKey();
  return (count) => {
    let last;
    for (let i = 0; i < count; i++) last = extend(full, key, i);
    return last;
  };
});

const bytes = (size) => ({
  measure: 'memory',
  contenders: (api) =>
    representations(api, size).map(({ name, keys, full, extend }) => ({
      name,
      make: (i) => extend(full, keys[i % size], i),
    })),
});

const deep = {
  contenders: (api) =>
    representations(api, 3).map(({ name, keys, full, extend, lookup }) => {
      let mapping = full;
      for (let level = 0; level < 10_000; level++) mapping = extend(mapping, keys[level % 3], keys[level % 3]);
      return {
        name,
        loop(count) {
          let found = 0;
          for (let i = 0, at = 0; i < count; i++) {
            if (lookup(mapping, keys[at], undefined) === keys[at]) found++;
            if (++at === 3) at = 0;
          }
          return found;
        },
      };
    }),
};

export const groups = {};
for (const size of [1, 3, 10, 100]) {
  groups[`get, ${size}`] = get(size);
  groups[`replace, ${size}`] = replace(size);
  groups[`add to ${size}`] = add(size);
  groups[`bytes, ${size}`] = bytes(size);
}
groups['get after 10,000 replacements, 3'] = deep;
