import { defineSuite } from '../../conformance/adapters/describe-it.ts';
import { detectHost } from '../../conformance/hosts/index.ts';
import { knownLimitations } from '../../conformance/known/index.ts';
import { patchFinalizationRegistry } from '../../lib/platform/finalization.ts';
import type { Undo } from '../../lib/platform/patch.ts';
import { AsyncContext } from '../../polyfill/implementation.node.ts';

describe('the language suite, on the node backend', () => {
  let undo: Undo;
  // What `auto` adds to the implementation.
  before(() => {
    undo = patchFinalizationRegistry(globalThis);
  });
  after(() => {
    undo();
  });

  defineSuite({ describe, it }, { AsyncContext, host: detectHost(), known: knownLimitations.node, timeout: 10_000 });
});
