import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startCloud } from '../simulator';
import { root } from '../support/root';

/** A client that is not ours: Tuya's own SDK gets its token and its devices from the simulator. */
interface Sdk {
  TuyaContext: new (options: { baseUrl: string; accessKey: string; secretKey: string }) => {
    request(call: {
      method: string;
      path: string;
      query?: object;
    }): Promise<{ success: boolean; result: { devices: { name: string }[] } }>;
  };
}

async function main(): Promise<void> {
  const folder = join(root, 'test/official-sdk');
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  assert.equal(install.status, 0, 'npm ci');
  const { TuyaContext } = createRequire(join(folder, 'package.json'))('@tuya/tuya-connector-nodejs') as Sdk;
  const cloud = await startCloud();
  try {
    const context = new TuyaContext({
      baseUrl: cloud.url,
      accessKey: cloud.client_id,
      secretKey: cloud.secret,
    });
    const path = '/v1.0/iot-01/associated-users/devices';
    const reply = await context.request({ method: 'GET', path, query: { size: 50 } });
    assert.equal(reply.success, true);
    assert.ok(reply.result.devices.some(({ name }) => name === 'Desk lamp'));
    assert.ok(cloud.calls.length >= 2 && cloud.calls.every((call) => call.verified));
    console.log(`${reply.result.devices.length} devices for Tuya's own SDK\n1 passed, 0 failed`);
  } finally {
    await cloud.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
