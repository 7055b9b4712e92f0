/// <reference path="./namespace.d.ts" />

// Declares the value and the types of the global at once, as an alias, because an alias gives
// way to whatever else declares the name: where a TypeScript lib has an AsyncContext, be it a
// variable, a namespace or both, its meaning holds, and the clash is an error on this line only.
// @ts-ignore
import AsyncContext = AsyncContextPolyfill.AsyncContext;
