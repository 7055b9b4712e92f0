/** What the pages, workers and child processes of these tests have at hand. */
import type { AsyncContextNamespace } from '../../lib/types.ts';
import { Pool, runFlows, type Options, type Report } from './flows.ts';

export { watchRealm } from './descriptors.ts';
export { createAsyncFunction, createDeferred, Pool, runFlows } from './flows.ts';

/** What became of a scenario: a report, or what was thrown. */
export type Outcome = Report | { readonly thrown: string };

export async function attempt<T>(work: () => T | Promise<T>): Promise<T | { readonly thrown: string }> {
  try {
    return await work();
  } catch (error) {
    return { thrown: String(error) };
  }
}

/** Runs the flows with several seeds at once, and adds their reports up. */
export async function runSeeds(AsyncContext: AsyncContextNamespace, options: Options = {}): Promise<Report> {
  return addUp(await Promise.all([1, 2, 3].map((seed) => runFlows(new Pool(AsyncContext), { ...options, seed }))));
}

export function addUp(reports: readonly Report[]): Report {
  const lost: Record<string, number> = {};
  const wrong: Record<string, number> = {};
  const add = (sum: Record<string, number>, counts: Readonly<Record<string, number>>) => {
    for (const [kind, count] of Object.entries(counts)) sum[kind] = (sum[kind] ?? 0) + count;
  };
  for (const report of reports) {
    add(lost, report.lost);
    add(wrong, report.wrong);
  }
  return { checks: reports.reduce((sum, { checks }) => sum + checks, 0), lost, wrong };
}

/** Posts a result to the test's server. */
export async function post(path: string, result: unknown): Promise<void> {
  await fetch(path, { method: 'POST', body: JSON.stringify(result) });
}

/** Whether a snapshot that one copy of the package takes holds the variables of all others. */
export function haveOneMapping(copies: readonly AsyncContextNamespace[]): boolean {
  const variables = copies.map(({ Variable }) => new Variable<number>());
  const readAll = () => variables.every((variable, index) => variable.get() === index);
  const nest = (index: number, value: number, work: () => unknown): unknown => {
    const variable = variables[index];
    return variable === undefined ? work() : variable.run(value < 0 ? value : index, nest, index + 1, value, work);
  };
  const snapshots = nest(0, 0, () => copies.map(({ Snapshot }) => new Snapshot()));
  return (snapshots as InstanceType<AsyncContextNamespace['Snapshot']>[]).every(
    (snapshot) => nest(0, -1, () => snapshot.run(readAll)) === true,
  );
}

/** Loads a classic script into a document, and tells whether it ran to its end. */
export function load(target: Document, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let result = 'ran';
    const onError = ({ message }: ErrorEvent) => {
      result = message;
    };
    target.defaultView?.addEventListener('error', onError);
    const element = target.createElement('script');
    element.src = url;
    element.onload = () => {
      target.defaultView?.removeEventListener('error', onError);
      resolve(result);
    };
    element.onerror = () => {
      reject(new Error(`cannot load ${url}`));
    };
    (target.head ?? target.documentElement).append(element);
  });
}

/** Adds a same-origin frame, and waits until it is loaded. */
export function addFrame(url: string): Promise<HTMLIFrameElement> {
  return new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.src = url;
    frame.onload = () => {
      resolve(frame);
    };
    (document.body ?? document.documentElement).append(frame);
  });
}
