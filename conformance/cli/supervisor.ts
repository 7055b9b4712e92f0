import { fork } from 'node:child_process';
import { describeFailure, TimeoutError } from '../failure.ts';
import type { CaseResult, Failure } from '../result.ts';
import { judge, type PlannedCase } from '../runner.ts';
import { childArguments, type Message, type Task } from './child.ts';
import { Misuse } from './misuse.ts';

// A case's own time-out comes first, unless the case blocks its thread.
const blockedAfter = 1_000;
const loadLimit = 30_000;

export interface Supervision extends Omit<Task, 'cases'> {
  /** The file of the command. */
  readonly command: string;
  /** The cases to run. */
  readonly planned: readonly PlannedCase[];
  readonly onLoaded: () => void;
  readonly onResult: (result: CaseResult) => void;
}

/**
 * Runs cases in a child process, and in another one from the next case on whenever a case blocks
 * or ends its process. Returns what else was wrong with the run.
 *
 * @throws Misuse if the implementation cannot be loaded
 */
export async function supervise(options: Supervision): Promise<string[]> {
  const problems = new Set<string>();
  let remaining = options.planned;
  let loaded = false;
  let finished = false;
  while (!finished && (remaining.length > 0 || !loaded)) {
    finished = await runChild(options, remaining, {
      onLoaded: () => {
        if (!loaded) options.onLoaded();
        loaded = true;
      },
      onResult: (result) => {
        remaining = remaining.slice(1);
        options.onResult(result);
      },
      onProblem: (problem) => problems.add(problem),
    });
  }
  return [...problems];
}

interface Listeners {
  readonly onLoaded: () => void;
  readonly onResult: (result: CaseResult) => void;
  readonly onProblem: (problem: string) => void;
}

/** Resolves to whether the child came to the end of its cases. */
function runChild(
  { command, implementation, known, timeout }: Supervision,
  cases: readonly PlannedCase[],
  { onLoaded, onResult, onProblem }: Listeners,
): Promise<boolean> {
  // What the implementation prints must not get into a report on standard output.
  const child = fork(command, childArguments, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  child.stdout?.pipe(process.stderr, { end: false });
  const task: Task = { implementation, known, timeout, cases: cases.map(({ testCase }) => testCase.id) };
  child.send(task);
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);

  return new Promise((resolve, reject) => {
    let loaded = false;
    let ended = 0;
    let since = performance.now();
    let outcome: boolean | Error | undefined;
    let watchdog: ReturnType<typeof setTimeout> | undefined;

    /** Fails what runs unless a message comes first. */
    const expectMessageWithin = (milliseconds: number, message: string) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => {
        lose(describeFailure(new TimeoutError(message)));
      }, milliseconds);
    };
    const end = (how: boolean | Error) => {
      clearTimeout(watchdog);
      outcome ??= how;
      killChild();
    };
    /** The process is lost, and the case that ran in it or was to run next has failed. */
    const lose = (failure: Failure) => {
      if (outcome !== undefined) return;
      const current = cases[ended];
      if (!loaded) {
        end(new Misuse(`${implementation.name}: it ${failure.message}; see whether it can be imported`));
      } else if (current === undefined) {
        onProblem(`the run ${failure.message}`);
        end(true);
      } else {
        onResult(judge(current.testCase, { ...current, failure, duration: performance.now() - since }));
        end(false);
      }
    };

    expectMessageWithin(loadLimit, `did not finish loading within ${loadLimit / 1000} s`);
    child.on('message', (message: Message) => {
      if (outcome !== undefined) return;
      switch (message.type) {
        case 'loaded':
          loaded = true;
          onLoaded();
          clearTimeout(watchdog);
          break;
        case 'start':
          since = performance.now();
          expectMessageWithin(timeout + blockedAfter, `did not finish within ${timeout} ms, and blocked its thread`);
          break;
        case 'result':
          clearTimeout(watchdog);
          ended++;
          onResult(message.result);
          break;
        case 'end':
          message.problems.forEach(onProblem);
          end(true);
          break;
        case 'misuse':
          end(new Misuse(message.message));
      }
    });
    child.on('error', reject);
    // Not before all messages are read, as 'exit' may be.
    child.on('close', (code, signal) => {
      process.off('exit', killChild);
      lose({ message: `ended its process (${signal ?? `exit code ${code}`})`, timedOut: false });
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome as boolean);
    });
  });
}
