import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startCloud } from '../simulator';
import { MOVING, aimed, flowWith, startMover } from '../support/moving';
import { snippets, page } from '../support/pages';
import { runs } from '../support/runs';

const SDK = '@tuya/tuya-connector-nodejs';

/** The program of the page that uses the SDK: it stands beside one that does the same with ours. */
function program(): string {
  const found = snippets(page(MOVING), 'js').filter((text) => text.includes(`require('${SDK}')`));
  assert.equal(found.length, 1, 'programs with the SDK on the page');
  return found.join();
}

/** What the page about moving here shows as _before_ of the SDK, run as it stands: in a program, and in a flow. */
export async function judgeMoving(folder: string): Promise<{ passed: number; failed: number }> {
  const cloud = await startCloud();
  const work = mkdtempSync(join(tmpdir(), 'tuya-moving-'));
  const outcome = { passed: 0, failed: 0 };
  const check = async (title: string, test: () => Promise<void>): Promise<void> => {
    try {
      await test();
      outcome.passed++;
      console.log(`  ✔ ${MOVING} ${title}`);
    } catch (error) {
      outcome.failed++;
      console.log(`  ✘ ${MOVING} ${title}\n`, error);
    }
  };
  const key = { TUYA_CLIENT_ID: cloud.client_id, TUYA_SECRET: cloud.secret };
  const install = (into: string): void => {
    const place = join(into, 'node_modules', SDK);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(folder, 'node_modules', SDK), place, 'dir');
    writeFileSync(join(into, 'package.json'), JSON.stringify({ dependencies: { [SDK]: '*' } }));
  };
  try {
    await check('before, in a program: the devices by name, and a command', async () => {
      install(work);
      const file = join(work, 'before.cjs');
      writeFileSync(file, aimed(program(), cloud));
      const { code, printed } = await runs(file, { PATH: process.env.PATH, ...key });
      assert.equal(code, 0);
      assert.match(printed, /^Desk lamp$/m);
      assert.match(printed, /^switched\n$/m);
      assert.deepEqual(cloud.executed, [{ device_id: 'lamp0001desk', code: 'switch_led', value: true }]);
    });
    await check('before, in a flow: the devices, as our node brings them', async () => {
      Object.assign(process.env, key);
      const mover = await startMover(cloud, install);
      try {
        const before = await mover.show(flowWith('move3inject'));
        const after = await mover.show(flowWith('move4inject'));
        assert.equal(before.error, undefined);
        assert.ok(JSON.stringify(before.payload).includes('"Desk lamp"'));
        assert.deepEqual(before.payload, after.payload);
      } finally {
        await mover.stop();
        rmSync(mover.userDir, { recursive: true, force: true });
      }
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
    await cloud.close();
  }
  return outcome;
}
