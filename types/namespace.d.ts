// A name under which a script, which cannot import a module, reaches the types of the package.
export { AsyncContext } from '../index.js';
export as namespace AsyncContextPolyfill;
