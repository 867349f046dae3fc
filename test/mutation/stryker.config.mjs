import { readFileSync, readdirSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { THRESHOLD } from './reporter.mjs';

/** How nodes/cloud is broken, one small piece at a time, and which specs have to notice; run.ts says of which files. */

/** The text of a JSON file of the package, read. */
function json(path) {
  return JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
}

/** Titles of specs that take long; what breaks there turns a faster spec red too. */
const long = [
  // endurance
  'ten thousand calls at fifty a second',
  'a thousand calls on a cold account',
  'the same right after the cloud has expired the token',
  '200 rotations with a token life',
  'L6: two processes on one folder',
  'what the cloud received verifies, over hostile queries',
  'an hour of overload costs few calls',
  'memory stays as it is',
  'with an outage an hour and 50 redeploys',
  // real pauses
  'a call each half minute leaves no timer',
  'stays open for an hour in which nothing comes',
  'a watched token waits with one timer',
  'commands that keep coming are refused seldom',
  'a busy cloud: reads are repeated at most twice',
  'a repeat that runs out of time reports',
  'a rate limit on page two is waited for',
  'P10: 429 is repeated for reads at most twice',
  'P20: a close waits for a refresh that takes seconds',
  '"brotli-bomb"',
  '10 MB of rows, or of one string',
  'a backlog of 20 000 leaves the event loop free',
  'P4: a lost reply to a refresh is tried once more',
  'last_row_key of reports: 253 rows',
  'P18: two hundred calls that wait for a login',
];

/** Files with real pauses, which `npm run check` leaves out. */
const { ignore } = json('.mocharc.fast.json');
const isSlow = (file) => ignore.some((pattern) => matchesGlob(file, pattern));

/** The storey of a spec, counted from below; one that is for several is above them all. */
const storeys = json('test/support/storeys.json').toReversed();
const storeyOf = (file) => {
  const [name] = file.split('/')[3].split('_');
  const storey = storeys.findIndex((names) => names.includes(name));
  return storey === -1 ? storeys.length : storey;
};

/**
 * The first red spec ends a try, so the order is: the lowest storey first, since only its own specs and those above run a line, and
 * the files with real pauses last.
 */
const specs = readdirSync(new URL('../cloud', import.meta.url), { recursive: true })
  .filter((file) => file.endsWith('_spec.ts'))
  .map((file) => `dist/test/cloud/${file.replace(/ts$/, 'js')}`)
  .toSorted((a, b) => isSlow(a) - isSlow(b) || storeyOf(a) - storeyOf(b) || (a < b ? -1 : 1));

export default {
  plugins: ['@stryker-mutator/mocha-runner', fileURLToPath(new URL('reporter.mjs', import.meta.url))],
  reporters: ['survivors'],
  mutate: ['nodes/cloud/**/*.ts', '!nodes/cloud/**/*.d.ts'],
  testRunner: 'mocha',
  mochaOptions: {
    'no-config': true,
    file: ['dist/test/mutation/time-limit.js'],
    spec: specs,
    grep: `^(?!.*(${long.join('|')}))`,
  },
  coverageAnalysis: 'perTest',
  buildCommand: 'tsc -p .',
  timeoutMS: 5000,
  dryRunTimeoutMinutes: 10,
  thresholds: { break: THRESHOLD },
  allowConsoleColors: false,
};
