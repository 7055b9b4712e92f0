import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Backend, Capture } from '../../lib/backend.ts';
import { extend, Key, type Mapping } from '../../lib/mapping.ts';
import { createNodeBackend } from '../../lib/node/index.ts';
import { createWebBackend } from '../../lib/web/index.ts';

/** A random synchronous program: what runs inside what, and where it throws. */
type Step =
  | { readonly kind: 'run'; readonly body: readonly Step[]; readonly throws: boolean }
  | { readonly kind: 'capture' }
  | { readonly kind: 'restore'; readonly which: number; readonly body: readonly Step[]; readonly throws: boolean };

const { program } = fc.letrec<{ program: Step[]; step: Step }>((tie) => ({
  program: fc.array(tie('step'), { maxLength: 5 }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('capture' as const) }),
    fc.record({ kind: fc.constant('run' as const), body: tie('program'), throws: fc.boolean() }),
    fc.record({
      kind: fc.constant('restore' as const),
      which: fc.nat(),
      body: tie('program'),
      throws: fc.boolean(),
    }),
  ),
}));

for (const [name, createBackend] of [
  ['node', createNodeBackend],
  // Without its patches, which would reach the test runner.
  ['web', createWebBackend],
] as const) {
  describe(`${name} backend`, () => {
    let backend: Backend;
    beforeEach(() => {
      backend = createBackend();
    });

    it('starts with the empty mapping', () => {
      expect(backend.current()).to.equal(null);
    });

    it('passes this and the arguments on and returns the result', () => {
      const receiver = {};
      const result = backend.run(
        null,
        function (...args) {
          return [this, args];
        },
        receiver,
        [1, undefined, 'three'],
      );
      expect(result).to.deep.equal([receiver, [1, undefined, 'three']]);
      expect(backend.run(null, returnThis, undefined, [])).to.equal(undefined);
      expect(backend.restore(backend.capture(), returnThis, undefined, [])).to.equal(undefined);
      expect(backend.restore(backend.capture(), returnThis, 7, [])).to.equal(7);
    });

    it('agrees with a model on random nestings of run, capture, restore and throw', () => {
      fc.assert(
        fc.property(program, (steps) => {
          const key = new Key();
          const captures: { readonly capture: Capture; readonly mapping: Mapping }[] = [];
          let made = 0;
          const check = (expected: Mapping) => {
            expect(backend.current()).to.equal(expected);
          };
          const perform = (body: readonly Step[], mapping: Mapping): void => {
            check(mapping);
            for (const step of body) {
              if (step.kind === 'capture') {
                captures.push({ capture: backend.capture(), mapping });
              } else if (step.kind === 'run') {
                const inner = extend(mapping, key, made++);
                nested(step, inner, (fn) => backend.run(inner, fn, undefined, []));
              } else if (captures.length > 0) {
                const { capture, mapping: inner } = captures[step.which % captures.length] as (typeof captures)[0];
                nested(step, inner, (fn) => backend.restore(capture, fn, undefined, []));
              }
              check(mapping);
            }
          };
          const nested = (
            { body, throws }: { readonly body: readonly Step[]; readonly throws: boolean },
            inner: Mapping,
            enter: (fn: () => void) => unknown,
          ) => {
            const error = {};
            let caught: unknown;
            try {
              enter(() => {
                perform(body, inner);
                if (throws) throw error as Error;
              });
            } catch (thrown) {
              caught = thrown;
            }
            if (caught !== (throws ? error : undefined)) throw caught;
          };
          perform(steps, null);
        }),
      );
    });
  });
}

describe('node backend beside other AsyncLocalStorage instances', () => {
  it('restores their stores with a capture, and puts the current ones back', () => {
    const backend = createNodeBackend();
    const other = new AsyncLocalStorage<string>();
    const capture = other.run('captured', () => backend.capture());
    other.run('current', () => {
      expect(backend.restore(capture, () => other.getStore(), undefined, [])).to.equal('captured');
      expect(other.getStore()).to.equal('current');
    });
  });

  it('leaves their stores alone in run', () => {
    const backend = createNodeBackend();
    const other = new AsyncLocalStorage<string>();
    other.run('current', () => {
      expect(backend.run(extend(null, new Key(), 1), () => other.getStore(), undefined, [])).to.equal('current');
    });
  });

  it('gives every restore of one capture the same stores, also inside itself and after enterWith', () => {
    const backend = createNodeBackend();
    const other = new AsyncLocalStorage<string>();
    const capture = other.run('captured', () => backend.capture());
    const restore = (fn: () => unknown) => backend.restore(capture, fn, undefined, []);
    expect(restore(() => other.run('inner', () => restore(() => other.getStore())))).to.equal('captured');
    restore(() => {
      other.enterWith('entered');
    });
    expect(restore(() => other.getStore())).to.equal('captured');
  });

  it('keeps working when a program replaces methods of AsyncLocalStorage afterwards', () => {
    const backend = createNodeBackend();
    const { prototype } = AsyncLocalStorage;
    const originals = Object.getOwnPropertyDescriptors(prototype);
    const mapping = extend(null, new Key(), 1);
    try {
      for (const name of ['run', 'getStore', 'enterWith'] as const) {
        prototype[name] = () => {
          throw new Error(`the replaced ${name} was called`);
        };
      }
      expect(backend.run(mapping, () => backend.current(), undefined, [])).to.equal(mapping);
      expect(backend.restore(backend.capture(), () => backend.current(), undefined, [])).to.equal(null);
    } finally {
      Object.defineProperties(prototype, originals);
    }
  });
});

function returnThis(this: unknown): unknown {
  return this;
}
