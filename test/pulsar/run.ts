import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { skip } from '../support/foreign-client';
import { root } from '../support/root';
import { fetchJars, missing } from './java';

/** `npm run test:pulsar`: against a real Apache Pulsar; skipped where Java or Maven is missing. */
const reason = missing();
if (reason !== undefined) skip(reason, false);
else if (!fetchJars()) skip('the jars of Apache Pulsar cannot be had', true);
else {
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
  const hooks = join(root, 'dist/test/support/mocha-hooks.js');
  const specs = readdirSync(__dirname)
    .filter((name) => name.endsWith('_spec.js'))
    .map((name) => join(__dirname, name));
  const args = [mocha, '--no-config', '--timeout', '120000', '--require', hooks, ...process.argv.slice(2)];
  const run = spawnSync(process.execPath, [...args, ...specs], { stdio: 'inherit' });
  process.exitCode = run.status === 0 ? 0 : 1;
}
