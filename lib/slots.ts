/**
 * A constructor that returns the object it is given: a class that extends it adds its private
 * fields, the internal slots of the specification, to an object that was made elsewhere. The
 * specification makes objects in the middle of a constructor, after the options were read, which
 * a plain class cannot do.
 */
export const SlotHolder = function (target: object) {
  return target;
} as unknown as new (target: object) => object;

/**
 * What a class extends to have %Function.prototype% as its prototype, like a base class, and yet
 * no object made for it before its body runs: its constructor returns one of its own making.
 */
export const NullBase = null as unknown as new () => object;
