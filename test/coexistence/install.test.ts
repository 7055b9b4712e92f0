import { expect } from 'chai';
import { inEachBrowser } from '../support/browsers/each.ts';
import type { Server } from '../support/browsers/server.ts';
import { expectClean, runNode, runPage, script, serveAll } from './support.ts';

/** The package as modules of a page, which change nothing by being loaded. */
const modules = `
  const { AsyncContext } = await import('/dist/web/implementation.js');
  const { install } = await import('/dist/web/install.js');`;

const modulesInNode = `
  const { AsyncContext } = await import('asynccontext-polyfill/implementation');
  const { install } = await import('asynccontext-polyfill/install');`;

/** Where later copies of the package find the agent, which a realm never leaves. */
const registry = 'global.Symbol(asynccontext-polyfill.agent.1)';

/** Defines `changes`, which names the properties that have changed since. */
const watch = `
  const allChanges = watchRealm(globalThis);
  const changes = () => allChanges().filter((name) => name !== '${registry}');`;

const scenarios = {
  'puts every descriptor back, and installs again': `
    ${watch}
    const results = [];
    for (let i = 0; i < 2; i++) {
      const uninstall = install();
      const during = changes();
      const same = install(globalThis) === uninstall;
      const report = await runSeeds(AsyncContext);
      uninstall();
      uninstall();
      results.push({ during, same, report, after: changes() });
    }
    return results;`,
  'leaves what another tool has put above it, and installs again': `
    install()();
    const { then } = Promise.prototype;
    const { setTimeout: later } = globalThis;
    const uninstall = install();
    const { then: ourThen } = Promise.prototype;
    const { setTimeout: ourLater } = globalThis;
    function above(...args) { return Reflect.apply(ourThen, this, args); }
    function laterAbove(...args) { return Reflect.apply(ourLater, this, args); }
    Promise.prototype.then = above;
    globalThis.setTimeout = laterAbove;
    uninstall();
    const kept = Promise.prototype.then === above && setTimeout === laterAbove;
    const { get } = Object.getOwnPropertyDescriptor(Promise.prototype, 'constructor');
    const value = await new Promise((resolve) => {
      setTimeout((first) => { Promise.resolve(first).then(resolve); }, 0, 'value');
    });
    install();
    const report = await runSeeds(AsyncContext);
    const stillAbove = Promise.prototype.then !== then && setTimeout !== later;
    return { kept, get: typeof get, value, report, stillAbove };`,
  'refuses what is no global object': `
    const thrown = [null, 1, 'window', {}, { Promise: 1 }, { Promise: () => 1 }, () => 1].map((scope) => {
      try {
        install(scope);
        return 'nothing';
      } catch (error) {
        return String(error);
      }
    });
    return { thrown };`,
} as const;

type Scenario = keyof typeof scenarios;
type Runner = (scenario: Scenario) => Promise<unknown>;

function defineScenarios(run: Runner): void {
  it('puts every descriptor back, and installs again', async () => {
    const results = (await run('puts every descriptor back, and installs again')) as {
      during: string[];
      same: boolean;
      report: unknown;
      after: string[];
    }[];
    expect(results).to.have.length(2);
    for (const { during, same, report, after } of results) {
      expect(during).to.include.members([
        'global.Promise.prototype.constructor',
        'global.Promise.prototype.then',
        'global.setTimeout',
      ]);
      expect(same).to.equal(true);
      expectClean(report);
      expect(after.join(' ')).to.equal('');
    }
  });

  it('leaves what another tool has put above it, and installs again', async () => {
    const result = await run('leaves what another tool has put above it, and installs again');
    const { report, ...others } = result as { report: unknown };
    expect(others).to.deep.equal({ kept: true, get: 'undefined', value: 'value', stillAbove: true });
    expectClean(report);
  });

  it('refuses what is no global object', async () => {
    const { thrown } = (await run('refuses what is no global object')) as { thrown: string[] };
    for (const message of thrown) expect(message).to.match(/^TypeError: install: scope must be the global object/);
  });
}

inEachBrowser('install in a page', ({ open, startServer }) => {
  let server: Server;
  before(async () => {
    server = await serveAll(startServer);
  });

  defineScenarios((scenario) => runPage(open, server, '', modules + scenarios[scenario]));

  it('throws and changes nothing where Promise.prototype is frozen', async () => {
    const work = `
      ${modules}
      ${watch}
      const thrown = [];
      for (const attempted of [install, () => new AsyncContext.Variable(), () => new AsyncContext.Snapshot(), install]) {
        try {
          attempted();
        } catch (error) {
          thrown.push([String(error), ...changes()]);
        }
      }
      const byScript = await load(document, '${script}');
      return { thrown, byScript, changed: changes() };`;
    const result = await runPage(open, server, '<script>Object.freeze(Promise.prototype);</script>', work);
    const { thrown, byScript, changed } = result as { thrown: string[][]; byScript: string; changed: string[] };
    expect(thrown).to.have.length(4);
    for (const [message, ...others] of thrown) {
      expect(message).to.equal('TypeError: AsyncContext: Promise.prototype.constructor cannot be replaced');
      expect(others.join(' ')).to.equal('');
    }
    expect(byScript).to.include('TypeError: AsyncContext: Promise.prototype.constructor cannot be replaced');
    expect(changed.join(' ')).to.equal('');
  });

  // The native reads the constructor of its promise as await does, and is heard by that.
  for (const [title, preparation] of Object.entries({
    'Promise itself is frozen': 'Object.freeze(Promise);',
    'then alone cannot be replaced': `Object.defineProperty(Promise.prototype, 'then', { writable: false, configurable: false });`,
  })) {
    it(`leaves flows their values where ${title}`, async () => {
      const work = `${modules} install(); return runSeeds(AsyncContext);`;
      expectClean(await runPage(open, server, `<script>${preparation}</script>`, work));
    });
  }
});

describe('install in Node', () => {
  defineScenarios((scenario) =>
    runNode(`${modulesInNode}
      const result = await (async () => { ${scenarios[scenario]} })();
      console.log(JSON.stringify(result));`),
  );
});
