import { getPrototypeOf } from '../primordials.ts';

// eslint-disable-next-line @typescript-eslint/require-await -- only its promise is of interest
const asyncFunction = async (): Promise<void> => undefined;

// The natives that the web backend replaces or relies on, saved before it patches anything. What
// an async function returns is of the intrinsic class, whatever another tool made of the global.
export const nativePromisePrototype = getPrototypeOf(asyncFunction()) as Promise<unknown>;
export const NativePromise = nativePromisePrototype.constructor as PromiseConstructor;

// zone.js keeps the one that it replaced under this name.
const { then, __zone_symbol__then = then } = nativePromisePrototype as { then: unknown; __zone_symbol__then?: unknown };
export const nativeThen = __zone_symbol__then as (this: unknown, ...args: unknown[]) => unknown;
