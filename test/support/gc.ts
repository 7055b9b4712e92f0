import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/**
 * Collects garbage, a task at a time so that finalizers run, until `condition` holds.
 *
 * @throws Error if it never does
 */
export async function collectUntil(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 200; round++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
    if (condition()) return;
  }
  throw new Error('the condition did not hold after 200 garbage collections');
}
