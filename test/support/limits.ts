/**
 * What the web backend cannot do, as programs that tell their present results. A limit that moves
 * is to be noticed, and written down anew in the README.
 */
export const limits = {
  'sixteen silent awaits in a row keep the mapping': {
    program: "return await v.run('flow', async () => { for (let i = 0; i < 16; i++) await i; return see(); });",
    result: 'flow',
  },
  'after more silent awaits in a row the mapping is empty': {
    program: "return await v.run('flow', async () => { for (let i = 0; i < 17; i++) await i; return see(); });",
    result: null,
  },
  'code that was heard late gets longer': {
    program: `return await v.run('flow', async () => {
      for (const many of [12, 20, 40]) { for (let i = 0; i < many; i++) await i; see(); }
      return see();
    });`,
    result: 'flow',
  },
  'an own constructor that is defined, rather than assigned, makes an await one that is not heard': {
    program: `const { promise, resolve } = defer();
      Object.defineProperty(promise, 'constructor', { value: Promise });
      const flow = v.run('flow', async () => { await promise; return see(); });
      v.run('settler', resolve);
      return await flow;`,
    result: 'settler',
  },
  'a raw thenable continues an await in the mapping that it is called back in': {
    program: `let resolve;
      const flow = v.run('flow', async () => { await { then(callback) { resolve = callback; } }; return see(); });
      await 0;
      await 0;
      v.run('caller', () => resolve());
      return await flow;`,
    result: 'caller',
  },
  'an await that began before the installation continues in the mapping of whoever settles it': {
    before: 'const early = defer(); const begun = (async () => { await early.promise; return see(); })();',
    program: "v.run('settler', early.resolve); return await begun;",
    result: 'settler',
  },
} as const satisfies Record<string, { before?: string; program: string; result: string | null }>;

/** The source of the body of an async function that returns what the program saw. */
export const sourceOf = (limit: { readonly before?: string; readonly program: string }, install: string): string => `
  const defer = () => { const d = {}; d.promise = new Promise((resolve) => (d.resolve = resolve)); return d; };
  let v;
  const see = () => v.get() ?? null;
  ${limit.before ?? ''}
  ${install}
  v = new AsyncContext.Variable();
  ${limit.program}`;
