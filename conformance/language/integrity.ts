import type { AsyncContextNamespace } from '../../lib/types.ts';
import { ecma262, proposal } from '../sections.ts';
import { defineArea } from '../suite.ts';

const Builtins = ecma262('sec-algorithm-conventions-abstract-operations');
const RequireInternalSlot = ecma262('sec-requireinternalslot');
const AsyncContextObject = proposal('sec-asynccontext-object');

// Saved, and called without the help of any other built-in, because the cases break them all.
const { apply, defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } =
  Reflect;
const { prototype: typeErrorPrototype } = TypeError;

function broken(): never {
  throw new Error('a built-in that the program has broken was called');
}

/**
 * In place of `broken` for what a host that is written in JavaScript may call in the middle of its
 * bookkeeping, where an error would leave it in disorder for all that follows.
 */
function useless(): undefined {
  return undefined;
}

/** A property, with what replaces it while something runs and what it is before and after. */
interface Break {
  readonly holder: object;
  readonly key: PropertyKey;
  readonly replacement: PropertyDescriptor;
  readonly original: PropertyDescriptor | undefined;
}

function breakOf(holder: object, key: PropertyKey, replacement: PropertyDescriptor): Break {
  const original = getOwnPropertyDescriptor(holder, key);
  // Object.prototype is among what is broken.
  for (const descriptor of [replacement, original]) if (descriptor !== undefined) setPrototypeOf(descriptor, null);
  return { holder, key, replacement, original };
}

/** Breaks for the named methods and getters of `holder`, or for all that it has. */
function methods(holder: object, names = ownKeys(holder), replacement: () => unknown = broken): Break[] {
  const breaks: Break[] = [];
  for (const name of names) {
    const descriptor = getOwnPropertyDescriptor(holder, name);
    if (descriptor?.configurable !== true || name === 'constructor') continue;
    if (descriptor.get !== undefined) breaks.push(breakOf(holder, name, { ...descriptor, get: replacement }));
    else if (typeof descriptor.value === 'function') {
      breaks.push(breakOf(holder, name, { ...descriptor, value: replacement }));
    }
  }
  return breaks;
}

/** Breaks for the methods of the prototypes of the named classes, as far as the realm has them. */
const methodsOf = (...names: readonly string[]): Break[] =>
  names.flatMap((name) => {
    const { prototype } = (globalThis as unknown as Record<string, { prototype?: object }>)[name] ?? {};
    return prototype === undefined ? [] : methods(prototype);
  });

/** Calls `fn` while all the properties from `index` on are replaced, with nothing that may be broken itself. */
function whileBroken<R>(breaks: readonly Break[], fn: () => R, index = 0): R {
  if (index === breaks.length) return fn();
  const { holder, key, replacement, original } = breaks[index] as Break;
  defineProperty(holder, key, replacement);
  try {
    return whileBroken(breaks, fn, index + 1);
  } finally {
    if (original === undefined) deleteProperty(holder, key);
    else defineProperty(holder, key, original);
  }
}

/** A use of every operation, on objects from before and on new ones, and what it has to give. */
function prepare({ Variable, Snapshot }: AsyncContextNamespace): { use: () => unknown[]; expected: unknown[] } {
  const older = new Variable<string>({ name: 'older', defaultValue: 'default' });
  const olderSnapshot = older.run('captured', () => new Snapshot());
  const olderWrapped = older.run('wrapped', () => Snapshot.wrap(() => older.get()));
  const wrongReceiver = { get: Variable.prototype.get };

  const use = (): unknown[] => {
    const newer = new Variable<string>({ name: 'newer' });
    const snapshot = newer.run('captured', () => new Snapshot());
    const wrapped = newer.run('wrapped', () =>
      Snapshot.wrap(function named(this: unknown, first: unknown, second: unknown): unknown {
        return first === 1 && second === 2 && this === holder && newer.get();
      }),
    );
    const holder = { wrapped };
    let afterThrow: unknown = 'nothing';
    try {
      older.run('throws', () => {
        throw older;
      });
    } catch (error) {
      afterThrow = error === older && older.get();
    }
    let error: unknown;
    try {
      wrongReceiver.get();
    } catch (thrown) {
      error = thrown;
    }
    return [
      older.get(),
      older.name,
      older.run('outer', () => older.run('inner', () => older.get())),
      older.run('outer', () => newer.run('inner', () => older.get())),
      older.run('x', (first: number, second: number) => first + second, 1, 2),
      older.run('outer', () => olderSnapshot.run(() => older.get())),
      older.run('outer', olderWrapped),
      newer.name,
      newer.get(),
      newer.run('outer', () => snapshot.run((argument: string) => newer.get() === 'captured' && argument, 'argument')),
      holder.wrapped(1, 2),
      wrapped.name,
      wrapped.length,
      afterThrow,
      getPrototypeOf(error as object) === typeErrorPrototype,
    ];
  };

  const expected = [
    ...['default', 'older', 'inner', 'outer', 3, 'captured', 'wrapped'],
    ...['newer', undefined, 'argument', 'wrapped', 'wrapped named', 2],
    ...['default', true],
  ];
  return { use, expected };
}

export default defineArea('integrity', 'Programs that break built-ins', (test) => {
  test(
    'every operation gives what it should while nothing is broken',
    AsyncContextObject,
    ({ AsyncContext, assert }) => {
      const { use, expected } = prepare(AsyncContext);
      assert.sameList(use(), expected);
    },
  );

  const survives = (title: string, makeBreaks: () => readonly Break[]) => {
    test(title, Builtins, ({ AsyncContext, assert }) => {
      const breaks = makeBreaks();
      assert.same(breaks.length > 0, true, 'something to break');
      const { use, expected } = prepare(AsyncContext);
      assert.sameList(whileBroken(breaks, use), expected);
    });
  };

  for (const name of ['call', 'apply', 'bind', 'toString']) {
    survives(`nothing depends on Function.prototype.${name}`, () => methods(Function.prototype, [name]));
  }

  survives('nothing depends on the iteration of arrays', () => [
    ...methods(Array.prototype, [Symbol.iterator]),
    ...methods(getPrototypeOf([].values()) as object, ['next']),
  ]);

  survives('nothing depends on the methods of Array.prototype', () =>
    methods(Array.prototype, ownKeys(Array.prototype), useless),
  );

  survives('nothing depends on the static methods of Array', () => methods(Array));

  survives('nothing depends on the methods of Map.prototype and Set.prototype', () => methodsOf('Map', 'Set'));

  survives('nothing depends on the methods of what WeakMap, WeakSet, WeakRef and FinalizationRegistry make', () =>
    methodsOf('WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry'),
  );

  survives('nothing depends on Promise.prototype.then, catch and finally', () => methodsOf('Promise'));

  survives('nothing depends on the static methods of Promise', () => methods(Promise));

  survives('nothing depends on the functions of Reflect', () => methods(Reflect));

  survives('nothing depends on the static methods of Object', () => methods(Object));

  survives('nothing depends on the methods of Object.prototype', () => methods(Object.prototype));

  survives('nothing depends on the methods of String.prototype, Number.prototype and Symbol.prototype', () =>
    methodsOf('String', 'Number', 'Symbol'),
  );

  survives('nothing depends on the functions of Math', () => methods(Math));

  survives('nothing depends on the static methods of Number, String and Symbol', () => [
    ...methods(Number),
    ...methods(String),
    ...methods(Symbol),
  ]);

  for (const names of [['get'], ['set'], ['value', 'writable', 'enumerable', 'configurable']]) {
    survives(`no property descriptor inherits ${names.join(', ')} from Object.prototype`, () =>
      names.map((name) => breakOf(Object.prototype, name, { value: broken, writable: true, configurable: true })),
    );
  }

  for (const names of [
    ['Array', 'Function', 'Math', 'Object', 'Promise', 'Proxy', 'Reflect'],
    ['FinalizationRegistry', 'Map', 'Set', 'WeakMap', 'WeakRef', 'WeakSet'],
    ['Boolean', 'Number', 'String', 'Symbol'],
    ['Error', 'TypeError', 'globalThis'],
  ]) {
    survives(`nothing depends on what the global names ${names.join(', ')} refer to`, () =>
      names.map((name) => breakOf(globalThis, name, { value: broken, writable: true, configurable: true })),
    );
  }

  test('values and arguments pass setters for the elements of arrays by', Builtins, ({ AsyncContext, assert }) => {
    const { Variable, Snapshot } = AsyncContext;
    const numbers = Array.from({ length: 24 }, (_, index) => index);
    const variables = numbers.map(() => new Variable<number>());
    const collect = (...args: unknown[]) => args;
    // High indices, because a host that is written in JavaScript fills the low ones of its own arrays.
    const setters = [20, 21, 22, 23].map((index) =>
      breakOf(Array.prototype, index, { set: broken, configurable: true }),
    );
    const seen = whileBroken(setters, () => {
      let snapshot = new Snapshot();
      variables.forEach((variable, index) => {
        snapshot = snapshot.run(() => variable.run(index, () => new Snapshot()));
      });
      return {
        values: snapshot.run(() => variables.map((variable) => variable.get())),
        ofRun: new Variable().run(0, collect, ...numbers),
        ofSnapshot: snapshot.run(collect, ...numbers),
        ofWrapped: Snapshot.wrap(collect)(...numbers),
      };
    });
    assert.sameList(seen.values, numbers, 'values');
    assert.sameList(seen.ofRun, numbers, 'arguments of Variable.prototype.run');
    assert.sameList(seen.ofSnapshot, numbers, 'arguments of Snapshot.prototype.run');
    assert.sameList(seen.ofWrapped, numbers, 'arguments of a wrapped function');
  });

  test('nothing depends on the public properties of AsyncContext', AsyncContextObject, ({ AsyncContext, assert }) => {
    const { Variable, Snapshot } = AsyncContext;
    type Method = (...args: unknown[]) => unknown;
    const { get, run } = Variable.prototype as unknown as Record<'get' | 'run', Method>;
    const { run: restore } = Snapshot.prototype as unknown as Record<'run', Method>;
    const { wrap } = Snapshot as unknown as Record<'wrap', Method>;
    const variable = new Variable({ defaultValue: 'default' });
    const read = () => apply(get, variable, []);
    const makeSnapshot = () => new Snapshot();
    const makeWrapped = () => apply(wrap, undefined, [read]) as () => unknown;
    const breaks = [
      ...methods(AsyncContext),
      ...methods(Variable.prototype),
      ...methods(Snapshot.prototype),
      ...methods(Snapshot),
    ];
    const seen = whileBroken(breaks, () => {
      const snapshot = apply(run, variable, ['captured', makeSnapshot]) as object;
      const wrapped = apply(run, variable, ['wrapped', makeWrapped]) as () => unknown;
      return [apply(restore, snapshot, [read]), wrapped(), read()];
    });
    assert.sameList(seen, ['captured', 'wrapped', 'default']);
  });

  test(
    'receivers are told apart by their slots, whatever Symbol.hasInstance says',
    RequireInternalSlot,
    ({ AsyncContext, assert }) => {
      const { Variable, Snapshot } = AsyncContext;
      for (const answer of [true, false]) {
        const breaks = [Variable, Snapshot].map((constructor) =>
          breakOf(constructor, Symbol.hasInstance, { value: () => answer, configurable: true }),
        );
        whileBroken(breaks, () => {
          const variable = new Variable<number>();
          assert.same(
            variable.run(1, () => new Snapshot()).run(() => variable.get()),
            1,
          );
          assert.throws(() => Variable.prototype.get.call({} as typeof variable), TypeError);
          assert.throws(() => Snapshot.prototype.run.call({} as never, () => undefined), TypeError);
        });
      }
    },
  );
});
