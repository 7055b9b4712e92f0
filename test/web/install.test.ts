import { expect } from 'chai';
import { runInNewContext } from 'node:vm';
import { install } from '../../lib/web/install.ts';

// The whole of this folder runs in a process of its own, whose globals it patches.
const watched: [object, PropertyKey][] = [
  [Promise.prototype, 'then'],
  [Promise.prototype, 'finally'],
  [Promise.prototype, 'constructor'],
  [Promise, 'resolve'],
  [globalThis, 'queueMicrotask'],
  [globalThis, 'setTimeout'],
  [globalThis, 'setInterval'],
  [globalThis, 'setImmediate'],
  [globalThis, 'FinalizationRegistry'],
  [FinalizationRegistry.prototype, 'constructor'],
  [Function.prototype, 'toString'],
];
const describeAll = () => watched.map(([holder, key]) => Reflect.getOwnPropertyDescriptor(holder, key));

describe('install', () => {
  it('puts every descriptor back', () => {
    const before = describeAll();
    const undo = install(globalThis);
    const during = describeAll();
    undo();
    during.forEach((descriptor, i) => {
      expect(descriptor, String(watched[i]?.[1])).not.to.deep.equal(before[i]);
    });
    expect(describeAll()).to.deep.equal(before);
  });

  it('replaces functions by ones that look native', () => {
    const natives = watched.map(([holder, key]) => Reflect.get(holder, key) as object);
    const describeFunction = (fn: object) => [
      Function.prototype.toString.call(fn),
      Reflect.ownKeys(fn).map((key) => [key, key === 'prototype' || Reflect.getOwnPropertyDescriptor(fn, key)]),
      'prototype' in fn,
    ];
    const before = natives.map(describeFunction);
    const undo = install(globalThis);
    try {
      const after = watched.map(([holder, key]) => Reflect.get(holder, key) as object);
      // Only the order of own keys and what names a property after an object may differ.
      after.forEach((fn, i) => {
        const key = watched[i]?.[1];
        if (key === 'FinalizationRegistry' || key === 'constructor') return;
        expect(describeFunction(fn), String(key)).to.deep.equal(before[i]);
      });
      expect(Promise.prototype.constructor).to.equal(Promise);
      expect(Promise.resolve().constructor).to.equal(Promise);
      expect(Object.prototype.toString.call(Promise.resolve())).to.equal('[object Promise]');
      expect(() => void Reflect.construct(Promise.prototype.then, [])).to.throw(TypeError);
      expect(Object.keys(Promise.resolve())).to.deep.equal([]);
    } finally {
      undo();
    }
  });

  it('lets an own constructor be assigned to a promise, and the inherited one be replaced', () => {
    const undo = install(globalThis);
    const promise = Promise.resolve() as { constructor: unknown };
    promise.constructor = Array;
    expect(Reflect.getOwnPropertyDescriptor(promise, 'constructor')).to.deep.equal({
      value: Array,
      writable: true,
      enumerable: true,
      configurable: true,
    });
    undo();
  });

  it('throws and changes nothing where Promise.prototype is frozen', () => {
    const scope = runInNewContext('Object.freeze(Promise.prototype); globalThis') as typeof globalThis;
    const before = Object.getOwnPropertyDescriptors(scope.Promise);
    expect(() => install(scope)).to.throw(TypeError, 'Promise.prototype.constructor');
    expect(Object.getOwnPropertyDescriptors(scope.Promise)).to.deep.equal(before);
  });

  it('installs in another realm of the agent, whose promises then keep the mapping', async () => {
    const scope = runInNewContext('globalThis') as typeof globalThis;
    const undo = install(scope);
    expect(Reflect.getOwnPropertyDescriptor(scope.Promise.prototype, 'constructor')?.get).to.be.a('function');
    expect(await scope.Promise.resolve(1).then((value) => value + 1)).to.equal(2);
    undo();
    expect(scope.Promise.prototype.constructor).to.equal(scope.Promise);
  });
});
