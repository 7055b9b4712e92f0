/** Source text: what a program with a variable `v` and a promise `pending.promise` may do just before the end of the stack. */
export const works = `const works = [
  () => v.get(),
  () => v.run('run', () => 0),
  () => { v.run('async', async () => { await pending.promise; }); },
  () => { v.run('silent', async () => { await 0; v.get(); }); },
  () => { pending.promise.then(() => v.get()); },
  () => AsyncContext.Snapshot.wrap(() => 0),
  () => { Promise.resolve(1); queueMicrotask(() => 0); },
];`;
