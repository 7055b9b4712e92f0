import * as implementation from './implementation.node.ts';
import { nativeAsyncContext } from './native.ts';

export const AsyncContext = nativeAsyncContext() ?? implementation.AsyncContext;
export const { Snapshot, Variable } = AsyncContext;
