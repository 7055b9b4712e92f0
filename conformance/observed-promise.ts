/**
 * A subclass of Promise that reports when a promise of it is resolved or rejected. Unlike a
 * reaction, such a report tells in which mapping the settling itself happens.
 *
 * @param onSettle called just before the promise is settled
 */
export function observedPromise(onSettle: (how: 'resolve' | 'reject') => void): PromiseConstructor {
  return class Observed<T> extends Promise<T> {
    // Awaiting such a promise reports nothing.
    static override get [Symbol.species]() {
      return Promise;
    }

    constructor(executor: ConstructorParameters<typeof Promise<T>>[0]) {
      super((resolve, reject) => {
        executor(
          (value) => {
            onSettle('resolve');
            resolve(value);
          },
          (reason) => {
            onSettle('reject');
            reject(reason);
          },
        );
      });
    }
  };
}

/** Makes `then` of this one promise derive its result from the given constructor. */
export function deriveFrom(promise: Promise<unknown>, species: unknown): void {
  Object.defineProperty(promise, 'constructor', { value: { [Symbol.species]: species } });
}
