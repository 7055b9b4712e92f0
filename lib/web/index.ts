import type { Backend, Capture } from '../backend.ts';
import { install } from './install.ts';
import { currentMapping, runIn } from './segments.ts';

/**
 * The backend for platforms without AsyncLocalStorage: browsers, workers, other engines. It hears
 * native `await` and replaces what calls back later; `install` says what. Nothing but the mapping
 * flows here, so a capture is a mapping.
 */
export const createWebBackend = (): Backend => ({
  current: currentMapping,
  run: runIn,
  capture: currentMapping as unknown as () => Capture,
  restore: runIn as unknown as Backend['restore'],
  needsInstall: true,
  install,
});
