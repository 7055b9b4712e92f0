import { parseKnownLimitations } from '../known.ts';
import node from './node.json' with { type: 'json' };
import web from './web.json' with { type: 'json' };

/** The known limitations of this package's own backends. */
export const knownLimitations = { node: parseKnownLimitations(node), web: parseKnownLimitations(web) };
