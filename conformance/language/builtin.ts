import type { Assert } from '../assert.ts';

/** `fn` has the `length` and the `name` of a built-in function, and no other own property. */
export function assertLengthAndName(assert: Assert, fn: unknown, length: number, name: string): void {
  const attributes = { writable: false, enumerable: false, configurable: true };
  assert.same(typeof fn, 'function', 'type');
  assert.property(fn as object, 'length', { value: length, ...attributes });
  assert.property(fn as object, 'name', { value: name, ...attributes });
}

/** `fn` has no [[Construct]], and no own property that a built-in function does not have. */
export function assertNotConstructor(assert: Assert, fn: unknown): void {
  assert.throws(() => Reflect.construct(Object, [], fn as () => unknown), TypeError, 'as newTarget');
  assert.throws(() => Reflect.construct(fn as () => unknown, []), TypeError, 'as constructor');
  assert.sameList(Reflect.ownKeys(fn as object), ['length', 'name'], 'own keys');
}

/** `holder` has exactly these own keys, in whatever order. */
export function assertKeys(assert: Assert, holder: object, keys: readonly PropertyKey[]): void {
  const sorted = (list: readonly PropertyKey[]) => list.map(String).sort();
  assert.sameList(sorted(Reflect.ownKeys(holder)), sorted(keys), 'own keys');
}
