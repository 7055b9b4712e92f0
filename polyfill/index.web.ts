import * as implementation from './implementation.web.ts';
import { nativeAsyncContext } from './native.ts';

export const AsyncContext = nativeAsyncContext() ?? implementation.AsyncContext;
export const { Snapshot, Variable } = AsyncContext;
