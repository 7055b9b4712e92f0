import type { Host, Realm } from '../host.ts';
import { ecma262, proposal } from '../sections.ts';
import { defineArea, type CaseBody, type CaseContext, type Need } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';
import type { AsyncContextNamespace } from '../../lib/types.ts';

const Agents = proposal('sec-agents');
const CleanupFinalizationRegistry = proposal('sec-cleanup-finalization-registry');
const GeneratorStart = proposal('sec-generatorstart');
const NewPromiseResolveThenableJob = proposal('sec-newpromiseresolvethenablejob');
const PerformPromiseThen = proposal('sec-performpromisethen');
const SnapshotWrap = proposal('sec-asynccontext-snapshot.wrap');
const VariableConstructor = proposal('sec-asynccontext-variable');
const VariableRun = proposal('sec-asynccontext-variable.prototype.run');

type Variable = InstanceType<CaseContext['AsyncContext']['Variable']>;

/** A new realm, which every case here needs. */
const createRealm = (host: Host): Realm => (host.createRealm as () => Realm)();

/** A function of another realm. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what the source is
const functionOf = <F>(realm: Realm, source: string): F => realm.evaluate(`(${source})`) as F;

/** The AsyncContext of another realm. */
const namespaceOf = (realm: Realm): AsyncContextNamespace =>
  (realm.globalThis as unknown as { AsyncContext: AsyncContextNamespace }).AsyncContext;

export default defineArea('realms', 'Several realms of one agent', (define) => {
  const test = (title: string, section: string, body: CaseBody, needs: readonly Need[] = []) =>
    define(title, section, body, ['createRealm', ...needs]);

  test('a function of another realm sees the current mapping', Agents, ({ AsyncContext, host, assert }) => {
    const variable = new AsyncContext.Variable<string>();
    const read = functionOf<(variable: Variable) => unknown>(createRealm(host), '(variable) => variable.get()');
    assert.same(variable.run('called', read, variable), 'called');
  });

  test(
    'run is called with undefined as this, which a sloppy function of another realm sees as its own global',
    VariableRun,
    ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const realm = createRealm(host);
      const strict = functionOf<() => unknown>(realm, 'function () { "use strict"; return this; }');
      const sloppy = functionOf<() => unknown>(realm, 'function () { return this; }');
      assert.same(variable.run('called', strict), undefined, 'strict');
      assert.same(variable.run('called', sloppy), realm.evaluate('this'), 'sloppy');
    },
  );

  test(
    'an error of a function of another realm passes through run as it is, and the mapping is back',
    VariableRun,
    ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const realm = createRealm(host);
      const fail = functionOf<(variable: Variable) => unknown>(realm, '(variable) => variable.missing.property');
      let caught: unknown;
      try {
        variable.run('called', fail, variable);
      } catch (error) {
        caught = error;
      }
      assert.same(Object.getPrototypeOf(caught), realm.globalThis.TypeError.prototype, "the error's prototype");
      assert.same(variable.get(), undefined, 'the mapping');
    },
  );

  test(
    "a wrapped function of another realm runs in the captured mapping and has this realm's Function.prototype",
    SnapshotWrap,
    ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const read = functionOf<(variable: Variable) => unknown>(createRealm(host), '(variable) => variable.get()');
      const wrapped = variable.run('wrapped', () => AsyncContext.Snapshot.wrap(read));
      assert.same(variable.run('called', wrapped, variable), 'wrapped');
      assert.same(Object.getPrototypeOf(wrapped), Function.prototype);
    },
  );

  test(
    'the TypeError for a wrong receiver belongs to the realm of the method, not of its caller',
    VariableRun,
    ({ AsyncContext, host, assert }) => {
      const call = functionOf<(method: unknown) => unknown>(
        createRealm(host),
        '(method) => method.call({}, 0, () => 0)',
      );
      assert.throws(() => call(AsyncContext.Variable.prototype.run), TypeError);
    },
  );

  test(
    'the TypeError for a callback that is not callable belongs to the realm of run, not of its caller',
    VariableRun,
    ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<number>();
      const call = functionOf<(variable: Variable) => unknown>(createRealm(host), '(variable) => variable.run(0, {})');
      assert.throws(() => call(variable), TypeError);
    },
  );

  test(
    'handlers of a promise of another realm run in the mapping of the then call',
    PerformPromiseThen,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { Promise: OtherPromise } = createRealm(host).globalThis;
      let resolve!: (value: unknown) => void;
      const promise = new OtherPromise((resolvePromise) => {
        resolve = resolvePromise;
      });
      const seen = variable.run('then', () => promise.then(() => variable.get()));
      variable.run('settled', () => resolve(undefined));
      assert.same(await seen, 'then');
    },
  );

  test(
    'an async function that awaits a promise of another realm goes on in its own mapping',
    PerformPromiseThen,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { Promise: OtherPromise } = createRealm(host).globalThis;
      let resolve!: (value: unknown) => void;
      const promise = new OtherPromise((resolvePromise) => {
        resolve = resolvePromise;
      });
      const seen = variable.run('called', async () => {
        await promise;
        return variable.get();
      });
      variable.run('settled', () => resolve(undefined));
      assert.same(await seen, 'called');
    },
  );

  test(
    'an async function of another realm goes on in the mapping of its call after an await',
    PerformPromiseThen,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { promise, resolve } = deferred();
      const read = functionOf<(variable: Variable, promise: unknown) => unknown>(
        createRealm(host),
        'async (variable, promise) => { await null; await promise; return variable.get(); }',
      );
      const seen = variable.run('called', () => read(variable, promise));
      variable.run('settled', () => resolve(undefined));
      assert.same(await seen, 'called');
    },
  );

  test(
    'a thenable of another realm is called in the mapping of the await',
    NewPromiseResolveThenableJob,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const make = functionOf<(variable: Variable) => PromiseLike<unknown>>(
        createRealm(host),
        '(variable) => ({ then(resolve) { resolve(variable.get()); } })',
      );
      const thenable = variable.run('made', () => make(variable));
      assert.same(await variable.run('called', async () => thenable), 'called');
    },
  );

  test(
    'a generator of another realm runs in the mapping of its creation',
    GeneratorStart,
    ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const generate = functionOf<(variable: Variable) => Generator>(
        createRealm(host),
        'function* (variable) { yield variable.get(); }',
      );
      const generator = variable.run('made', () => generate(variable));
      assert.same(variable.run('next', () => generator.next()).value, 'made');
    },
  );

  test(
    'the callback of a registry of another realm runs in the mapping of the construction',
    CleanupFinalizationRegistry,
    async ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { FinalizationRegistry: OtherFinalizationRegistry } = createRealm(host).globalThis;
      const seen: unknown[] = [];
      const registry = variable.run(
        'constructed',
        () => new OtherFinalizationRegistry(() => seen.push(variable.get())),
      );
      for (let i = 0; i < 20; i++) registry.register({}, 0);
      for (let i = 0; i < 100 && seen.length === 0; i++) {
        await host.collectGarbage?.();
        await nextTask();
      }
      assert.same(seen[0], 'constructed');
    },
    ['collectGarbage', 'FinalizationRegistry'],
  );

  test(
    'a class of another realm that extends Variable makes working instances of its own prototype',
    VariableConstructor,
    ({ AsyncContext, host, assert }) => {
      const extend = functionOf<(base: unknown) => AsyncContextNamespace['Variable']>(
        createRealm(host),
        '(Base) => class extends Base {}',
      );
      const Subclass = extend(AsyncContext.Variable);
      const variable = new Subclass<string>();
      assert.same(Object.getPrototypeOf(variable), Subclass.prototype);
      assert.same(
        variable.run('called', () => variable.get()),
        'called',
      );
    },
  );

  const everyRealm: readonly Need[] = ['AsyncContext of another realm'];

  test(
    'every realm has an AsyncContext of its own',
    proposal('sec-asynccontext-object'),
    ({ AsyncContext, host, assert }) => {
      const other = namespaceOf(createRealm(host));
      assert.same(other === AsyncContext, false, 'the namespace');
      assert.same(other.Variable === AsyncContext.Variable, false, 'Variable');
      assert.same(other.Variable.prototype === AsyncContext.Variable.prototype, false, 'Variable.prototype');
      assert.same(other.Snapshot === AsyncContext.Snapshot, false, 'Snapshot');
      assert.same(other.Snapshot.prototype === AsyncContext.Snapshot.prototype, false, 'Snapshot.prototype');
    },
    everyRealm,
  );

  test(
    "the methods of one realm's prototype work on another realm's variable",
    proposal('sec-asynccontext-variable.prototype.get'),
    ({ AsyncContext, host, assert }) => {
      const variable = new (namespaceOf(createRealm(host)).Variable)<string>({ name: 'foreign' });
      const { get, run } = AsyncContext.Variable.prototype;
      assert.same(Reflect.apply(run, variable, ['called', () => Reflect.apply(get, variable, [])]), 'called');
      assert.same(Reflect.get(AsyncContext.Variable.prototype, 'name', variable), 'foreign');
    },
    everyRealm,
  );

  test(
    "a snapshot of one realm holds and restores the values of another realm's variables",
    Agents,
    ({ AsyncContext, host, assert }) => {
      const variable = new AsyncContext.Variable<string>();
      const { Snapshot } = namespaceOf(createRealm(host));
      const snapshot = variable.run('captured', () => new Snapshot());
      assert.same(
        variable.run('called', () =>
          Reflect.apply(AsyncContext.Snapshot.prototype.run, snapshot, [() => variable.get()]),
        ),
        'captured',
      );
    },
    everyRealm,
  );

  test(
    'a wrapped function has the Function.prototype of the realm of the wrap that made it',
    SnapshotWrap,
    ({ host, assert }) => {
      const realm = createRealm(host);
      const wrapped = namespaceOf(realm).Snapshot.wrap(() => 0);
      assert.same(Object.getPrototypeOf(wrapped), realm.globalThis.Function.prototype);
    },
    everyRealm,
  );

  test(
    'a NewTarget whose prototype is not an object gives an instance the prototype of the realm of NewTarget',
    ecma262('sec-getprototypefromconstructor'),
    ({ AsyncContext, host, assert }) => {
      const realm = createRealm(host);
      const newTarget = realm.evaluate(
        '(function () { function f() {} f.prototype = null; return f; })()',
      ) as () => void;
      const other = namespaceOf(realm);
      assert.same(
        Object.getPrototypeOf(Reflect.construct(AsyncContext.Variable, [], newTarget)),
        other.Variable.prototype,
        'Variable',
      );
      assert.same(
        Object.getPrototypeOf(Reflect.construct(AsyncContext.Snapshot, [], newTarget)),
        other.Snapshot.prototype,
        'Snapshot',
      );
    },
    everyRealm,
  );
});
