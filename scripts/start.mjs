// The main job: the conformance suite against both backends, with a summary.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../dist/conformance/cli.js', import.meta.url));
const backends = [
  { name: 'node backend', conditions: [] },
  { name: 'web backend, here in Node', conditions: ['--conditions=browser'] },
];

const results = backends.map(({ name, conditions }) => {
  console.log(`\n━━ ${name} ━━\n`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', ...conditions, cli], { stdio: 'inherit' });
  return { name, ok: status === 0 };
});

console.log('');
for (const { name, ok } of results)
  console.log(`${ok ? '✔' : '✘'} ${name}: ${ok ? 'conforms, known limitations excepted' : 'does not conform'}`);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
