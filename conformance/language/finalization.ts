import type { Host } from '../host.ts';
import { ecma262, proposal } from '../sections.ts';
import { defineArea, type CaseBody, type Need } from '../suite.ts';
import { nextTask } from '../timing.ts';

const CleanupFinalizationRegistry = proposal('sec-cleanup-finalization-registry');
const FinalizationRegistryConstructor = proposal('sec-finalization-registry-cleanup-callback');

/** Registers objects that nothing refers to; several, since an engine may find a trace of one on the stack. */
function registerGarbage<T>(registry: FinalizationRegistry<T>, heldValue: T, token?: object): void {
  for (let i = 0; i < 20; i++) registry.register({}, heldValue, token);
}

/**
 * Collects garbage until `done` says so, a bounded number of times. The registry is kept till then:
 * one that is garbage itself need not call back.
 */
async function collectUntil(host: Host, registry: object, done: () => boolean): Promise<void> {
  const kept = [registry];
  for (let i = 0; i < 100 && !done(); i++) {
    await host.collectGarbage?.();
    await nextTask();
  }
  kept.pop();
}

export default defineArea('finalization', 'FinalizationRegistry', (define) => {
  const test = (title: string, section: string, body: CaseBody, needs: readonly Need[] = []) =>
    define(title, section, body, ['FinalizationRegistry', ...needs]);
  const collecting = (title: string, section: string, body: CaseBody) => test(title, section, body, ['collectGarbage']);

  collecting(
    'the callback runs in the mapping of the construction, wherever targets are registered and collected',
    CleanupFinalizationRegistry,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const registry = variable.run('constructed', () => new FinalizationRegistry(() => seen.push(variable.get())));
      variable.run('registered', () => registerGarbage(registry, 0));
      await variable.run('collected', () => collectUntil(host, registry, () => seen.length > 0));
      assert.same(seen[0], 'constructed');
    },
  );

  collecting(
    'the callback of a registry that is constructed outside any run sees no value of the run that registers',
    CleanupFinalizationRegistry,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>({ defaultValue: 'default' });
      const seen: unknown[] = [];
      const registry = new FinalizationRegistry(() => seen.push(variable.get()));
      await variable.run('registered and collected', () => {
        registerGarbage(registry, 0);
        return collectUntil(host, registry, () => seen.length > 0);
      });
      assert.same(seen[0], 'default');
    },
  );

  collecting(
    'a registry keeps its mapping for targets that are registered after others were collected',
    CleanupFinalizationRegistry,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen = new Map<string, unknown>();
      const registry = variable.run(
        'constructed',
        () => new FinalizationRegistry((heldValue: string) => seen.set(heldValue, variable.get())),
      );
      for (const heldValue of ['first', 'second']) {
        registerGarbage(registry, heldValue);
        await collectUntil(host, registry, () => seen.has(heldValue));
      }
      assert.sameList([seen.get('first'), seen.get('second')], ['constructed', 'constructed']);
    },
  );

  collecting(
    'a registry keeps the values of its mapping alive',
    CleanupFinalizationRegistry,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<object>();
      const seen: unknown[] = [];
      const registry = variable.run(
        { tag: 'constructed' },
        () => new FinalizationRegistry(() => seen.push((variable.get() as { tag?: unknown } | undefined)?.tag)),
      );
      for (let i = 0; i < 3; i++) {
        await host.collectGarbage?.();
        await nextTask();
      }
      registerGarbage(registry, 0);
      await collectUntil(host, registry, () => seen.length > 0);
      assert.same(seen[0], 'constructed');
    },
  );

  collecting(
    'what the callback does after an await is in the mapping of the construction too',
    CleanupFinalizationRegistry,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      const registry = variable.run(
        'constructed',
        () =>
          new FinalizationRegistry(async () => {
            await undefined;
            seen.push(variable.get());
          }),
      );
      variable.run('registered', () => registerGarbage(registry, 0));
      await collectUntil(host, registry, () => seen.length > 0);
      assert.same(seen[0], 'constructed');
    },
  );

  collecting(
    'the callback is called with the held value alone and without a receiver',
    CleanupFinalizationRegistry,
    async ({ host, assert }) => {
      const heldValue = { held: true };
      const seen: { receiver: unknown; args: unknown[] }[] = [];
      const registry = new FinalizationRegistry(function (this: unknown, ...args: unknown[]) {
        seen.push({ receiver: this, args });
      });
      registerGarbage(registry, heldValue);
      await collectUntil(host, registry, () => seen.length > 0);
      const { receiver, args } = seen[0] ?? assert.fail('the callback was not called');
      assert.same(receiver, undefined, 'this');
      assert.sameList(args, [heldValue], 'arguments');
    },
  );

  collecting(
    'the callback of a subclass runs in the mapping of the construction',
    CleanupFinalizationRegistry,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const seen: unknown[] = [];
      class Registry extends FinalizationRegistry<unknown> {}
      const registry = variable.run('constructed', () => new Registry(() => seen.push(variable.get())));
      registerGarbage(registry, 0);
      await collectUntil(host, registry, () => seen.length > 0);
      assert.same(seen[0], 'constructed');
    },
  );

  collecting(
    'unregister prevents the callback',
    ecma262('sec-finalization-registry.prototype.unregister'),
    async ({ host, assert }) => {
      const seen: unknown[] = [];
      const registry = new FinalizationRegistry((heldValue) => seen.push(heldValue));
      const token = {};
      registerGarbage(registry, 'unregistered', token);
      assert.same(registry.unregister(token), true);
      registerGarbage(registry, 'registered');
      await collectUntil(host, registry, () => seen.length > 0);
      await nextTask();
      assert.same(seen.includes('registered'), true, 'a callback for what is still registered');
      assert.same(seen.includes('unregistered'), false, 'a callback for what is not');
    },
  );

  test('construction without new throws a TypeError', FinalizationRegistryConstructor, ({ assert }) => {
    const call = FinalizationRegistry as unknown as (callback: () => void) => unknown;
    assert.throws(() => call(() => {}), TypeError);
  });

  test(
    'a callback that is not callable throws a TypeError before the prototype of NewTarget is read',
    FinalizationRegistryConstructor,
    ({ assert }) => {
      let read = false;
      const newTarget = new Proxy(FinalizationRegistry, {
        get(target, key, receiver): unknown {
          if (key === 'prototype') read = true;
          return Reflect.get(target, key, receiver);
        },
      });
      for (const callback of [undefined, null, 'text', Symbol(), {}]) {
        assert.throws(() => Reflect.construct(FinalizationRegistry, [callback], newTarget), TypeError);
      }
      assert.same(read, false);
    },
  );

  test(
    'construction reads neither the length nor the name of the callback',
    FinalizationRegistryConstructor,
    ({ assert }) => {
      const seen: unknown[] = [];
      const callback = new Proxy(() => {}, {
        get(target, key, receiver): unknown {
          seen.push(key);
          return Reflect.get(target, key, receiver);
        },
        getOwnPropertyDescriptor(target, key) {
          seen.push(key);
          return Reflect.getOwnPropertyDescriptor(target, key);
        },
      });
      new FinalizationRegistry(callback);
      assert.sameList(seen, []);
    },
  );

  test('an instance gets its prototype from NewTarget', FinalizationRegistryConstructor, ({ assert }) => {
    class Registry extends FinalizationRegistry<unknown> {}
    const registry = new Registry(() => {});
    assert.same(Object.getPrototypeOf(registry), Registry.prototype, 'of a subclass');
    class Other {}
    const constructed: unknown = Reflect.construct(FinalizationRegistry, [() => {}], Other);
    assert.same(Object.getPrototypeOf(constructed), Other.prototype, 'of an unrelated class');
    function WithoutPrototype() {}
    WithoutPrototype.prototype = null;
    const fallback: unknown = Reflect.construct(FinalizationRegistry, [() => {}], WithoutPrototype);
    assert.same(Object.getPrototypeOf(fallback), FinalizationRegistry.prototype, 'where that is not an object');
  });

  test('the constructor looks as ECMA-262 has it', ecma262('sec-finalization-registry-constructor'), ({ assert }) => {
    const hidden = { writable: true, enumerable: false, configurable: true };
    assert.property(globalThis, 'FinalizationRegistry', hidden);
    assert.property(FinalizationRegistry, 'name', { value: 'FinalizationRegistry', writable: false });
    assert.property(FinalizationRegistry, 'length', { value: 1, writable: false, enumerable: false });
    assert.property(FinalizationRegistry, 'prototype', { writable: false, enumerable: false, configurable: false });
    assert.property(FinalizationRegistry.prototype, 'constructor', { value: FinalizationRegistry, ...hidden });
    assert.same(Object.getPrototypeOf(FinalizationRegistry), Function.prototype);
    assert.sameList(Reflect.ownKeys(FinalizationRegistry).sort(), ['length', 'name', 'prototype'], 'own keys');
  });
});
