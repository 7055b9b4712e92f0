import type { Mapping } from '../mapping.ts';
import { react, reactAfterAwait, hear, type Awaiting, type Reaction } from './reactions.ts';
import { active, Bracket, enter, leave, renew, Segment, showLife } from './segments.ts';

/**
 * The segment in which a native `await` continues. It is entered by a reaction just in front of
 * the engine's own and left by one just behind it: three jobs of one promise, back to back.
 */
class Await extends Segment implements Awaiting {
  readonly job: Reaction;
  private next: 'enter' | 'leave' | 'nothing' = 'enter';
  /** The bracket that it had to bring, where the surrounding segment has another mapping. */
  private own: Bracket | null = null;

  constructor(mapping: Mapping) {
    super(mapping, null);
    this.job = () => {
      this.step();
    };
  }

  cancel(): void {
    this.next = 'nothing';
  }

  /** The job in front of the continuation, then the one behind it. */
  private step(): void {
    hear();
    if (this.next === 'enter') {
      this.next = 'leave';
      this.begin();
    } else if (this.next === 'leave') {
      this.next = 'nothing';
      leave(this);
      this.own?.end();
    }
  }

  private begin(): void {
    if (active.mapping === this.mapping) {
      const bracket = (this.bracket = active.relief ?? active.bracket);
      enter(this);
      if (bracket !== null && bracket.left < bracket.lifetime) renew();
    } else {
      this.bracket = this.own = new Bracket(this.mapping);
      enter(this);
      this.own.start();
    }
  }
}

/**
 * An `await` of `promise` has begun, in the active segment. Whatever else inherits from
 * Promise.prototype is no promise, and the engine does not await it as one.
 */
export function hearAwait(promise: unknown): void {
  showLife();
  const awaiting = new Await(active.mapping);
  if (react(promise, awaiting.job)) reactAfterAwait(promise, awaiting);
}
