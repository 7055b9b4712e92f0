import { parseArgs } from 'node:util';
import { defaultTimeout } from '../runner.ts';
import { reporters } from '../reporters/index.ts';
import { Misuse, firstLine } from './misuse.ts';

export interface Options {
  /** Undefined: this package's own. */
  readonly impl: string | undefined;
  readonly reporter: string;
  readonly output: string | undefined;
  readonly grep: string | undefined;
  /** Files, none of them, or undefined: the list of the backend under test. */
  readonly known: readonly string[] | 'none' | undefined;
  readonly timeout: number;
  readonly action: 'run' | 'list' | 'help' | 'version';
}

export const command = 'asynccontext-conformance';

export const help = `Usage: ${command} [options]

Checks an implementation of the AsyncContext proposal, case by case.

  --impl <module>     what to test: the name of an installed package, a path or a file: URL of a
                      module that exports AsyncContext, has it as its default export, or defines
                      globalThis.AsyncContext; or "native" for the platform's own
                      (default: asynccontext-polyfill, the backend that the conditions choose)
  --reporter <name>   ${Object.keys(reporters).join(', ')} (default: human)
  --output <file>     write the report there
  --grep <text>       run only the cases whose id contains the text, in either case, or matches
                      it if it is written like /a regular expression/i
  --known <file>      a JSON list of known limitations; may be repeated; "none" for no list
                      (default: the list of the own backend under test, none for --impl)
  --timeout <ms>      how long a case may take (default: ${defaultTimeout})
  --list              print the ids of the cases, and run none
  --help              print this
  --version           print the version

Exit codes: 0 nothing failed, 1 something did, 2 the command was used wrongly.
`;

const optionTypes = {
  impl: { type: 'string' },
  reporter: { type: 'string' },
  output: { type: 'string' },
  grep: { type: 'string' },
  known: { type: 'string' },
  timeout: { type: 'string' },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

type OptionName = keyof typeof optionTypes;

/** @throws Misuse */
export function parseOptions(args: readonly string[]): Options {
  const given = readArguments(args);
  const last = (name: OptionName) => given.get(name)?.at(-1);
  const known = given.get('known');
  if (known !== undefined && known.length > 1 && known.includes('none')) {
    throw new Misuse('--known none cannot be combined with other lists; leave one of them out');
  }
  const reporter = last('reporter') ?? 'human';
  if (!Object.hasOwn(reporters, reporter)) {
    throw new Misuse(`there is no reporter "${reporter}"; take one of ${Object.keys(reporters).join(', ')}`);
  }
  return {
    impl: last('impl'),
    reporter,
    output: last('output'),
    grep: last('grep'),
    known: known?.[0] === 'none' ? 'none' : known,
    timeout: parseTimeout(last('timeout')),
    action: (['help', 'version', 'list'] as const).find((name) => given.has(name)) ?? 'run',
  };
}

/** The values of each option that is given. */
function readArguments(args: readonly string[]): Map<OptionName, string[]> {
  const values = new Map<OptionName, string[]>();
  // Not strict, whose messages are long and differ between platforms.
  const { tokens } = parseArgs({ args: [...args], options: optionTypes, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      throw new Misuse(`unexpected argument "${token.value}"; what to test is given with --impl`);
    }
    const { name, rawName, value, inlineValue } = token;
    if (!isOptionName(name)) throw new Misuse(`unknown option ${rawName}; see --help`);
    const wantsValue = optionTypes[name].type === 'string';
    if (wantsValue && (value === undefined || value === '' || (!inlineValue && value.startsWith('-')))) {
      throw new Misuse(`the option ${rawName} needs a value; see --help`);
    }
    if (!wantsValue && value !== undefined) throw new Misuse(`the option ${rawName} takes no value; see --help`);
    values.set(name, [...(values.get(name) ?? []), value ?? '']);
  }
  return values;
}

const isOptionName = (name: string): name is OptionName => Object.hasOwn(optionTypes, name);

function parseTimeout(text: string | undefined): number {
  if (text === undefined) return defaultTimeout;
  const timeout = Number(text);
  // The longest that a timer can wait.
  if (!/^\d+$/.test(text) || timeout < 1 || timeout > 0x7fffffff) {
    throw new Misuse(`--timeout must be a number of milliseconds from 1 on, not "${text}"`);
  }
  return timeout;
}

/**
 * What `--grep` selects.
 *
 * @throws Misuse if it is a regular expression with a mistake in it
 */
export function createFilter(grep: string | undefined): (id: string) => boolean {
  if (grep === undefined) return () => true;
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/.exec(grep) ?? [];
  if (source === undefined) {
    const text = grep.toLowerCase();
    return (id) => id.toLowerCase().includes(text);
  }
  try {
    // A sticky or global expression would remember where it stopped.
    const expression = new RegExp(source, flags?.replace(/[gy]/g, ''));
    return (id) => expression.test(id);
  } catch (error) {
    throw new Misuse(`--grep: ${firstLine(error)}; write a plain text without slashes, or mend the expression`);
  }
}
