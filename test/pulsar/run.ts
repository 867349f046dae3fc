import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { skip } from '../support/foreign-client';
import { root } from '../support/root';
import { fetchJars, missing } from './java';

/** Milliseconds after which all is over, whoever still waits for what does not come. */
const LIMIT = 20 * 60_000;

/** `npm run test:pulsar`: all specs, or those that are named, against a real Apache Pulsar; skipped where Java or Maven is missing, which in CI have to be there. */
const reason = missing();
if (reason !== undefined) skip(reason, true);
else if (!fetchJars()) skip('the jars of Apache Pulsar cannot be had', true);
else {
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
  const hooks = join(root, 'dist/test/support/mocha-hooks.js');
  const reporter = join(root, 'dist/test/support/reporter.js');
  const asked = process.argv.slice(2);
  const all = readdirSync(__dirname)
    .filter((name) => name.endsWith('_spec.js'))
    .map((name) => join(__dirname, name));
  const specs = asked.some((one) => one.endsWith('_spec.js')) ? [] : all;
  // A test that has failed may still wait, and would keep the process: it exits.
  const args = [
    mocha,
    '--no-config',
    '--exit',
    '--timeout',
    '120000',
    '--require',
    hooks,
    '--reporter',
    reporter,
  ];
  const run = spawnSync(process.execPath, [...args, ...asked, ...specs], {
    stdio: 'inherit',
    timeout: LIMIT,
  });
  if (run.error !== undefined) console.error(`It took more than ${LIMIT / 60_000} minutes`);
  process.exitCode = run.status === 0 ? 0 : 1;
}
