import { Bracket, enqueue } from './brackets.ts';
import { hear, react, reactAfterAwait } from './reactions.ts';
import { showLife } from './run.ts';
import { active, enter, leave, Segment } from './segments.ts';

/**
 * The segment in which a native `await` continues. It is entered by a reaction just in front of
 * the engine's own and left by one just behind it: three jobs of one promise, back to back.
 */
class Await extends Segment {
  #entered = false;
  /** The bracket that it had to bring, where the surrounding segment has another mapping. */
  #own: Bracket | null = null;

  /** The job in front of the continuation, then the one behind it. */
  step(): void {
    hear();
    if (!this.#entered) {
      this.#entered = true;
      if (active.mapping === this.mapping) {
        this.bracket = active.bracket;
        this.bracket?.renew();
        enter(this);
      } else {
        this.bracket = this.#own = new Bracket(this.mapping);
        enter(this);
        enqueue(this.#own);
      }
    } else {
      leave(this);
      if (this.#own !== null) {
        enqueue(this.#own);
        this.#own = null;
      }
    }
  }
}

/**
 * An `await` of `promise` has begun, in the active segment. Whatever else inherits from
 * Promise.prototype is no promise, and the engine does not await it as one.
 */
export function hearAwait(promise: unknown): void {
  showLife();
  const segment = new Await(active.mapping);
  const step = (): void => {
    segment.step();
  };
  if (react(promise, step)) reactAfterAwait(promise, step);
}
