import { browserNames, findBrowser, launch, type Browser, type BrowserName, type Page } from './index.ts';
import { startServer, type Server } from './server.ts';

// Shared by the test files, because starting one costs more than most tests do.
const started = new Map<BrowserName, Promise<Browser>>();

function shared(name: BrowserName): Promise<Browser> {
  let browser = started.get(name);
  if (browser === undefined) {
    browser = launch(name);
    started.set(name, browser);
    browser.catch(() => started.delete(name));
  }
  return browser;
}

async function closeShared(name: BrowserName): Promise<void> {
  const browser = started.get(name);
  started.delete(name);
  await (await browser)?.close();
}

// Outside of every suite, hence after the last of all.
after('close the browsers', async function () {
  this.timeout(60_000);
  for (const name of [...started.keys()]) await closeShared(name);
});

/** The browser that a suite runs in. */
export interface Surroundings {
  readonly name: BrowserName;
  readonly version: string;
  /** Opens a page, which is closed after the suite. */
  open(url: string): Promise<Page>;
  /** Starts a server, which is closed after the suite. */
  startServer: typeof startServer;
}

/**
 * Defines a suite once for each browser. Where a browser cannot be had, its suite is one skipped
 * test that says why.
 */
export function inEachBrowser(title: string, define: (surroundings: Surroundings) => void): void {
  for (const name of browserNames) {
    describe(`${title}, in ${name}`, function () {
      const found = findBrowser(name);
      if ('missing' in found) {
        it.skip(`skipped: ${found.missing}`);
        return;
      }
      this.timeout(60_000);
      const pages: Page[] = [];
      const servers: Server[] = [];
      let browser: Browser;

      before(`start ${name}`, async function () {
        this.timeout(120_000);
        browser = await shared(name);
      });

      after('close pages and servers', async () => {
        try {
          for (const page of pages) await page.close();
        } catch (error) {
          // The next suite gets a browser in good order.
          await closeShared(name);
          throw error;
        } finally {
          for (const server of servers) await server.close();
        }
      });

      define({
        name,
        get version() {
          return browser.version;
        },
        async open(url) {
          const page = await browser.open(url);
          pages.push(page);
          return page;
        },
        async startServer(folders) {
          const server = await startServer(folders);
          servers.push(server);
          return server;
        },
      });
    });
  }
}
