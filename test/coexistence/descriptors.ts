/** What may differ from one moment to the next by itself, leads into another realm, or belongs to these tests. */
const skipped = new Set<PropertyKey>(
  'coexistence document errors event frames globalThis location opener parent process require self top window'.split(
    ' ',
  ),
);

type Described = readonly [name: string, holder: object, descriptors: ReadonlyMap<PropertyKey, PropertyDescriptor>];

/**
 * Notes the descriptors of everything that can be reached from a global object without running a
 * getter.
 *
 * @returns a function that names the properties which were added, removed or changed since
 */
export function watchRealm(scope: object): () => string[] {
  const described: Described[] = [];
  const seen = new Set<unknown>([undefined, null, globalThis]);
  seen.delete(scope);
  const found: [string, unknown][] = [['global', scope]];
  const visit = (name: string, value: unknown): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) return;
    seen.add(value);
    found.push([name, value]);
  };
  seen.add(scope);
  // Breadth first, so that everything has the shortest of its names.
  for (const [name, value] of found) {
    const holder = value as object;
    const descriptors = describe(holder);
    described.push([name, holder, descriptors]);
    for (const [key, descriptor] of descriptors) visit(`${name}.${String(key)}`, descriptor.value);
    visit(`${name}.__proto__`, Reflect.getPrototypeOf(holder));
  }
  const unstable = new Set(changes(described));
  return () => changes(described).filter((name) => !unstable.has(name));
}

function describe(holder: object): Map<PropertyKey, PropertyDescriptor> {
  const descriptors = new Map<PropertyKey, PropertyDescriptor>();
  for (const key of Reflect.ownKeys(holder)) {
    const descriptor =
      skipped.has(key) || /^\d/.test(String(key)) ? undefined : Reflect.getOwnPropertyDescriptor(holder, key);
    if (descriptor !== undefined) descriptors.set(key, descriptor);
  }
  return descriptors;
}

function changes(described: readonly Described[]): string[] {
  return described.flatMap(([name, holder, before]) => {
    const after = describe(holder);
    return [...new Set([...before.keys(), ...after.keys()])]
      .filter((key) => !isSame(before.get(key), after.get(key)))
      .map((key) => `${name}.${String(key)}`);
  });
}

function isSame(before: PropertyDescriptor | undefined, after: PropertyDescriptor | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const keys = ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'] as const;
  return keys.every((key) => Object.is(before[key], after[key]));
}
