import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Runner, reporters } from 'mocha';
import type { MochaOptions, Runnable } from 'mocha';

/** Mocha's usual report, and beside it a list of what failed for who runs those specs again: a line `file<tab>title` each. */
export = class Reporter extends reporters.Spec {
  constructor(runner: Runner, options?: MochaOptions) {
    super(runner, options);
    const list = process.env.TUYA_FAILED_SPECS ?? '';
    if (list === '') return;
    runner.on(Runner.constants.EVENT_TEST_FAIL, (failed: Runnable) => {
      // A hook of all specs is in none of their files.
      const file = failed.file === undefined ? '?' : relative(process.cwd(), failed.file);
      appendFileSync(list, `${file}\t${failed.fullTitle().replace(/\s+/g, ' ')}\n`);
    });
  }
};
