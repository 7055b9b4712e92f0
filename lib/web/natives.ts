// The natives that the web backend replaces or relies on, saved before it patches anything.
export const NativePromise = Promise;
export const nativePromisePrototype = Promise.prototype;
export const nativeThen = Promise.prototype.then as (this: unknown, ...args: unknown[]) => unknown;
