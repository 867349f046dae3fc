// What one runs while working: types, lint and the fast specs, in under half a minute. Lint looks at what has changed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const cache = 'node_modules/.cache/check';
const bin = (name) => join('node_modules', name);
const run = async (...args) => {
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');
  return code === 0;
};

const lint = async () => {
  const eslint = await run(
    bin('eslint/bin/eslint.js'),
    '.',
    '--cache',
    '--cache-location',
    `${cache}/eslint`,
  );
  const format = ['--check', '--log-level', 'warn', '.', '--cache', '--cache-location', `${cache}/prettier`];
  return (await run(bin('prettier/bin/prettier.cjs'), ...format)) && eslint;
};
const specs = async () =>
  (await run('build.mjs')) && run(bin('mocha/bin/mocha.js'), '--config', '.mocharc.fast.json');

const passed = await Promise.all([lint(), specs()]);
process.exitCode = passed.every(Boolean) ? 0 : 1;
