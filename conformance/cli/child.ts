import { detectHost } from '../hosts/index.ts';
import type { KnownLimitation } from '../known.ts';
import { languageAreas } from '../language/index.ts';
import type { CaseResult } from '../result.ts';
import { runSuite } from '../runner.ts';
import { loadImplementation, type Implementation } from './implementation.ts';
import { Misuse } from './misuse.ts';

/** What the command asks of a child process. */
export interface Task {
  readonly implementation: Implementation;
  readonly known: readonly KnownLimitation[];
  readonly timeout: number;
  /** The ids of the cases to run. */
  readonly cases: readonly string[];
}

/** What a child process tells the command. */
export type Message =
  | { readonly type: 'misuse'; readonly message: string }
  | { readonly type: 'loaded' }
  | { readonly type: 'start' }
  | { readonly type: 'result'; readonly result: CaseResult }
  | { readonly type: 'end'; readonly problems: readonly string[] };

const childArgument = '--as-child-of-the-command';

/** The arguments that make the command a child of itself. */
export const childArguments: readonly string[] = [childArgument];

/** Whether this process is such a child. */
export const isChild = (): boolean => process.argv[2] === childArgument && process.send !== undefined;

/**
 * Runs the cases that the parent asks for, in a process of their own, which can be ended when one
 * of them never gives the thread back, and which one of them may bring down.
 */
export function obeyParent(): void {
  process.once('disconnect', () => process.exit());
  process.once('message', (task: Task) => void work(task));
}

async function work({ implementation, known, timeout, cases }: Task): Promise<void> {
  // Positions in stacks are then those of the sources.
  process.setSourceMapsEnabled?.(true);
  const host = detectHost();
  try {
    // A module that waits for nothing at its top level then ends this process, and is noticed.
    process.channel?.unref();
    const AsyncContext = await loadImplementation(implementation);
    process.channel?.ref();
    await send({ type: 'loaded' });
    const selected = new Set(cases);
    const { problems } = await runSuite({
      AsyncContext,
      host,
      areas: languageAreas,
      known,
      timeout,
      select: ({ id }) => selected.has(id),
      onStart: () => send({ type: 'start' }),
      onResult: (result) => send({ type: 'result', result }),
    });
    await send({ type: 'end', problems });
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
    await send({ type: 'misuse', message: error.message });
  }
}

const NativePromise = Promise;
const parentProcess = process;

/** Resolves when the message has left this process, whatever happens to it then. */
const send = (message: Message): Promise<void> =>
  new NativePromise((resolve, reject) => {
    parentProcess.send?.(message, undefined, undefined, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
