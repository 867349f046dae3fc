import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../support/root';
import type { CallFigures } from './calls';
import type { MessageFigures } from './messages';
import { median, ratios, spread } from './table';
import type { UserFigures } from './users';
import { column, faultsOf, leftByCall, leftByMessage, messageFaultsOf } from './verdict';

/**
 * `npm run bench`: what a call costs beside other clients, what users cost, and what a backlog of messages does. What is measured runs in a process of its own; figures
 * are shown beside ratios, because only ratios within one run mean anything on another machine. `npm run bench -- calls`, `users` or
 * `messages` for one of them. Ends with 1 when a call costs too much, a backlog holds up the event loop, or either leaves something in
 * the heap (`verdict.ts`); `-- --print` only shows.
 */
const ROUNDS = 20;
/** Backlogs with each filter. */
const BACKLOGS = 6;
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
  console.log(
    `Heap after the first and the last of ${heap.length} rounds more: ${megabytesOf(heap)} MB; ` +
      `left behind by a call: ${leftByCall(measured).toFixed(1)} bytes`,
  );
  judge(faultsOf(measured));
}

function megabytesOf(heap: readonly number[]): string {
  return [heap[0], heap.at(-1)].map((bytes = NaN) => (bytes / 1024 / 1024).toFixed(2)).join(' and ');
}

function judge(faults: readonly string[]): void {
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

function messages(): void {
  const measured = figures('messages.js', BACKLOGS) as MessageFigures;
  const { frames, filters, heap } = measured;
  console.log(`A backlog of ${frames} messages at the start, ${BACKLOGS} rounds: median [least–most]`);
  console.table(
    filters.map(({ filter, lags, speeds }) => ({
      'a filter that': filter,
      'lag of the event loop at the 99th percentile, ms': spread(lags, 1),
      'messages a second': spread(speeds, 0),
    })),
  );
  console.log(
    `Heap after the first and the last of ${heap.length} backlogs: ${megabytesOf(heap)} MB; ` +
      `left behind by a message: ${leftByMessage(measured).toFixed(1)} bytes`,
  );
  judge(messageFaultsOf(measured));
}

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
for (const part of [calls, users, messages]) if (wanted.length === 0 || wanted.includes(part.name)) part();
