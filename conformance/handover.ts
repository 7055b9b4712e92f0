let count = 0;

/**
 * Makes `value` reachable by source text that is evaluated as a script or a module of its own.
 *
 * @param value what the source text needs
 * @param use called with the name of a global variable that holds `value` until its result settles
 */
export async function handOver<R>(value: unknown, use: (name: string) => R | PromiseLike<R>): Promise<R> {
  const name = `asyncContextConformance${count++}`;
  const scope = globalThis as unknown as Record<string, unknown>;
  scope[name] = value;
  try {
    return await use(name);
  } finally {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the name was made above
    delete scope[name];
  }
}
