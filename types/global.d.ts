/// <reference path="./script.d.ts" />

// A module, so that `import type {} from 'asynccontext-polyfill/types/global'` is possible too.
export {};
