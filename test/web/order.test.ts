import { expect } from 'chai';
import { evaluate, installed } from './evaluate.ts';

const script = (install: string) => `
  ${install}
  const log = [];
  const pending = Promise.withResolvers ? Promise.withResolvers() : (() => { const d = {}; d.promise = new Promise((r) => (d.resolve = r)); return d; })();
  class Sub extends Promise {}
  const child = async (name) => { await null; log.push(name + ' child'); return Promise.resolve(name); };
  const flow = async (name) => {
    log.push(name + ' 0'); await 0;
    log.push(name + ' 1'); await Promise.resolve();
    log.push(name + ' 2'); await child(name);
    log.push(name + ' 3'); await pending.promise;
    log.push(name + ' 4'); await { then(ok) { log.push(name + ' then'); ok(); } };
    log.push(name + ' 5'); await Sub.resolve(1);
    log.push(name + ' 6'); await Promise.all([child(name + ' all'), 1, Promise.resolve(2)]);
    log.push(name + ' 7'); await Promise.resolve().then(() => child(name + ' chained')).finally(() => log.push(name + ' finally'));
    log.push(name + ' 8'); for await (const i of (async function* () { yield 1; yield Promise.resolve(2); })()) log.push(name + ' item ' + i);
    try { await Promise.reject(new Error('expected')); } catch { log.push(name + ' caught'); }
    await new Promise((resolve) => queueMicrotask(resolve));
    log.push(name + ' end');
  };
  const flows = [flow('a'), flow('b')];
  Promise.resolve().then(() => log.push('then 1')).then(() => log.push('then 2')).then(() => pending.resolve()).then(() => log.push('then 3'));
  await Promise.all(flows);
  console.log(JSON.stringify(log));`;

describe('the web backend in a program that does not know of it', () => {
  it('leaves the order of every step of two flows as it is', async () => {
    const bare = await evaluate(script(''));
    const patched = await evaluate(script(installed));
    const inRun = await evaluate(
      script(`${installed} const v = new AsyncContext.Variable();`).replace(
        "[flow('a'), flow('b')]",
        "[v.run('a', flow, 'a'), v.run('b', flow, 'b')]",
      ),
    );
    expect(JSON.parse(bare.stdout)).to.have.length.above(30);
    expect(patched.stdout).to.equal(bare.stdout);
    expect(inRun.stdout).to.equal(bare.stdout);
  });

  it('leaves unhandled rejections to be reported once, for the same promises', async () => {
    const source = (install: string) => `
      ${install}
      const reported = [];
      process.on('unhandledRejection', (reason) => reported.push(reason));
      const fail = async (name) => { await null; throw name; };
      const main = async () => {
        Promise.reject('settled');
        fail('async function');
        Promise.resolve().then(() => { throw 'then'; });
        Promise.reject('through then').then(() => 0);
        Promise.reject('through finally').finally(() => 0);
        Promise.reject('caught').catch(() => 0);
        try { await fail('awaited'); } catch {}
        const late = Promise.reject('awaited at once');
        try { await late; } catch {}
        Promise.all([fail('first of all'), fail('second of all')]);
      };
      ${install === '' ? 'await main();' : 'await new AsyncContext.Variable().run(1, main);'}
      await new Promise((resolve) => setTimeout(resolve, 20));
      console.log(JSON.stringify(reported.sort()));`;
    const bare = await evaluate(source(''));
    expect(JSON.parse(bare.stdout)).to.deep.equal([
      'async function',
      'first of all',
      'settled',
      'then',
      'through finally',
      'through then',
    ]);
    expect((await evaluate(source(installed))).stdout).to.equal(bare.stdout);
  });

  it('lets the microtask queue go idle when flows are over', async () => {
    const source = `
      ${installed}
      const v = new AsyncContext.Variable();
      for (let i = 0; i < 100; i++) {
        v.run(i, async () => { await 0; await Promise.resolve(); for (let k = 0; k < 5; k++) { v.get(); await k; } });
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
      // A task that is reached at all: a queue that never empties would starve it.
      let microtasks = 0;
      const { createHook } = await import('node:async_hooks');
      const hook = createHook({ init: (id, type) => { if (type === 'PROMISE' || type === 'Microtask') microtasks++; } }).enable();
      await new Promise((resolve) => setImmediate(resolve));
      const before = microtasks;
      setImmediate(() => setImmediate(() => { hook.disable(); console.log(microtasks - before < 100); }));`;
    expect((await evaluate(source)).stdout.trim()).to.equal('true');
  });
});
