import { nativeBehind } from '../platform/source-text.ts';
import { replaceMethod, type Undo } from '../platform/patch.ts';
import { call } from '../primordials.ts';

/** Replaced functions show the source text of the native, which feature tests look at. */
export function patchSourceText(scope: { readonly Function: FunctionConstructor }): Undo {
  return replaceMethod(
    scope.Function.prototype,
    'toString',
    (native) => (thisArgument, args) => call(native, nativeBehind(thisArgument), args),
  );
}
