import { Snapshot } from 'asynccontext-polyfill';

/**
 * Lends a fixed number of connections to callbacks, first come, first served, as database
 * drivers do.
 *
 * It is also the commonest way to lose a context. A callback that had to wait is called by
 * whoever gives a connection back, and that is another request: everything in it, and everything
 * that it starts, would run with the other request's id and tenant. A queue knows nothing of
 * promises or timers that the platform could follow, so it has to say what belongs together:
 * `Snapshot.wrap` when the callback comes in.
 */
export class Pool {
  #idle;
  #waiting = [];
  #wrap;

  /** `wrap` is there for the test that shows what happens without it. */
  constructor(connections, wrap = Snapshot.wrap) {
    this.#idle = [...connections];
    this.#wrap = wrap;
  }

  /** Calls `callback` with a connection, now or when one is free. It must be released once. */
  acquire(callback) {
    const connection = this.#idle.pop();
    if (connection !== undefined) callback(connection);
    else this.#waiting.push(this.#wrap(callback));
  }

  release(connection) {
    const next = this.#waiting.shift();
    if (next !== undefined) next(connection);
    else this.#idle.push(connection);
  }
}
