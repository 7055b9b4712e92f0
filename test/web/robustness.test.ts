import { expect } from 'chai';
import { works } from '../support/works.ts';
import { evaluate, installed } from './evaluate.ts';

const seenBy = async (program: string): Promise<unknown> => {
  const { stdout } = await evaluate(`
    ${installed}
    const v = new AsyncContext.Variable();
    const seen = [];
    const see = (where) => seen.push([where, v.get() ?? null]);
    const { stat } = process.getBuiltinModule?.('fs') ?? (await import('node:fs'));
    // A task that nothing of ours announces: what was left active shows here.
    const inTask = (fn) => new Promise((resolve) => stat('.', () => { fn(); resolve(); }));
    const defer = () => { const d = {}; d.promise = new Promise((resolve) => (d.resolve = resolve)); return d; };
    ${program}
    console.log(JSON.stringify(seen));`);
  return JSON.parse(stdout);
};

describe('the web backend, where a program is in its way', () => {
  for (const [title, change] of [
    ['is given a constructor that is no object', 'promise.constructor = 1'],
    [
      'is given a constructor that throws',
      "Object.defineProperty(promise, 'constructor', { configurable: true, get() { throw 1; } })",
    ],
  ] as const) {
    it(`leaves the await of a promise that ${title} while it is pending`, async () => {
      const seen = await seenBy(`
        const { promise, resolve } = defer();
        const read = async () => { await promise; see('flow'); };
        const flow = v.run('flow', () => { const done = read(); ${change}; return done; });
        see('outside');
        v.run('settler', resolve);
        await flow;
        see('after it');
        await inTask(() => see('later'));`);
      expect(seen).to.deep.equal([
        ['outside', null],
        ['flow', 'flow'],
        ['after it', null],
        ['later', null],
      ]);
    });
  }

  it('leaves nothing behind where a promise was frozen with a constructor that throws', async () => {
    const seen = await seenBy(`
      const { promise, resolve } = defer();
      const read = async () => { await promise; };
      const flow = v.run('flow', () => {
        const done = read();
        Object.defineProperty(promise, 'constructor', { get() { throw 1; } });
        return done;
      });
      see('outside');
      resolve();
      await flow;
      see('after it');
      await inTask(() => see('later'));`);
    expect(seen).to.deep.equal([
      ['outside', null],
      ['after it', null],
      ['later', null],
    ]);
  });

  it('hears the await of a promise whose constructor was assigned to what it is', async () => {
    const seen = await seenBy(`
      const { promise, resolve } = defer();
      promise.constructor = Promise;
      const flow = v.run('flow', async () => { await promise; see('flow'); });
      v.run('settler', resolve);
      await flow;
      seen.push([promise.constructor === Promise, Object.keys(promise)]);`);
    expect(seen).to.deep.equal([
      ['flow', 'flow'],
      [true, ['constructor']],
    ]);
  });

  it('puts everything back after the stack has overflowed at any depth', async () => {
    const seen = await seenBy(`
      const pending = defer();
      ${works}
      let left = 0;
      const descend = (i) => { if (i % 3 === 0) works[left++ % works.length](); v.run(i, descend, i + 1); };
      const plain = (i) => { works[left++ % works.length](); plain(i + 1); };
      for (let i = 0; i < 20; i++) {
        for (const dive of [descend, plain]) {
          left = i;
          try { dive(i); } catch (error) { if (!(error instanceof RangeError)) throw error; }
          if (v.get() !== undefined) see('after overflow ' + i);
        }
        await 0;
        if (v.get() !== undefined) see('a job after overflow ' + i);
        await inTask(() => { if (v.get() !== undefined) see('a task after overflow ' + i); });
      }
      pending.resolve();
      await inTask(() => see('at the end'));
      const flow = v.run('flow', async () => { for (let i = 0; i < 10; i++) await i; see('flow'); });
      await flow;`);
    expect(seen).to.deep.equal([
      ['at the end', null],
      ['flow', 'flow'],
    ]);
  });

  it('comes back to where it was when microtasks run inside of a run', async () => {
    const seen = await seenBy(`
      // In a task, because a microtask that runs microtasks does nothing.
      await inTask(() => v.run('flow', () => {
        (async () => { for (let i = 0; i < 5; i++) await i; see('inside'); })();
        process._tickCallback();
        see('run');
      }));
      see('outside');
      await 0;
      see('afterwards');
      await v.run('next', async () => { await 0; see('next'); });`);
    expect(seen).to.deep.equal([
      ['inside', 'flow'],
      ['run', 'flow'],
      ['outside', null],
      ['afterwards', null],
      ['next', 'next'],
    ]);
  });
});
