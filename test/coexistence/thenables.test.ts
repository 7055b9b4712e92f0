import { expect } from 'chai';
import { inEachBrowser } from '../support/browsers/each.ts';
import type { Server } from '../support/browsers/server.ts';
import type { Report } from './flows.ts';
import { expectClean, runNode, runPage, serveAll, tags } from './support.ts';

interface Library {
  /** Tags that load it, with the global that it defines. */
  readonly tag: string;
  /** Loads it in Node, as a global of the same name. */
  readonly load: string;
  /** An expression for what has its `then`. */
  readonly prototype: string;
  readonly deferred: string;
}

/** Promises that are none to the engine: `await` calls their `then`, and they call back when they please. */
const libraries: Readonly<Record<string, Library>> = {
  bluebird: {
    tag: `<script>var native = Promise;</script>${tags.bluebird}<script>var Bluebird = Promise; Promise = native;</script>`,
    load: `globalThis.Bluebird = (await import('bluebird')).default;`,
    prototype: 'Bluebird.prototype',
    deferred: '() => createDeferred(Bluebird)',
  },
  'es6-promise': {
    tag: tags['es6-promise'],
    load: `globalThis.ES6Promise = (await import('es6-promise')).default;`,
    prototype: 'ES6Promise.Promise.prototype',
    deferred: '() => createDeferred(ES6Promise.Promise)',
  },
};

/** What a program does for a library that knows nothing of AsyncContext. */
const wrapThen = (prototype: string) => `
  const prototype = ${prototype};
  const { then } = prototype;
  const wrap = (handler) => typeof handler === 'function' ? AsyncContext.Snapshot.wrap(handler) : handler;
  prototype.then = function (onFulfilled, onRejected) {
    return then.call(this, wrap(onFulfilled), wrap(onRejected));
  };`;

const run = (deferred: string) => `runSeeds(AsyncContext, { deferred: { library: ${deferred} } })`;

/**
 * Where the library's own queue calls back, which it does for many callers at a time. A native
 * implementation would set the first right, and not the second.
 */
const ownQueue = new Set(['await: library', 'await in a generator: library', 'then: library']);

/** The limitation shows, or its test would have to go. */
function expectLimited(outcome: unknown): void {
  expectClean(outcome, ownQueue);
  const { lost, wrong } = outcome as Report;
  expect({ ...lost, ...wrong }).to.include.keys('await: library');
}

inEachBrowser('userland promises in a page', ({ open, startServer }) => {
  let server: Server;
  before(async () => {
    server = await serveAll(startServer);
  });

  for (const [name, { tag, prototype, deferred }] of Object.entries(libraries)) {
    const head = `${tag}${tags.us}<script>var { createDeferred } = coexistence;</script>`;

    it(`of ${name} lead nothing but their own await and then astray`, async () => {
      expectLimited(await runPage(open, server, head, `return ${run(deferred)};`));
    });

    it(`of ${name} leave flows their values once their then wraps its handlers`, async () => {
      expectClean(await runPage(open, server, head, `${wrapThen(prototype)} return ${run(deferred)};`));
    });
  }

  it('of jQuery run their handlers where they are resolved', async () => {
    const head = tags.us + tags.jquery;
    const deferred = `() => {
      const deferred = $.Deferred();
      return { promise: deferred.promise(), resolve: (value) => deferred.resolve(value) };
    }`;
    expectLimited(await runPage(open, server, head, `return ${run(deferred)};`));
  });
});

describe('userland promises in Node', () => {
  const us = `await import('asynccontext-polyfill/auto');`;
  const print = (expression: string) => `console.log(JSON.stringify(await attempt(() => ${expression})));`;

  for (const [name, { load, prototype, deferred }] of Object.entries(libraries)) {
    it(`of ${name} lead nothing but their own await and then astray`, async () => {
      expectLimited(await runNode(load + us + print(run(deferred))));
    });

    it(`of ${name} leave flows their values once their then wraps its handlers`, async () => {
      expectClean(await runNode(load + us + wrapThen(prototype) + print(run(deferred))));
    });
  }
});
