import type { Variable } from '../../lib/types.ts';
import { ecma262, proposal } from '../sections.ts';
import { defineArea, type Need } from '../suite.ts';
import type { Host } from '../host.ts';

type Read = () => unknown;

const Mapping = proposal('sec-asynccontext-mapping-record-specification-type');

export default defineArea('calls', 'What runs in the mapping of its caller', (test) => {
  /**
   * Defines a case for code that is called in some way other than by a call expression.
   *
   * @param make prepares, in one mapping, what calls `read` when the returned function is called
   *   in another one, and returns what `read` returned
   */
  const inheritsCaller = (
    title: string,
    section: string,
    make: (read: Read, host: Host) => Read,
    needs?: readonly Need[],
  ) => {
    test(
      title,
      section,
      ({ AsyncContext, assert, host }) => {
        const variable: Variable<string> = new AsyncContext.Variable<string>();
        const call = variable.run('made', make, () => variable.get(), host);
        assert.same(variable.run('called', call), 'called');
        assert.same(call(), undefined, 'called without a value');
      },
      needs,
    );
  };

  inheritsCaller('a plain function does not remember where it was made', ecma262('sec-call'), (read) => () => read());

  inheritsCaller('bind captures nothing', ecma262('sec-function.prototype.bind'), (read) => read.bind(undefined));

  inheritsCaller(
    'Function.prototype.call and apply call in the current mapping',
    ecma262('sec-function.prototype.call'),
    (read) => {
      const { call, apply } = Function.prototype;
      return () => same([Reflect.apply(call, read, []), Reflect.apply(apply, read, [])]);
    },
  );

  inheritsCaller(
    'Reflect.apply and Reflect.construct call in the current mapping',
    ecma262('sec-reflect.apply'),
    (read) => {
      class Reading {
        readonly value = read();
      }
      return () => same([Reflect.apply(read, undefined, []), Reflect.construct(Reading, []).value]);
    },
  );

  inheritsCaller('a constructor runs in the mapping of the new expression', ecma262('sec-construct'), (read) => {
    class Base {
      readonly inBase = read();
    }
    class Derived extends Base {
      readonly inDerived: unknown;
      constructor(value = read()) {
        super();
        this.inDerived = value;
      }
    }
    return () => {
      const { inBase, inDerived } = new Derived();
      return same([inBase, inDerived]);
    };
  });

  inheritsCaller(
    'the static parts of a class run in the mapping of its definition',
    ecma262('sec-runtime-semantics-classdefinitionevaluation'),
    (read) => () => {
      const seen: unknown[] = [];
      class Static {
        static readonly field = seen.push(read());
        static {
          seen.push(read());
        }
        [String(seen.push(read()))]() {}
      }
      return Static.field === 2 ? same(seen) : seen;
    },
  );

  inheritsCaller('a getter runs in the mapping of the code that reads the property', ecma262('sec-get-o-p'), (read) => {
    const object = {
      get property() {
        return read();
      },
    };
    return () => object.property;
  });

  inheritsCaller(
    'a setter runs in the mapping of the code that assigns the property',
    ecma262('sec-set-o-p-v-throw'),
    (read) => {
      let seen: unknown = 'nothing';
      const object = {
        set property(value: unknown) {
          seen = [value, read()];
        },
      };
      return () => {
        object.property = 'value';
        return (seen as unknown[])[1];
      };
    },
  );

  inheritsCaller(
    'the traps of a proxy run in the mapping of the operation',
    ecma262('sec-proxy-object-internal-methods-and-internal-slots'),
    (read) => {
      const seen: unknown[] = [];
      const noting: ProxyHandler<ProxyHandler<() => void>> = {
        get:
          (_, trap) =>
          (...args: unknown[]) => {
            seen.push(read());
            return Reflect.apply(Reflect[trap as 'get'], Reflect, args) as unknown;
          },
      };
      const proxy = new Proxy(function () {}, new Proxy({}, noting)) as unknown as {
        (): void;
        new (): object;
        key: unknown;
      };
      return () => {
        seen.length = 0;
        proxy.key = 1;
        delete proxy.key;
        proxy();
        // The first trap is set, which leads to two more, and construct leads to a get.
        const results = ['key' in proxy, proxy.key, Object.keys(proxy), new proxy(), Object.getPrototypeOf(proxy)];
        return seen.length >= 10 && results.length === 5 ? same(seen) : `${seen.length} traps`;
      };
    },
  );

  inheritsCaller(
    'toString, valueOf and Symbol.toPrimitive run in the mapping of the conversion',
    ecma262('sec-toprimitive'),
    (read) => {
      const seen: unknown[] = [];
      const note = () => seen.push(read());
      const ordinary = { toString: () => String(note()), valueOf: note };
      const exotic = { [Symbol.toPrimitive]: note };
      return () => {
        seen.length = 0;
        const converted = [String(ordinary), Number(ordinary), Number(exotic)];
        return converted.join() === '1,2,3' ? same(seen) : converted;
      };
    },
  );

  inheritsCaller('a template tag runs in the mapping of the template', ecma262('sec-tagged-templates'), (read) => {
    const tag = (_: TemplateStringsArray, value: unknown) => same([value, read()]);
    return () => tag`${read()}`;
  });

  inheritsCaller(
    'instanceof calls Symbol.hasInstance in the mapping of the expression',
    ecma262('sec-instanceofoperator'),
    (read) => {
      let seen: unknown;
      class Type {
        static [Symbol.hasInstance](value: unknown) {
          seen = read();
          return value !== undefined;
        }
      }
      return () => {
        const isInstance = {} instanceof Type;
        return isInstance && seen;
      };
    },
  );

  inheritsCaller(
    'a comparison function runs in the mapping of the sort call',
    ecma262('sec-array.prototype.sort'),
    (read) => {
      const seen: unknown[] = [];
      const compare = (a: number, b: number) => {
        seen.push(read());
        return a - b;
      };
      return () => {
        seen.length = 0;
        [3, 1, 2].sort(compare);
        return same(seen);
      };
    },
  );

  inheritsCaller(
    'the callbacks of array methods run in the mapping of the method call',
    ecma262('sec-array.prototype.map'),
    (read) => () =>
      same([
        ...[0].map(read),
        ...[0].flatMap(read),
        ...Array.from([0], read),
        [0, 0].reduce(read as () => 0),
        ...callbacksSeen(read, (note) => [0].forEach(note)),
        ...callbacksSeen(read, (note) => [0].findLast(note)),
      ]),
  );

  inheritsCaller(
    'the callbacks of map, set and typed array methods run in the mapping of the method call',
    ecma262('sec-map.prototype.foreach'),
    (read) => () =>
      same([
        ...callbacksSeen(read, (note) => {
          new Map([[0, 0]]).forEach(note);
        }),
        ...callbacksSeen(read, (note) => {
          new Set([0]).forEach(note);
        }),
        ...callbacksSeen(read, (note) => new Uint8Array(1).map(note)),
      ]),
  );

  inheritsCaller(
    'a replacer function runs in the mapping of the replace call',
    ecma262('sec-string.prototype.replace'),
    (read) => () =>
      same(
        callbacksSeen(
          read,
          (note) => 'xx'.replace(/x/g, () => String(note())) + 'x'.replace('x', () => String(note())),
        ),
      ),
  );

  inheritsCaller('a reviver runs in the mapping of the JSON.parse call', ecma262('sec-json.parse'), (read) => {
    const revive = () => read();
    return () => JSON.parse('{"a":[1]}', revive) as unknown;
  });

  inheritsCaller(
    'toJSON methods and replacer functions run in the mapping of the JSON.stringify call',
    ecma262('sec-json.stringify'),
    (read) => () =>
      same(
        callbacksSeen(read, (note) =>
          JSON.stringify({ toJSON: () => [note()] }, (_, value: unknown) => (note(), value)),
        ),
      ),
  );

  test(
    'code that does not hold a variable cannot tell its mapping from another',
    Mapping,
    ({ AsyncContext, assert }) => {
      const variable = new AsyncContext.Variable<object>({ name: 'hidden' });
      const makeAll = () => [
        new AsyncContext.Snapshot(),
        AsyncContext.Snapshot.wrap(() => undefined),
        new AsyncContext.Variable({ name: 'hidden' }),
      ];
      const ownProperties = (objects: readonly object[]) =>
        JSON.stringify(objects.map((object) => Object.entries(Object.getOwnPropertyDescriptors(object))));
      assert.same(ownProperties(variable.run({}, makeAll)), ownProperties(makeAll()));
    },
  );
});

/** The one value of the list, or the list itself if it is empty or has several. */
function same(list: readonly unknown[]): unknown {
  return list.length > 0 && list.every((value) => Object.is(value, list[0])) ? list[0] : list;
}

/** What `read` returned in each call of the callback that `use` is given. */
function callbacksSeen(read: Read, use: (note: () => number) => unknown): unknown[] {
  const seen: unknown[] = [];
  use(() => seen.push(read()));
  return seen.length > 0 ? seen : ['not called'];
}
