/**
 * A script for pages and workers of every browser, which defines `collectGarbage`: it resolves in
 * a task after everything that was unreachable has been collected, old objects too. Firefox and
 * WebKit have no command for that, so there so much is allocated that they do it by themselves.
 * Load it before anything that replaces built-ins.
 */
export const garbageCollector = `
  const collectGarbage = (() => {
    const { ArrayBuffer, FinalizationRegistry, gc, Promise, setTimeout } = globalThis;
    const nextTask = () => new Promise((resolve) => { setTimeout(resolve, 0); });

    const allocate = (kept) => {
      for (let i = 0; i < 8; i++) kept.push(new ArrayBuffer(2 ** 20));
      for (let i = 0; i < 8; i++) new ArrayBuffer(2 ** 23);
      for (let i = 0, list = []; i < 5_000; i++) list.push({ i });
    };

    // Several objects at a time, since an engine may find a trace of one on the stack.
    const createObjects = () => Array.from({ length: 10 }, () => ({}));

    /** Resolves when one of the objects that a function returns, and nothing else holds, is collected. */
    const collected = async (getObjects) => {
      let done = false;
      const registry = new FinalizationRegistry(() => { done = true; });
      (() => { for (const object of getObjects()) registry.register(object, 0); })();
      // WebKit looks at its old objects only when there are many more of them.
      const kept = [];
      for (let round = 0; !done; round++) {
        if (round === 1_000) throw new Error('nothing was collected');
        if (gc === undefined) allocate(kept);
        else gc();
        await nextTask();
      }
      // Its last use comes only now, or it could be collected itself.
      registry.unregister(kept);
    };

    return async () => {
      let survivors = createObjects();
      await collected(createObjects);
      // They are old now: whatever collects them has looked at all objects, not at the young alone.
      await collected(() => {
        const objects = survivors;
        survivors = undefined;
        return objects;
      });
    };
  })();`;
