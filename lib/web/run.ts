import type { Mapping } from '../mapping.ts';
import { call, type Callable } from '../primordials.ts';
import { Bracket, enqueue } from './brackets.ts';
import { hear } from './reactions.ts';
import { active, enter, leave } from './segments.ts';

/** The current mapping. Code that asks for it shows that it is alive. */
export function currentMapping(): Mapping {
  showLife();
  return active.mapping;
}

/** Begins every entry point that user code calls. */
export function showLife(): void {
  hear();
  active.bracket?.renew();
}

/** Runs `fn` in `mapping`, as a segment of its own unless that is what surrounds it already. */
export function runIn(mapping: Mapping, fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>): unknown {
  showLife();
  return mapping === active.mapping ? call(fn, thisArgument, args) : runSegment(mapping, fn, thisArgument, args);
}

/** Runs `fn` as a segment of its own: the swap of the web backend, and its swap back. */
export function runSegment(mapping: Mapping, fn: Callable, thisArgument: unknown, args: ArrayLike<unknown>): unknown {
  const bracket = new Bracket(mapping);
  enter(bracket);
  enqueue(bracket);
  try {
    return call(fn, thisArgument, args);
  } finally {
    hear();
    leave(bracket);
    enqueue(bracket);
  }
}
