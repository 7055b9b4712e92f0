// Preloaded with `--import`, this replaces 'asynccontext-polyfill' by plain global variables that
// remember what was set last. The server does the same work and follows no context: what is
// faster now is what the variables cost, and what is wrong now is what they are for.
import { registerHooks } from 'node:module';

class Variable {
  #value;

  run(value, fn, ...args) {
    this.#value = value;
    return fn(...args);
  }

  get() {
    return this.#value;
  }
}

class Snapshot {
  static wrap = (fn) => fn;

  run(fn, ...args) {
    return fn(...args);
  }
}

globalThis[Symbol.for('plain-variables')] = { Variable, Snapshot };

const source = `
  export const AsyncContext = globalThis[Symbol.for('plain-variables')];
  export const { Variable, Snapshot } = AsyncContext;
`;

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== 'asynccontext-polyfill') return nextResolve(specifier, context);
    return { url: `data:text/javascript,${encodeURIComponent(source)}`, format: 'module', shortCircuit: true };
  },
});
