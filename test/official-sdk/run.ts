import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { COMMAND, LIST, SORTED, close, judge } from '../support/foreign-client';
import type { House, Told } from '../support/foreign-client';
import { root } from '../support/root';
import { judgeMoving } from './moving';

/** A client that is not ours: Tuya's own SDK for Node.js. */
interface Sdk {
  TuyaContext: new (options: { baseUrl: string; accessKey: string; secretKey: string }) => {
    request(call: { method: string; path: string; query?: object; body?: object }): Promise<unknown>;
  };
}

async function main(): Promise<void> {
  const folder = join(root, 'test/official-sdk');
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  assert.equal(install.status, 0, 'npm ci');
  const { TuyaContext } = createRequire(join(folder, 'package.json'))('@tuya/tuya-connector-nodejs') as Sdk;
  const use = async ({ url, client_id, secret }: House): Promise<Told> => {
    const context = new TuyaContext({ baseUrl: url, accessKey: client_id, secretKey: secret });
    const { device_id, code, value } = COMMAND;
    return {
      list: await context.request({ method: 'GET', path: LIST, query: { size: 50 } }),
      command: await context.request({
        method: 'POST',
        path: `/v1.0/devices/${device_id}/commands`,
        body: { commands: [{ code, value }] },
      }),
      sorted: await context.request({ method: 'GET', path: SORTED.path, query: { ...SORTED.query } }),
    };
  };
  close([await judge('tuya-connector-nodejs', use), await judgeMoving(folder)]);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
