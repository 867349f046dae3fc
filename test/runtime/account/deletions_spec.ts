import { readdirSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import 'should';
import { useCodeMode } from '../../support/code-mode';

describe('L2: a deleted account takes its users with it', () => {
  const rig = useCodeMode();

  /** Resolves when the folder of an account disappears. */
  async function folderGone(): Promise<void> {
    const folder = join(rig.userDir, 'tuya-tokens');
    for await (const change of watch(folder, { signal: AbortSignal.timeout(5000) })) {
      if (change.eventType === 'rename' && readdirSync(folder).length === 0) return;
    }
  }

  const anna = async (): Promise<void> => {
    await rig.start();
    await rig.authorize('uid-anna');
    rig.storedFiles().should.have.length(1);
  };

  it('and a redeployed or disabled one keeps them', async () => {
    await anna();
    await rig.redeploy({ name: 'renamed' });
    rig.storedFiles().should.have.length(1);
    await rig.redeploy({ d: true });
    rig.storedFiles().should.have.length(1);
    await rig.redeploy({ d: false });
    (await rig.flow.ask({ action: 'get' })).payload?.should.have.property('uid', 'uid-anna');
    await rig.redeploy(undefined);
    rig.storedFiles().should.have.length(0);
  });

  for (const [what, change] of [
    ['disabled', { d: true }],
    ['in simple mode', { mode: 'simple' }],
    ['misconfigured', { dataCenter: 'moon' }],
  ] as [string, Record<string, unknown>][]) {
    it(`also when it was ${what} before`, async () => {
      await anna();
      await rig.redeploy(change);
      const gone = folderGone();
      await rig.redeploy(undefined);
      await gone;
      rig.storedFiles().should.have.length(0);
    });
  }
});
