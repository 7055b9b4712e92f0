// Installs the development dependencies where they are missing or older than the lock file, so
// that `npm start` and `npm test` work on a fresh clone.
import { execSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const modified = (path) => statSync(new URL(path, root), { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  console.log('Installing the development dependencies (npm ci) …');
  execSync('npm ci --no-audit --no-fund', { cwd: fileURLToPath(root), stdio: ['ignore', 'inherit', 'inherit'] });
}
