import { inEachBrowser } from '../support/browsers/each.ts';
import type { Server } from '../support/browsers/server.ts';
import { expectClean, runNode, runPage, serveAll, tags } from './support.ts';

/** Tools in the manner of tracing agents, which save what is there and assign their own. */
const agents = {
  'an agent that wraps the handlers of then': `
    const { then } = Promise.prototype;
    const wrap = (handler) => typeof handler === 'function' ? (value) => handler(value) : handler;
    Promise.prototype.then = function (onFulfilled, onRejected) {
      return Reflect.apply(then, this, [wrap(onFulfilled), wrap(onRejected)]);
    };`,
  'an agent whose then makes promises of its own': `
    const { then } = Promise.prototype;
    Promise.prototype.then = function (onFulfilled, onRejected) {
      return new Promise((resolve, reject) => {
        const settle = (handler, otherwise) => (value) => {
          if (typeof handler !== 'function') return otherwise(value);
          try {
            resolve(handler(value));
          } catch (error) {
            reject(error);
          }
        };
        Reflect.apply(then, this, [settle(onFulfilled, resolve), settle(onRejected, reject)]);
      });
    };`,
  'an agent that assigns setTimeout and queueMicrotask': `
    const { setTimeout: later, queueMicrotask: soon } = globalThis;
    globalThis.setTimeout = function (callback, ...args) {
      return later.call(this, (...values) => callback.apply(this, values), ...args);
    };
    globalThis.queueMicrotask = (callback) => soon(() => callback());`,
  'an agent that replaces the global Promise by a subclass': `
    globalThis.Promise = class extends Promise {};`,
};

/** What a page can load beside us. The rest of it does not differ from Node. */
const beside: Readonly<Record<string, string>> = {
  'zone.js': tags.zone,
  'core-js/actual': tags['core-js'],
  ...Object.fromEntries(
    Object.entries(agents)
      .filter(([name]) => name !== 'an agent that wraps the handlers of then')
      .map(([name, code]) => [name, `<script>{ ${code} }</script>`]),
  ),
};

/** What a program can load in Node. */
const besideInNode: Readonly<Record<string, string>> = {
  'zone.js': `await import('zone.js/node');`,
  'core-js/actual/promise': `await import('core-js/actual/promise/index.js');`,
  'core-js/actual': `await import('core-js/actual/index.js');`,
  ...Object.fromEntries(Object.entries(agents).map(([name, code]) => [name, `{ ${code} }`])),
};

inEachBrowser('other patchers in a page', ({ open, startServer }) => {
  let server: Server;
  before(async () => {
    server = await serveAll(startServer);
  });

  for (const [name, tag] of Object.entries(beside)) {
    it(`leave flows their values with ${name} before us`, async () => {
      expectClean(await runPage(open, server, tag + tags.us, 'return runSeeds(AsyncContext);'));
    });

    it(`leave flows their values with ${name} after us`, async () => {
      expectClean(await runPage(open, server, tags.us + tag, 'return runSeeds(AsyncContext);'));
    });
  }
});

describe('other patchers in Node', () => {
  const us = `await import('asynccontext-polyfill/auto');`;
  const report = 'console.log(JSON.stringify(await attempt(() => runSeeds(AsyncContext))));';

  for (const [name, load] of Object.entries(besideInNode)) {
    it(`leave flows their values with ${name} before us`, async () => {
      expectClean(await runNode(load + us + report));
    });

    it(`leave flows their values with ${name} after us`, async () => {
      expectClean(await runNode(us + load + report));
    });
  }
});
