import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { COMMAND, LIST, SORTED, close, judge, skip } from '../support/foreign-client';
import type { House, Told } from '../support/foreign-client';
import { root } from '../support/root';

/** A client that is not ours: Tuya's own for Go. */
const folder = join(root, 'test/go-client');
/** Milliseconds for the program. */
const PATIENCE = 60_000;
const env = { ...process.env, no_proxy: '127.0.0.1', GOTOOLCHAIN: 'local' };

async function main(): Promise<void> {
  if (spawnSync('go', ['version']).status !== 0) {
    skip('there is no Go', false);
    return;
  }
  const place = mkdtempSync(join(tmpdir(), 'tuya-go-'));
  try {
    const binary = join(place, 'client');
    const build = spawnSync('go', ['build', '-o', binary, '.'], { cwd: folder, env, encoding: 'utf8' });
    if (build.status !== 0) {
      console.error(build.stderr);
      skip('the Go client could not be built', true);
      return;
    }
    close([await judge('tuya-connector-go', (house) => run(binary, place, house))]);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Runs the program in a folder of its own, where it leaves its logs. */
async function run(binary: string, cwd: string, house: House): Promise<Told> {
  const { device_id, code, value } = COMMAND;
  const order = {
    ...house,
    ...SORTED,
    list: LIST,
    commands: `/v1.0/devices/${device_id}/commands`,
    body: { commands: [{ code, value }] },
  };
  const args = [JSON.stringify(order)];
  const { stdout } = await promisify(execFile)(binary, args, { cwd, env, timeout: PATIENCE });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Told;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
