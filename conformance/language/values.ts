/** A value of every kind that is not an object, -0 and NaN among them. */
export const primitives: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  NaN,
  Infinity,
  0n,
  '',
  'text',
  Symbol('description'),
];

const fn = (): undefined => undefined;

/** A value of every kind. */
export const values: readonly unknown[] = [
  ...primitives,
  {},
  Object.create(null),
  [],
  /pattern/,
  new Date(0),
  fn,
  class {},
  Promise.resolve(),
  { then: fn },
  new Proxy({}, {}),
];

/** A value of every kind that cannot be called, also if it has the methods of a function. */
export const notCallable: readonly unknown[] = [
  ...primitives,
  {},
  [],
  /pattern/,
  { call: fn, apply: fn },
  Object.create(Function.prototype),
  new Proxy({}, { apply: fn }),
];
