import type { Failure } from './result.ts';

/** A case that did not settle in time. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** What a case threw that had passed with nothing current. */
export class UnrelatedRunError extends Error {
  constructor(cause: unknown) {
    super('inside a run of an unrelated variable', { cause });
  }
}

/** Describes whatever a case threw, as plain data. */
export function describeFailure(thrown: unknown): Failure {
  if (thrown instanceof UnrelatedRunError) {
    const failure = describeFailure(thrown.cause);
    return { ...failure, message: `${thrown.message}: ${failure.message}` };
  }
  const timedOut = thrown instanceof TimeoutError;
  try {
    if (!isError(thrown)) return { message: `threw ${show(thrown)}`, timedOut };
    const name = String(thrown.name);
    const message =
      name === 'AssertionError' || timedOut ? String(thrown.message) : `${name}: ${String(thrown.message)}`;
    if (typeof thrown.stack !== 'string' || timedOut) return { message, timedOut };
    const position = findPosition(thrown.stack, name === 'AssertionError');
    return { message, stack: thrown.stack, ...(position !== undefined && { position }), timedOut };
  } catch (error) {
    return { message: `threw something that throws when it is read (${typeof error})`, timedOut };
  }
}

/** What may be anything by now, whatever the types say. */
interface ThrownError {
  readonly name: unknown;
  readonly message: unknown;
  readonly stack?: unknown;
}

function isError(value: unknown): value is ThrownError {
  // Errors of other realms count too.
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' && value !== null ? 'an object that is no Error' : String(value);
}

// The frame of V8, `at name (file:line:column)`, and that of the other engines, `name@file:line:column`.
const frame = /^\s*(?:at (?:async )?(?:(.*?) \()?|(.*?)@)((?:[a-z]+:\/\/|\/|[A-Z]:\\).*:\d+:\d+)\)?$/;
const ownFunctions = /(?:^|[\s.])(?:AssertionError|fail|checkThrown|same|sameList|ok|throws|rejects|property)$/;

/** The first frame of a stack, without those of the suite's assertions in front. */
function findPosition(stack: string, ofAssertion: boolean): string | undefined {
  let inAssertion = ofAssertion;
  for (const line of stack.split('\n')) {
    const match = frame.exec(line);
    if (match === null) continue;
    const [, v8Name, otherName, position] = match;
    inAssertion &&= ownFunctions.test(v8Name?.replace(/^new /, '') ?? otherName ?? '');
    if (!inAssertion) return position;
  }
  return undefined;
}
