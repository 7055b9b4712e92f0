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

/** Lists of arguments, of lengths at which implementations that treat short lists apart could err. */
export const argumentLists: readonly (readonly unknown[])[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1000].map((length) =>
  // The last one is undefined, which must count all the same.
  Array.from({ length }, (_, index) => (index === length - 1 ? undefined : index)),
);
