/** Traps whose second argument is a property key. */
const keyed: readonly string[] = ['has', 'get', 'set', 'deleteProperty', 'defineProperty', 'getOwnPropertyDescriptor'];

/**
 * A proxy that does what `target` does and appends each trap that it meets to `log`, as the
 * trap's name and, if there is one, the property key.
 */
export function logged<T extends object>(target: T, log: string[]): T {
  const anyTrap: ProxyHandler<ProxyHandler<T>> = {
    get:
      (_, trap) =>
      (...args: unknown[]) => {
        log.push(keyed.includes(String(trap)) ? `${String(trap)} ${String(args[1])}` : String(trap));
        return Reflect.apply(Reflect[trap as 'get'], Reflect, args) as unknown;
      },
  };
  return new Proxy(target, new Proxy({}, anyTrap));
}

/** A proxy that throws from each trap but those in `handler`: nothing else may be asked of it. */
export function untouchable<T extends object>(target: T, handler: ProxyHandler<T> = {}): T {
  const otherTraps: ProxyHandler<ProxyHandler<T>> = {
    get: (allowed, trap) => {
      if (Object.hasOwn(allowed, trap)) return allowed[trap as keyof ProxyHandler<T>];
      throw new Error(`the trap ${String(trap)} was met`);
    },
  };
  return new Proxy(target, new Proxy(handler, otherTraps));
}

/** A proxy of `target` that is revoked: every operation on it throws a TypeError. */
export function revoked<T extends object>(target: T): T {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}
