import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserName } from './driver.ts';
import { startChromium, startFirefox } from './puppeteer.ts';
import { startWebKit, type WebKitPaths } from './webdriver.ts';

export type { Browser, BrowserName, Key, Page } from './driver.ts';
export { PageError } from './driver.ts';

type Found = { readonly paths: Readonly<Record<string, string>> } | { readonly missing: string };
interface Finder {
  readonly browserNames: readonly BrowserName[];
  findBrowser(name: BrowserName): Found;
}

// A script of the project, which is not compiled with the tests.
const finder = pathToFileURL(join(process.cwd(), 'scripts', 'browsers.mjs')).href;

export const { browserNames, findBrowser } = (await import(finder)) as Finder;

/**
 * Starts a browser. Close it; should the process end before, the browser ends with it.
 *
 * @throws Error if it is not installed, or does not start
 */
export async function launch(name: BrowserName): Promise<Browser> {
  const found = findBrowser(name);
  if ('missing' in found) throw new Error(`${name}: ${found.missing}`);
  const { paths } = found;
  if (name === 'webkit') return startWebKit(paths as unknown as WebKitPaths);
  const { browser = '' } = paths;
  return name === 'chromium' ? startChromium(browser) : startFirefox(browser);
}
