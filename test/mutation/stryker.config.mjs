import { fileURLToPath } from 'node:url';
import { THRESHOLD } from './reporter.mjs';

/** How nodes/cloud is broken, one small piece at a time, and which specs have to notice; run.ts says of which files. */

/** Titles of specs about endurance, which take long; what breaks there turns a faster spec red too. */
const long = [
  'ten thousand calls at fifty a second',
  'a thousand calls on a cold account',
  'the same right after the cloud has expired the token',
  '200 rotations with a token life',
  'L6: two processes on one folder',
  'what the cloud received verifies, over hostile queries',
  '"brotli-bomb"',
  'a call each half minute leaves no timer',
  'a watched token waits with one timer',
  'memory stays as it is',
];

export default {
  plugins: ['@stryker-mutator/mocha-runner', fileURLToPath(new URL('reporter.mjs', import.meta.url))],
  reporters: ['survivors'],
  mutate: ['nodes/cloud/**/*.ts', '!nodes/cloud/**/*.d.ts'],
  testRunner: 'mocha',
  mochaOptions: {
    'no-config': true,
    file: ['dist/test/mutation/time-limit.js'],
    spec: ['dist/test/cloud/**/*_spec.js'],
    grep: `^(?!.*(${long.join('|')}))`,
  },
  coverageAnalysis: 'perTest',
  buildCommand: 'tsc -p .',
  timeoutMS: 5000,
  dryRunTimeoutMinutes: 10,
  thresholds: { break: THRESHOLD },
  allowConsoleColors: false,
};
