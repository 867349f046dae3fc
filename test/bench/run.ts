import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../support/root';
import type { CallFigures } from './calls';
import { median, ratios } from './table';
import type { UserFigures } from './users';
import { column, faultsOf, leftByCall } from './verdict';

/**
 * `npm run bench`: what a call costs beside other clients, and what users cost. What is measured runs in a process of its own; figures
 * are shown beside ratios, because only ratios within one run mean anything on another machine. `npm run bench -- calls` or `users`
 * for one of the two. Ends with 1 when a call costs too much or leaves something in the heap (`verdict.ts`); `-- --print` only shows.
 */
const ROUNDS = 20;
const printOnly = process.argv.includes('--print');

function figures(script: string, argument: number): unknown {
  const text = execFileSync(process.execPath, ['--expose-gc', join(__dirname, script), String(argument)], {
    encoding: 'utf8',
    maxBuffer: 1024 * 1024,
  });
  return JSON.parse(text) as unknown;
}

function calls(): void {
  const folder = join(root, 'test/bench');
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  if (install.status !== 0) throw new Error('npm ci');
  const measured = figures('calls.js', ROUNDS) as CallFigures;
  const { clients, heap } = measured;
  const [raw, sdk] = [column(measured, 'node:http'), column(measured, "Tuya's SDK")];
  console.log(`Processor time of one call, ${ROUNDS} rounds of 1000 calls, 20 at once: median [least–most]`);
  console.table(
    clients.map((client) => ({
      client,
      µs: Math.round(median(column(measured, client))),
      'to node:http': ratios(column(measured, client), raw),
      "to Tuya's SDK": ratios(column(measured, client), sdk),
    })),
  );
  const megabytes = [heap[0], heap.at(-1)].map((bytes = NaN) => (bytes / 1024 / 1024).toFixed(2));
  console.log(
    `Heap after the first and the last of ${heap.length} rounds more: ${megabytes.join(' and ')} MB; ` +
      `left behind by a call: ${leftByCall(measured).toFixed(1)} bytes`,
  );
  const faults = faultsOf(measured);
  for (const fault of faults) console.log(fault);
  if (faults.length > 0 && !printOnly) process.exitCode = 1;
}

function users(): void {
  const runs = [10, 1000, 10_000].map((count) => figures('users.js', count) as UserFigures);
  const [base, many] = runs;
  if (base === undefined || many === undefined) throw new Error('There is nothing to compare');
  const ratio = (value: number, of: number, unit = 1): string =>
    `${(value / unit).toFixed(2)} (x${(value / of).toFixed(2)})`;
  console.table(
    runs.map((run) => ({
      users: run.users,
      'first call after a start, ms': ratio(run.start, base.start),
      'heap with one user in use, MB': ratio(run.memory, base.memory),
      'one rotation, ms': ratio(run.rotation, base.rotation),
      // Ten users weigh less than what else happens in a heap.
      'heap for each user in use, kB': run.users < 1000 ? '' : ratio(run.perUser, many.perUser, 1024),
    })),
  );
}

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
for (const part of [calls, users]) if (wanted.length === 0 || wanted.includes(part.name)) part();
