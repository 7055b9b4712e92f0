// Finds the browsers that the tests run in. `node scripts/browsers.mjs` makes sure of them: it
// installs what is missing where it can (as root, where there is apt-get), and says on one line
// for each browser where it is or what has to be installed.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, realpathSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where distributions put what WebKitGTK does not mean for the PATH. */
const webkitPlaces = () => {
  const multiarch = readFolder('/usr/lib').map((folder) => join('/usr/lib', folder));
  return [...multiarch, '/usr/lib', '/usr/lib64', '/usr/libexec'].flatMap((folder) =>
    ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0'].map((version) => join(folder, version, 'MiniBrowser')),
  );
};

/**
 * The executables of each browser. One is searched in this order: what its environment variable
 * names, its names on the PATH, its usual places.
 */
const BROWSERS = {
  chromium: {
    install: 'Chromium or Chrome',
    packages: ['chromium'],
    executables: {
      browser: {
        variable: 'CHROMIUM_BIN',
        names: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'],
        places: () => [
          '/opt/google/chrome/chrome',
          '/snap/bin/chromium',
          '/Applications/Chromium.app/Contents/MacOS/Chromium',
          '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        ],
      },
    },
  },
  firefox: {
    install: 'Firefox',
    packages: ['firefox-esr'],
    executables: {
      browser: {
        variable: 'FIREFOX_BIN',
        names: ['firefox-esr', 'firefox'],
        places: () => ['/snap/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
      },
    },
  },
  webkit: {
    install: 'WebKitGTK with its WebDriver, and Xvfb, on Linux',
    packages: ['webkit2gtk-driver', 'xvfb'],
    executables: {
      browser: { variable: 'WEBKIT_BIN', names: ['MiniBrowser'], places: webkitPlaces },
      driver: { variable: 'WEBKIT_DRIVER_BIN', names: ['WebKitWebDriver'], places: () => [] },
      display: { variable: 'XVFB_BIN', names: ['Xvfb'], places: () => [] },
    },
  },
};

export const browserNames = Object.keys(BROWSERS);

/**
 * The paths of a browser's executables, or what to do to have them, and the packages that would
 * bring them.
 *
 * @param {string} name one of `browserNames`
 * @returns {{ paths: Record<string, string> } | { missing: string, packages: string[] }}
 */
export function findBrowser(name) {
  const { install, packages, executables } = BROWSERS[name];
  const paths = {};
  for (const [part, { variable, names, places }] of Object.entries(executables)) {
    const given = process.env[variable];
    if (given) {
      if (!isExecutable(given)) {
        return { missing: `${variable} names ${given}, which is no executable file`, packages: [] };
      }
      paths[part] = given;
      continue;
    }
    const folders = (process.env.PATH ?? '').split(delimiter);
    const candidates = [...names.flatMap((file) => folders.map((folder) => join(folder, file))), ...places()];
    const found = candidates.find(isExecutable);
    if (found === undefined) {
      const debian = `on Debian: apt-get install ${packages.join(' ')}`;
      return { missing: `there is no ${names[0]}; install ${install} (${debian}) or name it in ${variable}`, packages };
    }
    paths[part] = found;
  }
  return { paths };
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function readFolder(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** Whether `apt-get` can install here. Only root may, and a password must not be asked for. */
const canInstall = () =>
  process.platform === 'linux' &&
  process.getuid() === 0 &&
  (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, 'apt-get')));

/** Runs `apt-get`, after any other that runs already; returns what went wrong. */
function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300'];
  const { status, stderr, error } = spawnSync('apt-get', [...options, ...args], {
    env,
    encoding: 'utf8',
    timeout: 600_000,
  });
  if (status === 0) return undefined;
  const lines = (stderr ?? '').split('\n').filter((line) => line.startsWith('E: '));
  return error?.message ?? lines.at(-1)?.slice('E: '.length) ?? `apt-get ${args[0]} failed`;
}

let updated = false;

/** Installs a browser's packages; returns what went wrong. */
function installPackages(packages) {
  // Mirrors that cannot be reached may still be in the cache, so installing is tried all the same.
  if (!updated) aptGet('update');
  updated = true;
  return aptGet('install', '-y', '--no-install-recommends', ...packages);
}

function ensureBrowser(name) {
  let found = findBrowser(name);
  if ('missing' in found && found.packages.length > 0 && canInstall()) {
    console.error(`installing ${found.packages.join(' and ')} …`);
    const problem = installPackages(found.packages);
    found = findBrowser(name);
    if ('missing' in found && problem !== undefined) return `${found.missing} (apt-get: ${problem})`;
  }
  return 'missing' in found ? found.missing : Object.values(found.paths).join(', ');
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const name of browserNames) console.log(`${name}: ${ensureBrowser(name)}`);
}
