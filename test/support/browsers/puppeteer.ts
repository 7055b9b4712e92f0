import puppeteer, {
  type Browser as Puppet,
  type CDPSession,
  type LaunchOptions,
  type Page as PuppetPage,
} from 'puppeteer-core';
import { commandTimeout, EvaluatingPage, startTimeout, within, type Browser, type Key, type Page } from './driver.ts';
import { stopAll, supervise, temporaryFolder, type Stoppable } from './processes.ts';

const chromiumFlags = [
  // Root may not use the sandbox, and some containers lack what it needs.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Media play without a user, in silence.
  '--autoplay-policy=no-user-gesture-required',
  '--mute-audio',
  // Defines gc.
  '--js-flags=--expose-gc',
];

/** The same for Firefox. */
const firefoxPreferences = {
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'media.volume_scale': '0.0',
  // Asked for a permission, it refuses at once instead of waiting for a user.
  'permissions.default.desktop-notification': 2,
};

export const startChromium = (path: string): Promise<Browser> =>
  startWithPuppeteer('chromium', path, { browser: 'chrome', args: chromiumFlags, pipe: true });

export const startFirefox = (path: string): Promise<Browser> =>
  startWithPuppeteer('firefox', path, { browser: 'firefox', extraPrefsFirefox: firefoxPreferences });

async function startWithPuppeteer(
  name: 'chromium' | 'firefox',
  executablePath: string,
  options: LaunchOptions,
): Promise<Browser> {
  const profile = temporaryFolder();
  const parts: Stoppable[] = [profile];
  try {
    const puppet = await puppeteer.launch({
      ...options,
      executablePath,
      userDataDir: profile.path,
      defaultViewport: null,
      timeout: startTimeout,
      protocolTimeout: commandTimeout,
      // Ended with everything else that was started.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    const child = puppet.process();
    if (child !== null) parts.push(supervise(child));
    return new PuppeteerBrowser(name, await puppet.version(), puppet, parts);
  } catch (error) {
    await stopAll(parts);
    throw new Error(`${name} (${executablePath}) did not start`, { cause: error });
  }
}

class PuppeteerBrowser implements Browser {
  readonly name: 'chromium' | 'firefox';
  readonly version: string;
  readonly #puppet: Puppet;
  readonly #parts: readonly Stoppable[];

  constructor(name: 'chromium' | 'firefox', version: string, puppet: Puppet, parts: readonly Stoppable[]) {
    this.name = name;
    this.version = version.replace(/^\D*/, '');
    this.#puppet = puppet;
    this.#parts = parts;
  }

  async open(url: string): Promise<Page> {
    // No cookies, caches or service workers are shared with other pages.
    const context = await this.#puppet.createBrowserContext();
    // In a window of its own it is visible; Firefox makes the timers of other tabs wait.
    const page = await context.newPage({ type: 'window' });
    const session = this.name === 'chromium' ? await page.createCDPSession() : undefined;
    const opened = new PuppeteerPage(`${this.name} at ${url}`, page, session);
    await page.goto(url, { timeout: commandTimeout });
    return opened;
  }

  async close(): Promise<void> {
    // Asked first, because a browser that is killed may leave children outside of its group.
    await within(5_000, this.#puppet.close(), `closing ${this.name}`).catch(() => undefined);
    await stopAll(this.#parts);
  }
}

class PuppeteerPage extends EvaluatingPage {
  protected readonly description: string;
  readonly #page: PuppetPage;
  readonly #session: CDPSession | undefined;
  readonly #reported: string[] = [];

  constructor(description: string, page: PuppetPage, session: CDPSession | undefined) {
    super();
    this.description = description;
    this.#page = page;
    this.#session = session;
    page.on('pageerror', (error) => this.#reported.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.#reported.push(message.text());
    });
  }

  protected override reported(): readonly string[] {
    return this.#reported;
  }

  protected async evaluateText(expression: string): Promise<string> {
    // Firefox awaits a promise only, and there is none.
    if (this.#session === undefined) return (await this.#page.evaluate(expression)) as string;
    const { result, exceptionDetails } = await this.#session.send('Runtime.evaluate', {
      expression,
      // Puppeteer would have Chromium await the value, promise or not, by the page's own promises.
      awaitPromise: false,
      allowUnsafeEvalBlockedByCSP: false,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as string;
  }

  click(selector: string): Promise<void> {
    return this.#page.click(selector);
  }

  type(text: string): Promise<void> {
    return this.#page.keyboard.type(text);
  }

  press(key: Key): Promise<void> {
    return this.#page.keyboard.press(key);
  }

  protected closeOnce(): Promise<void> {
    return within(commandTimeout, this.#page.browserContext().close(), `closing the page, ${this.description},`);
  }
}
