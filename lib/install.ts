import { describe, isObject } from './abstract-ops.ts';
import { requireAgent } from './agent.ts';
import { NativeTypeError } from './primordials.ts';

/**
 * Makes everything in a realm that calls back later do so in the mapping that the specification
 * says. The realm that the package is loaded in needs no call: its first Variable makes it, and
 * `auto` does when it is loaded. Call it for the realms that share the agent: same-origin frames
 * and windows, whose code then has one current mapping with this one's.
 *
 * An `await` that began before the call is not heard.
 *
 * @param scope the global object of the realm; this one's by default
 * @returns a function that puts every descriptor back; calling it twice does nothing the second
 *   time. Of a realm that is installed already, the function that the first call returned.
 * @throws TypeError if `scope` is no global object, or if its promises cannot be heard because
 *   Promise.prototype is frozen; nothing is changed then
 */
export function install(scope: typeof globalThis = globalThis): () => void {
  if (!isObject(scope) || !isObject((scope as { Promise?: { prototype?: unknown } }).Promise?.prototype)) {
    throw new NativeTypeError(`install: scope must be the global object of a realm, got ${describe(scope)}`);
  }
  return requireAgent().install(scope);
}
