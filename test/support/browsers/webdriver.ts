import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { commandTimeout, EvaluatingPage, startTimeout, within, type Browser, type Key, type Page } from './driver.ts';
import { freePort, start, stopAll, temporaryFolder, type Started, type Stoppable } from './processes.ts';

/** The executables that WebKitGTK is driven with. */
export interface WebKitPaths {
  readonly browser: string;
  readonly driver: string;
  readonly display: string;
}

export async function startWebKit(paths: WebKitPaths): Promise<Browser> {
  const parts: Stoppable[] = [];
  try {
    return await within(startTimeout, startParts(paths, parts), 'starting it');
  } catch (error) {
    await stopAll(parts);
    throw new Error(`webkit (${paths.browser}) did not start`, { cause: error });
  }
}

async function startParts(paths: WebKitPaths, parts: Stoppable[]): Promise<Browser> {
  const home = temporaryFolder();
  parts.push(home);
  const display = await startDisplay(paths.display, parts);
  const env = {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    DISPLAY: display,
    GDK_BACKEND: 'x11',
    HOME: home.path,
    TMPDIR: home.path,
    XDG_RUNTIME_DIR: home.path,
    XDG_CACHE_HOME: home.path,
    XDG_CONFIG_HOME: home.path,
    XDG_DATA_HOME: home.path,
    // No services of a desktop are there, and none shall be started.
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    GSETTINGS_BACKEND: 'memory',
    NO_AT_BRIDGE: '1',
  };
  const server = await startDriver(paths.driver, env, parts);
  const { sessionId, capabilities } = (await server('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        'webkitgtk:browserOptions': { binary: paths.browser, args: ['--automation', '--autoplay-policy=allow'] },
      },
    },
  })) as { sessionId: string; capabilities: { browserVersion: string } };
  const session: Command = (method, path, body) => server(method, `/session/${sessionId}${path}`, body);
  return new WebKitBrowser(capabilities.browserVersion, session, parts);
}

/** Starts a display on a number that is free, and returns its name. */
async function startDisplay(path: string, parts: Stoppable[]): Promise<string> {
  // It ends with its last client, should this process be killed.
  const args = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp', '-terminate'];
  const display = start(path, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  parts.push(display);
  const output = (display.child.stdio[3] as Readable).setEncoding('utf8');
  const [number] = (await Promise.race([once(output, 'data'), display.ended])) as [string];
  return `:${number.trim()}`;
}

/** A command of WebDriver, to the server or to a session. */
type Command = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<unknown>;

async function startDriver(path: string, env: NodeJS.ProcessEnv, parts: Stoppable[]): Promise<Command> {
  for (let attempts = 3; ; attempts--) {
    const port = await freePort();
    const driver = start(path, [`--port=${port}`], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    parts.push(driver);
    const command = commands(`http://127.0.0.1:${port}`);
    try {
      await untilReady(driver, command);
      return command;
    } catch (error) {
      // Another process may have taken the port since.
      if (attempts === 1) throw error;
    }
  }
}

async function untilReady(driver: Started, command: Command): Promise<void> {
  const ended = driver.ended.catch((error: unknown) => ({ error }));
  for (;;) {
    const answer = await Promise.race([ended, command('GET', '/status').catch(() => undefined)]);
    if (answer instanceof Object && 'error' in answer) throw answer.error;
    if (answer !== undefined) return;
    await delay(20);
  }
}

const commands =
  (origin: string): Command =>
  async (method, path, body) => {
    const response = await fetch(origin + path, {
      method,
      ...(method === 'POST' && { body: JSON.stringify(body ?? {}), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(commandTimeout),
    }).catch((error: unknown) => {
      throw new Error(`WebKitWebDriver does not answer ${method} ${path}`, { cause: error });
    });
    const { value } = (await response.json()) as { value: unknown };
    if (response.ok) return value;
    const { error, message } = value as { error: string; message: string };
    throw new Error(`${method} ${path}: ${error}: ${message}`);
  };

class WebKitBrowser implements Browser {
  readonly name = 'webkit';
  readonly version: string;
  readonly #session: Command;
  readonly #parts: readonly Stoppable[];
  #lastCommand: Promise<unknown> = Promise.resolve();
  #window: string | undefined;

  constructor(version: string, session: Command, parts: readonly Stoppable[]) {
    this.version = version;
    this.#session = session;
    this.#parts = parts;
  }

  /** Sends commands to one window. A session has one at a time that its commands go to. */
  inWindow<T>(window: string | undefined, work: (session: Command) => Promise<T>): Promise<T> {
    const result = this.#lastCommand.then(async () => {
      if (window !== undefined && this.#window !== window) {
        await this.#session('POST', '/window', { handle: window });
        this.#window = window;
      }
      return work(this.#session);
    });
    this.#lastCommand = result.catch(() => undefined);
    return result;
  }

  async open(url: string): Promise<Page> {
    // The first window stays: a session ends with its last one.
    const { handle } = await this.inWindow(
      undefined,
      (session) => session('POST', '/window/new', { type: 'window' }) as Promise<{ handle: string }>,
    );
    await this.inWindow(handle, (session) => session('POST', '/url', { url }));
    return new WebKitPage(`webkit at ${url}`, this, handle);
  }

  closeWindow(window: string): Promise<void> {
    return this.inWindow(window, async (session) => {
      await session('DELETE', '/window');
      this.#window = undefined;
      const [first] = (await session('GET', '/window/handles')) as string[];
      await session('POST', '/window', { handle: first });
    });
  }

  async close(): Promise<void> {
    await within(5_000, this.#session('DELETE', ''), 'closing webkit').catch(() => undefined);
    await stopAll(this.#parts);
  }
}

const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/** https://www.w3.org/TR/webdriver2/#keyboard-actions */
const keys: Readonly<Record<Key, string>> = {
  ArrowDown: '\uE015',
  ArrowLeft: '\uE012',
  ArrowRight: '\uE014',
  ArrowUp: '\uE013',
  Backspace: '\uE003',
  Delete: '\uE017',
  End: '\uE010',
  Enter: '\uE006',
  Escape: '\uE00C',
  Home: '\uE011',
  Tab: '\uE004',
};

class WebKitPage extends EvaluatingPage {
  protected readonly description: string;
  readonly #browser: WebKitBrowser;
  readonly #window: string;

  constructor(description: string, browser: WebKitBrowser, window: string) {
    super();
    this.description = description;
    this.#browser = browser;
    this.#window = window;
  }

  #send(path: string, body: object): Promise<unknown> {
    return this.#browser.inWindow(this.#window, (session) => session('POST', path, body));
  }

  /**
   * WebKit's automation, around the expression, makes promises of the page and reacts to them: two
   * dozen patched calls, if they are patched.
   */
  protected async evaluateText(expression: string): Promise<string> {
    return (await this.#send('/execute/sync', { script: `return ${expression}`, args: [] })) as string;
  }

  async click(selector: string): Promise<void> {
    const element = await this.#send('/element', { using: 'css selector', value: selector });
    await this.#send(`/element/${(element as Record<string, string>)[elementKey]}/click`, {});
  }

  async type(text: string): Promise<void> {
    const actions = Array.from(text).flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.#send('/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  press(key: Key): Promise<void> {
    return this.type(keys[key]);
  }

  protected closeOnce(): Promise<void> {
    return this.#browser.closeWindow(this.#window);
  }
}
