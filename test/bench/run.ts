import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * `npm run bench`: what users cost. Each number of users runs in a process of its own against the simulator; figures are shown
 * beside their ratio to the smallest number, because only ratios within one run mean anything on another machine.
 */
interface Figures {
  users: number;
  start: number;
  memory: number;
  rotation: number;
  /** Bytes. */
  perUser: number;
}

const runs = [10, 1000, 10_000].map((users) => {
  const text = execFileSync(process.execPath, ['--expose-gc', join(__dirname, 'users.js'), String(users)], {
    encoding: 'utf8',
    maxBuffer: 1024 * 1024,
  });
  return JSON.parse(text) as Figures;
});

const [base, many] = runs;
if (base === undefined || many === undefined) throw new Error('There is nothing to compare');
const ratio = (value: number, of: number, unit = 1): string =>
  `${(value / unit).toFixed(2)} (x${(value / of).toFixed(2)})`;
console.table(
  runs.map(({ users, start, memory, rotation, perUser }) => ({
    users,
    'first call after a start, ms': ratio(start, base.start),
    'heap with one user in use, MB': ratio(memory, base.memory),
    'one rotation, ms': ratio(rotation, base.rotation),
    // Ten users weigh less than what else happens in a heap.
    'heap for each user in use, kB': users < 1000 ? '' : ratio(perUser, many.perUser, 1024),
  })),
);
