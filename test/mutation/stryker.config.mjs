import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { THRESHOLD } from './reporter.mjs';

/** How nodes/cloud is broken, one small piece at a time, and which specs have to notice; run.ts says of which files. */

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
  'a watched token waits with one timer',
  'commands that keep coming are refused seldom',
  'a busy cloud: reads are repeated at most twice',
  'a repeat that runs out of time reports',
  'a rate limit on page two is waited for',
  'P10: 429 is repeated for reads at most twice',
  'P20: a close waits for a refresh that takes seconds',
  '"brotli-bomb"',
];

/** Files with real pauses, which `npm run check` leaves out; the first red spec ends a try, so they come last. */
const { ignore } = JSON.parse(readFileSync(new URL('../../.mocharc.fast.json', import.meta.url), 'utf8'));
const slow = ignore.map((file) => basename(file, '_spec.js')).join('|');

export default {
  plugins: ['@stryker-mutator/mocha-runner', fileURLToPath(new URL('reporter.mjs', import.meta.url))],
  reporters: ['survivors'],
  mutate: ['nodes/cloud/**/*.ts', '!nodes/cloud/**/*.d.ts'],
  testRunner: 'mocha',
  mochaOptions: {
    'no-config': true,
    file: ['dist/test/mutation/time-limit.js'],
    spec: [`dist/test/cloud/**/!(${slow})_spec.js`, 'dist/test/cloud/**/*_spec.js'],
    grep: `^(?!.*(${long.join('|')}))`,
  },
  coverageAnalysis: 'perTest',
  buildCommand: 'tsc -p .',
  timeoutMS: 5000,
  dryRunTimeoutMinutes: 10,
  thresholds: { break: THRESHOLD },
  allowConsoleColors: false,
};
