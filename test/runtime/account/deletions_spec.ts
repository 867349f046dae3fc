import { mkdirSync, readdirSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import should from 'should';
import { digest } from '../../../nodes/runtime/account/token-stores';
import { rememberCallback } from '../../../nodes/runtime/admin/callback-address';
import { ACCOUNT, TOKEN, useCodeMode } from '../../support/code-mode';
import { PLACED } from '../../support/flow-rig';
import type { Msg } from '../../support/flow-rig';

describe('L2: a deleted account takes its users with it', () => {
  const rig = useCodeMode();

  /** Resolves when the folder of an account disappears. */
  async function folderGone(kind = 'tuya-tokens'): Promise<void> {
    const folder = join(rig.userDir, kind);
    const { length } = readdirSync(folder);
    for await (const change of watch(folder, { signal: AbortSignal.timeout(5000) })) {
      if (change.eventType === 'rename' && readdirSync(folder).length < length) return;
    }
  }

  async function through(id: string, msg: Msg): Promise<Msg> {
    const answer = rig.flow.next();
    rig.flow.node(id).receive(msg);
    return answer;
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
    should((await rig.flow.ask({ action: 'get' })).payload).have.property('uid', 'uid-anna');
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

  it('and where its logins return to, which one that is brought back does not know', async () => {
    const old = 'https://old.example/tuya-config/oauth/callback';
    await rig.start({}, { account: { mode: 'code' } });
    const returnsTo = async (): Promise<string | null> => {
      const { url } = (await rig.flow.ask({ action: 'authorize' })).payload as { url: string };
      return new URL(url).searchParams.get('redirect_uri');
    };
    rememberCallback('a', old);
    should(await returnsTo()).equal(old);
    await rig.flow.deploy('nodes', { a: { name: 'renamed' } });
    should(await returnsTo()).equal(old);
    await rig.flow.deploy('nodes', { a: undefined });
    const { client_id, secret } = rig.flow.cloud;
    await rig.flow.deploy('nodes', { a: { credentials: { client_id, secret } } });
    should(await returnsTo()).match(/^http:\/\/127\.0\.0\.1/);
  });

  it('and what a context store has of it, of whatever key and from whatever process, and nobody else’s', async () => {
    await rig.start({}, { account: { ...ACCOUNT, tokenStore: 'default' } });
    await rig.authorize('uid-anna');
    const { global } = rig.flow.node('a').context();
    const [former, other] = [`tuya_${digest('a')}_former`, `tuya_${digest('b')}_other`];
    for (const name of [former, other]) global.set(name, 'sealed');
    const kept = (): string[] => global.keys().filter((name) => name.startsWith('tuya_'));
    const all = kept();
    all.should.containDeep([former, other]).and.have.length(4); // with the user, and the state that was used
    await rig.redeploy({ tokenStore: 'default', d: true });
    kept().should.eql(all);
    await rig.redeploy({ tokenStore: 'default' });
    await rig.redeploy(undefined);
    kept().should.eql([other]);
    global.set(other, undefined);
  });

  it('and what is known of its devices, which a disabled one keeps', async () => {
    await rig.start();
    const folder = join(rig.userDir, 'tuya-models');
    mkdirSync(join(folder, digest('a')), { recursive: true });
    await rig.redeploy({ d: true });
    const gone = folderGone('tuya-models');
    await rig.redeploy(undefined);
    await gone;
    readdirSync(folder).should.eql([]);
  });

  it('and leaves one that was disabled by the same deploy', async () => {
    const b = { id: 'b', type: 'tuya-config', dataCenter: 'custom', ...ACCOUNT };
    const m = { id: 'm', ...PLACED, ...TOKEN, account: 'b', wires: [['out']] };
    const credentials = { client_id: 'demo0client0id000001', secret: 'demo0secret0of0the0playground001' };
    const flow = await rig.start({}, { more: [b, m], moreCredentials: { b: credentials } });
    const baseUrl = flow.cloud.url;
    await flow.deploy('full', { b: { baseUrl } });
    await rig.authorize('uid-anna');
    const { state } = (await through('m', { action: 'authorize' })).payload as { state: string };
    await through('m', { action: 'exchange', code: flow.cloud.issueCode('uid-ben'), state });
    await flow.deploy('full', { b: { baseUrl, d: true } });
    rig.storedFiles().should.have.length(2);
    // Nobody but the deploy itself notices that b is gone; by then a would be gone too.
    const gone = folderGone();
    await flow.deploy('full', { a: { d: true }, b: undefined });
    await gone;
    rig.storedFiles().should.have.length(1);
    await flow.deploy('full', { b: undefined });
    should((await flow.ask({ action: 'get' })).payload).have.property('uid', 'uid-anna');
  });

  describe('an account that stands in a subflow', () => {
    beforeEach(async () => {
      const key = { client_id: 'demo0client0id000001', secret: 'demo0secret0of0the0playground001' };
      const inner = { ...PLACED, z: 'sf' };
      const flow = await rig.start(
        {},
        {
          more: [
            {
              id: 'sf',
              type: 'subflow',
              in: [{ x: 0, y: 0, wires: [{ id: 'inner' }] }],
              out: [{ x: 0, y: 0, wires: [{ id: 'inner', port: 0 }] }],
            },
            { id: 'own', z: 'sf', type: 'tuya-config', dataCenter: 'custom', ...ACCOUNT },
            { id: 'inner', ...inner, ...TOKEN, account: 'own', wires: [[]] },
            { id: 'i', ...PLACED, type: 'subflow:sf', wires: [['out']] },
            { id: 'j', ...PLACED, type: 'subflow:sf', wires: [['out']] },
          ],
          moreCredentials: { own: key },
        },
      );
      await flow.deploy('full', { own: { baseUrl: flow.cloud.url } });
      for (const id of ['i', 'j']) {
        const { state } = (await through(id, { action: 'authorize' })).payload as { state: string };
        await through(id, { action: 'exchange', code: flow.cloud.issueCode('uid-anna'), state });
      }
      rig.storedFiles().should.have.length(2);
    });

    const own = (): Record<string, unknown> => ({ baseUrl: rig.flow.cloud.url });

    it('keeps its users when another node goes, or an instance is disabled', async () => {
      await rig.flow.deploy('full', { own: own(), n: undefined, j: { d: true } });
      rig.storedFiles().should.have.length(2);
      // Its id begins with that of `i`, and holds that of `n`: what is gone is gone from memory first.
      should((await through('i', { action: 'get' })).payload).have.property('uid', 'uid-anna');
      await rig.flow.deploy('full', { own: own() });
      should((await through('j', { action: 'get' })).payload).have.property('uid', 'uid-anna');
    });

    it('takes them with the instance that goes, and leaves those of others', async () => {
      const gone = folderGone();
      await rig.flow.deploy('full', { own: own(), j: undefined });
      await gone;
      rig.storedFiles().should.have.length(1);
      should((await through('i', { action: 'get' })).payload).have.property('uid', 'uid-anna');
    });
  });
});
