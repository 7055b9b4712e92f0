import type { SuiteReport } from '../../../conformance/index.ts';
import type { Surroundings } from './each.ts';
import type { Page } from './index.ts';
import type { Server } from './server.ts';

/** What the suite posted to a path, or an error that says how far it came. */
export async function received(server: Server, path: string, page: Page, timeout: number): Promise<SuiteReport> {
  let result: unknown;
  try {
    result = await server.posted(path, timeout);
  } catch (error) {
    const current = await page.evaluate('globalThis.current');
    throw new Error(`the suite did not come to its end, but to the case ${JSON.stringify(current)}`, { cause: error });
  }
  const { mistake } = result as { mistake?: string };
  if (mistake !== undefined) throw new Error(mistake);
  return result as SuiteReport;
}

/** Defines what holds of every report, and prints its counts. */
export function defineReportChecks(browser: Surroundings, getReport: () => SuiteReport): void {
  after('print the counts', () => {
    const { counts, duration } = getReport();
    const numbers = `${counts.passed} passed, ${counts.failed} failed, ${counts.known} known, ${counts.skipped} skipped`;
    console.log(`      ${browser.name} ${browser.version}, ${numbers} (${(duration / 1_000).toFixed(1)} s)`);
  });

  it('fails in no case, known limitations excepted', () => {
    const failed = getReport().cases.filter(({ status }) => status === 'failed');
    // In full: the difference of two lists would be cut short.
    if (failed.length > 0) {
      const lines = failed.map(({ id, failure }) => `\n  ${id}: ${failure?.message ?? ''}`);
      throw new Error(`${failed.length} cases failed${lines.join('')}`);
    }
  });
}
