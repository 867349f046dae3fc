import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'mocha';

/**
 * What holds for every test: none looks up a host outside this machine, nor does a process that it starts; and none leaves a rejection
 * that nobody handles.
 */

const folder = mkdtempSync(join(tmpdir(), 'tuya-looked-up-'));
const file = join(folder, 'names');
const guard = join(__dirname, 'no-look-ups.js');
writeFileSync(file, '');
process.env.TUYA_LOOKED_UP = file;
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --require ${JSON.stringify(guard)}`.trim();
// eslint-disable-next-line @typescript-eslint/no-require-imports -- it patches what is imported after it
require(guard);

/** Each test with what was looked up while it ran. */
const found: string[] = [];

function collect(during: string): void {
  const names = readFileSync(file, 'utf8');
  if (names === '') return;
  writeFileSync(file, '');
  found.push(`${during}: ${[...new Set(names.trim().split('\n'))].join(', ')}`);
}

/** Rejections that nobody has handled, which mocha lets pass: each with the test that ran. */
const unhandled = new Map<unknown, string>();
let running = 'before the tests';
process.on('unhandledRejection', (reason, promise) => {
  unhandled.set(promise, `${running}: ${String(reason)}`); // a map, because mocha tells of each once more
});

export const mochaHooks = {
  beforeEach(this: Context): void {
    running = this.currentTest?.fullTitle() ?? 'a hook';
  },
  afterEach(this: Context): void {
    collect(this.currentTest?.fullTitle() ?? 'a hook');
  },
  // At the end, because a hook that fails after a test would end the whole run.
  afterAll(): void {
    collect('after the tests');
    rmSync(folder, { recursive: true, force: true });
    if (found.length > 0) throw new Error(`Hosts outside this machine were looked up\n${found.join('\n')}`);
    if (unhandled.size > 0)
      throw new Error(`Nobody handled a rejection\n${[...unhandled.values()].join('\n')}`);
  },
};
