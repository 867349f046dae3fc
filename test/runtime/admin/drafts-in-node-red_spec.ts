import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import should from 'should';
import { digest } from '../../../nodes/runtime/account/token-stores';
import { DRAFT_TIME } from '../../../nodes/runtime/admin/drafts';
import { PATHS } from '../../../nodes/shared/admin';
import { DialogRig } from '../../support/dialog-rig';
import { helper } from '../../support/flow-rig';

describe('users of an account that is not deployed', () => {
  const rig = new DialogRig();
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  beforeEach(() => rig.start());
  afterEach(() => rig.stop());

  const uids = async (id: string): Promise<string[]> => (await rig.users(id)).users.map(({ uid }) => uid);

  it('are in no file before the deploy', async () => {
    (await rig.comeBack(await rig.startLogin({ id: 'fresh' }), 'uid-anna')).status.should.equal(200);
    (await uids('fresh')).should.eql(['uid-anna']);
    rig.sealed().should.eql([]);
    (await rig.comeBack(await rig.startLogin(), 'uid-ben')).status.should.equal(200);
    rig.sealed().should.have.length(1);
  });

  it('go with a dialog that is cancelled, and so does the login that is under way', async () => {
    await rig.comeBack(await rig.startLogin({ id: 'fresh' }), 'uid-anna');
    const late = await rig.startLogin({ id: 'fresh' });
    const other = await rig.startLogin({ id: 'other' });
    (await rig.post(PATHS.cancelLogin, { id: 'fresh' })).status.should.equal(200);
    (await uids('fresh')).should.eql([]);
    const calls = rig.flow.cloud.calls.length;
    (await rig.comeBack(late, 'uid-ben')).text.should.match(/not known here/);
    rig.flow.cloud.calls.should.have.length(calls);
    (await uids('fresh')).should.eql([]);
    (await rig.comeBack(other, 'uid-ben')).status.should.equal(200);
  });

  it('no cancelled dialog takes the users of a deployed account, nor ends its logins', async () => {
    await rig.comeBack(await rig.startLogin(), 'uid-anna');
    const state = await rig.startLogin();
    await rig.post(PATHS.cancelLogin, { id: 'a' });
    (await uids('a')).should.eql(['uid-anna']);
    (await rig.comeBack(state, 'uid-ben')).status.should.equal(200);
    (await rig.post(PATHS.cancelLogin, {})).status.should.equal(200);
    rig.sealed().should.have.length(2);
  });

  it('L13: nor those of an account that the flows do not hold now, of another project', async () => {
    const folder = join(rig.userDir, 'tuya-tokens', digest('elsewhere'), 'key');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'anna.token'), 'sealed');
    (await rig.post(PATHS.cancelLogin, { id: 'elsewhere' })).status.should.equal(200);
    rig.sealed().should.have.length(1);
  });

  it('a login that comes back after its account was deleted changes nothing', async () => {
    const state = await rig.startLogin();
    await (helper.setFlows as (...args: unknown[]) => Promise<void>)([{ id: 't', type: 'tab' }], 'full');
    const calls = rig.flow.cloud.calls.length;
    const page = await rig.comeBack(state, 'uid-anna');
    page.status.should.equal(400);
    page.text.should.match(/not known here/);
    rig.flow.cloud.calls.should.have.length(calls);
    rig.sealed().should.eql([]);
    (await rig.users('a')).should.eql({ users: [] });
  });

  it('a user can be removed before the deploy', async () => {
    await rig.comeBack(await rig.startLogin({ id: 'fresh' }), 'uid-anna');
    const gone = await helper.request().delete('/tuya-config/fresh/users/uid-anna');
    gone.status.should.equal(200);
    (await uids('fresh')).should.eql([]);
    (await helper.request().delete('/tuya-config/fresh/users/uid-anna')).status.should.equal(404);
  });

  describe('that nobody deploys', () => {
    const { setTimeout } = globalThis;
    const now = Date.now.bind(Date);
    let daily: { task: () => void; timer: NodeJS.Timeout }[];
    beforeEach(() => {
      daily = [];
      const late = (task: () => void, ms?: number): NodeJS.Timeout => {
        const timer = setTimeout(task, ms);
        if (ms === DRAFT_TIME) daily.push({ task, timer });
        return timer;
      };
      globalThis.setTimeout = Object.assign(late, setTimeout) as typeof setTimeout;
    });
    afterEach(() => {
      globalThis.setTimeout = setTimeout;
      Date.now = now;
    });

    /** Whatever comes about a day later. */
    async function aDayLater(task: () => unknown): Promise<void> {
      Date.now = () => now() + DRAFT_TIME + 1000;
      await task();
      Date.now = now;
    }

    it('go after a day although nobody asks for them', async () => {
      const begun = await rig.startLogin({ id: 'alone' });
      await rig.comeBack(begun, 'uid-anna');
      (await uids('alone')).should.eql(['uid-anna']);
      // Who ends Node-RED before that does not wait for it.
      daily.map(({ timer }) => timer.hasRef()).should.eql([false]);
      await aDayLater(() => {
        for (const { task } of daily) task();
      });
      (await uids('alone')).should.eql([]);
      // Nor are they there for who deploys it at last: their tokens are gone.
      await rig.flow.deploy('full');
      rig.sealed().should.eql([]);
    });

    it('go with a deploy of others after a day, and not with one before', async () => {
      await rig.comeBack(await rig.startLogin({ id: 'late' }), 'uid-anna');
      await rig.flow.deploy('nodes', { n: { name: 'changed' } });
      (await uids('late')).should.eql(['uid-anna']);
      await aDayLater(() => rig.flow.deploy('nodes', { n: { name: 'changed again' } }));
      (await uids('late')).should.eql([]);
    });

    it('nothing ends after a day for who was deployed before: dialog and flow go on sharing users', async () => {
      const settings = { baseUrl: rig.flow.cloud.url, tokenStore: 'default' };
      await rig.comeBack(await rig.startLogin({ tokenStore: 'default' }), 'uid-anna');
      await rig.flow.deploy('full', { a: settings });
      await aDayLater(() => {
        for (const { task } of daily) task();
      });
      await rig.comeBack(await rig.startLogin({ tokenStore: 'default' }), 'uid-ben');
      const { payload } = await rig.flow.ask({ action: 'users' });
      should((payload as { uid: string }[]).map(({ uid }) => uid)).eql(['uid-anna', 'uid-ben']);
      // Its users go with it, and are not there for the next test.
      await rig.flow.deploy('full', { a: undefined, n: undefined });
    });

    it('go alone: who authorized the deployed account stays, whatever its dialog tried beside it', async () => {
      await rig.comeBack(await rig.startLogin(), 'uid-anna');
      await rig.comeBack(await rig.startLogin({ tokenStore: 'default' }), 'uid-ben');
      (await uids('a')).should.eql(['uid-anna', 'uid-ben']);
      await aDayLater(() => {
        for (const { task } of daily) task();
      });
      (await uids('a')).should.eql(['uid-anna']);
      rig.sealed().should.have.length(1);
      should((await rig.flow.ask({ action: 'get' })).payload).have.property('uid', 'uid-anna');
    });

    it('with settings that are not those of the deploy, they go with it', async () => {
      const deploy = (tokenStore: string): Promise<void> =>
        rig.flow.deploy('full', { a: { baseUrl: rig.flow.cloud.url, tokenStore } });
      await rig.comeBack(await rig.startLogin({ tokenStore: 'default' }), 'uid-anna');
      (await uids('a')).should.eql(['uid-anna']);
      await deploy('file');
      (await uids('a')).should.eql([]);
      await deploy('default');
      (await uids('a')).should.eql([]);
    });
  });
});
