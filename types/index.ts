/**
 * The declarations of `asynccontext-polyfill` and `asynccontext-polyfill/implementation`: the
 * values, and types of the same names.
 */
export {
  AsyncContext,
  Snapshot,
  Variable,
  type AsyncContextNamespace,
  type SnapshotConstructor,
  type VariableConstructor,
  type VariableOptions,
} from '../lib/types.ts';
