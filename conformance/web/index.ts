import type { Area } from '../suite.ts';
import synchronousEvents from './synchronous-events.ts';

/** The web half of the suite, in the order of its table. */
export const webAreas: readonly Area[] = [synchronousEvents];
