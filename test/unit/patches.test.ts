import { expect } from 'chai';
import { patchFinalizationRegistry } from '../../lib/platform/finalization.ts';
import { replaceAccessor, replaceMethod, replaceValue, watchValue } from '../../lib/platform/patch.ts';
import { AsyncContext } from '../../polyfill/implementation.node.ts';
import { collectUntil } from '../support/gc.ts';

describe('replaceValue', () => {
  it('keeps the attributes of the property and puts the original descriptor back', () => {
    const holder = Object.defineProperty({}, 'key', { value: 1, configurable: true });
    const undo = replaceValue(holder, 'key', 2);
    expect(Reflect.getOwnPropertyDescriptor(holder, 'key')).to.deep.equal({
      value: 2,
      writable: false,
      enumerable: false,
      configurable: true,
    });
    undo();
    undo();
    expect(Reflect.getOwnPropertyDescriptor(holder, 'key')?.value).to.equal(1);
  });

  it("leaves somebody else's later replacement alone", () => {
    const holder = { key: 1 };
    const undo = replaceValue(holder, 'key', 2);
    holder.key = 3;
    undo();
    expect(holder.key).to.equal(3);
  });

  it('changes nothing where the property is missing or cannot be changed', () => {
    const missing = {};
    replaceValue(missing, 'key', 2)();
    const frozen = Object.freeze({ key: 1 });
    replaceValue(frozen, 'key', 2)();
    expect(Reflect.ownKeys(missing)).to.deep.equal([]);
    expect(frozen.key).to.equal(1);
  });
});

describe('patchFinalizationRegistry', () => {
  const Native = FinalizationRegistry;
  const nativeConstructor = Reflect.getOwnPropertyDescriptor(Native.prototype, 'constructor');

  function withPatch<R>(test: (scope: typeof globalThis) => R): R {
    const scope = Object.defineProperties(
      {},
      {
        FinalizationRegistry: Reflect.getOwnPropertyDescriptor(
          globalThis,
          'FinalizationRegistry',
        ) as PropertyDescriptor,
      },
    ) as typeof globalThis;
    const undo = patchFinalizationRegistry(scope);
    try {
      return test(scope);
    } finally {
      undo();
      expect(scope.FinalizationRegistry).to.equal(Native);
      expect(Reflect.getOwnPropertyDescriptor(Native.prototype, 'constructor')).to.deep.equal(nativeConstructor);
    }
  }

  it('looks like the native constructor and is undone', () => {
    withPatch(({ FinalizationRegistry: Patched }) => {
      expect(Patched).not.to.equal(Native);
      for (const key of ['length', 'name', 'prototype']) {
        expect(Reflect.getOwnPropertyDescriptor(Patched, key)).to.deep.equal(
          Reflect.getOwnPropertyDescriptor(Native, key),
        );
      }
      expect(Reflect.ownKeys(Patched)).to.have.members(Reflect.ownKeys(Native));
      expect(Patched.prototype.constructor).to.equal(Patched);
      expect(new Patched(() => 0)).to.be.an.instanceof(Native);
      class Derived extends Patched<number> {}
      expect(new Derived(() => 0)).to.be.an.instanceof(Derived);
    });
  });

  it('throws what the native constructor throws', () => {
    withPatch(({ FinalizationRegistry: Patched }) => {
      expect(() => (Patched as unknown as () => void)()).to.throw(TypeError);
      expect(() => new Patched(undefined as never)).to.throw(TypeError);
    });
  });

  it('does nothing where there is no FinalizationRegistry', () => {
    const scope = {};
    patchFinalizationRegistry(scope)();
    expect(scope).to.deep.equal({});
  });

  it('runs the callback in the mapping of the construction, with the held value alone', async () => {
    const variable = new AsyncContext.Variable<string>();
    const calls: unknown[] = [];
    const registry = withPatch(({ FinalizationRegistry: Patched }) =>
      variable.run('constructed', () => new Patched<string>((...args) => calls.push([variable.get(), ...args]))),
    );
    variable.run('registered', () => {
      registry.register({}, 'held');
    });
    await variable.run('collected', () => collectUntil(() => calls.length > 0));
    expect(calls).to.deep.equal([['constructed', 'held']]);
  });
});

describe('watchValue', () => {
  it('patches what is assigned later, and lets the last value stay when it is undone', () => {
    const holder: Record<string, unknown> = { tool: () => 'first' };
    const undo = watchValue(holder, 'tool', (assigned) =>
      replaceMethod(assigned, 'tool', (native) => (receiver, args) => [Reflect.apply(native, receiver, args)]),
    );
    const call = () => (holder.tool as () => unknown)();
    expect(call()).to.equal('first');
    const second = () => 'second';
    holder.tool = second;
    expect(call()).to.deep.equal(['second']);
    const patched = holder.tool;
    holder.tool = () => 'third';
    expect(call()).to.deep.equal(['third']);
    // What we made comes back when a tool undoes its assignment.
    holder.tool = patched;
    expect(call()).to.deep.equal(['second']);
    holder.tool = second;
    undo();
    expect(Reflect.getOwnPropertyDescriptor(holder, 'tool')).to.deep.equal({
      value: second,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  });

  it('changes nothing where the property is missing, an accessor or frozen', () => {
    const accessor = Object.defineProperty({}, 'tool', { get: () => 1, configurable: true });
    for (const holder of [{}, accessor, Object.freeze({ tool: 1 })]) {
      const before = Reflect.getOwnPropertyDescriptor(holder, 'tool');
      watchValue(holder, 'tool', () => {
        throw new Error('there is nothing to patch');
      })();
      expect(Reflect.getOwnPropertyDescriptor(holder, 'tool')).to.deep.equal(before);
    }
  });
});

describe('replaceAccessor', () => {
  it('replaces getter and setter by functions that look the same, and is undone', () => {
    class Lamp {
      #colour = 'red';
      get colour(): string {
        return this.#colour;
      }
      set colour(value: string) {
        this.#colour = value;
      }
    }
    const before = Reflect.getOwnPropertyDescriptor(Lamp.prototype, 'colour') as PropertyDescriptor;
    const undo = replaceAccessor(
      Lamp.prototype,
      'colour',
      (native) => (lamp) => `light ${String(Reflect.apply(native, lamp, []))}`,
      (native) => (lamp, value) => Reflect.apply(native, lamp, [`dark ${String(value)}`]),
    );
    const lamp = new Lamp();
    lamp.colour = 'blue';
    expect(lamp.colour).to.equal('light dark blue');
    const during = Reflect.getOwnPropertyDescriptor(Lamp.prototype, 'colour') as PropertyDescriptor;
    expect([during.get?.name, during.set?.name, during.set?.length]).to.deep.equal(['get colour', 'set colour', 1]);
    expect(() => {
      during.get?.call({});
    }).to.throw(TypeError);
    undo();
    expect(Reflect.getOwnPropertyDescriptor(Lamp.prototype, 'colour')).to.deep.equal(before);
  });
});
