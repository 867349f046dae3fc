import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import should from 'should';
import { PATHS } from '../../../nodes/shared/admin';
import type { DevicesAnswer, Stage } from '../../../nodes/shared/admin';
import { pasted } from '../../../nodes/runtime/admin/login';
import { DialogRig } from '../../support/dialog-rig';
import { helper } from '../../support/flow-rig';
import { root } from '../../support/root';
import { verdicts } from '../../support/stages';

describe('what the dialog is answered', () => {
  const rig = new DialogRig();
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => rig.stop());

  const SUBFLOW = [
    { id: 's', type: 'subflow', name: 's', in: [], out: [] },
    { id: 'inner', z: 's', type: 'tuya-config', dataCenter: 'eu', mode: 'simple' },
  ];

  it('an account inside a subflow says that it cannot be tried, and how it could', async () => {
    await rig.start({}, SUBFLOW);
    for (const path of [PATHS.devices, PATHS.startLogin, PATHS.findDataCenter]) {
      const { body } = await rig.post(path, rig.form({ id: 'inner' }));
      String(body.message).should.match(/inside a subflow cannot be tried/, path);
      String(body.hint).should.match(/outside of the subflow/);
    }
    const { body } = await rig.post(PATHS.test, rig.form({ id: 'inner' }));
    verdicts(body.stages as Stage[]).should.startWith('settings bad, network open');
    const outside = await rig.post(PATHS.test, rig.form());
    (outside.body.stages as Stage[]).every(({ ok }) => ok).should.be.true();
  });

  it('a refusal is said in the language of the browser', async () => {
    const folder = join(root, 'dist/nodes/locales/dd');
    mkdirSync(folder, { recursive: true });
    try {
      const texts = { problem: { account: { subflow: { message: 'Dsubflow', hint: 'Doutside.' } } } };
      writeFileSync(join(folder, 'errors.json'), JSON.stringify(texts));
      await rig.start({}, SUBFLOW);
      const reply = await helper
        .request()
        .post(`/${PATHS.devices}`)
        .set('Accept-Language', 'dd, en;q=0.5')
        .send(rig.form({ id: 'inner' }));
      (reply.body as object).should.eql({ code: 'TUYA_CONFIG', message: 'Dsubflow', hint: 'Doutside.' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('a message’s redirectUrl counts only where the account names no callback', async () => {
    const redirected = async (): Promise<string | null> => {
      const { payload } = await rig.flow.ask({
        action: 'authorize',
        redirectUrl: 'https://msg.example/back',
      });
      return new URL((payload as { url: string }).url).searchParams.get('redirect_uri');
    };
    await rig.start({ redirectUrl: 'https://account.example/callback' });
    ((await redirected()) ?? '').should.equal('https://account.example/callback');
    await rig.stop();
    await rig.start();
    ((await redirected()) ?? '').should.equal('https://msg.example/back');
  });

  it('a flow returns where its own account’s dialog has sent the browser, whatever Host other requests named', async () => {
    const own = 'https://house.example/red/tuya-config/oauth/callback';
    await rig.start();
    await rig.startLogin({ redirectUrl: own });
    await helper
      .request()
      .post(`/${PATHS.startLogin}`)
      .set('Host', 'evil.example')
      .send(rig.form({ redirectUrl: '' }));
    await rig.startLogin({ id: 'other', redirectUrl: 'https://other.example/tuya-config/oauth/callback' });
    const { payload } = await rig.flow.ask({ action: 'authorize' });
    should(new URL((payload as { url: string }).url).searchParams.get('redirect_uri')).equal(own);
  });

  it('a flow’s login without any callback is refused until the dialog has told it, as after a restart', async () => {
    await rig.start({}, [], { uiHost: '0.0.0.0' });
    const refused = await rig.flow.ask({ action: 'authorize' });
    should(refused.error).have.property('code', 'TUYA_CONFIG');
    String(refused.tuya?.hint).should.match(/Enter the Callback in the account/);
    await rig.startLogin({ redirectUrl: 'https://house.example/tuya-config/oauth/callback' });
    should((await rig.flow.ask({ action: 'authorize' })).payload).have.property('url');
  });

  it('no user authorizes an account in simple mode, and no code is exchanged for one', async () => {
    await rig.start();
    for (const path of [PATHS.startLogin, PATHS.pasteCode]) {
      const { body } = await rig.post(path, rig.form({ mode: 'simple', code: 'x' }));
      String(body.message).should.equal('Users authorize in code mode only', path);
    }
  });

  it('nobody has authorized: the picker says so', async () => {
    await rig.start();
    const { status, body } = await rig.post(PATHS.devices, rig.form({ reload: true }));
    status.should.equal(400);
    body.should.have.properties({
      code: 'TUYA_AUTHORIZATION_REQUIRED',
      message: 'Nobody has authorized this account yet',
    });
  });

  it('a long list is read once at a time, and what is there so far is told', async () => {
    await rig.start({ mode: 'simple' });
    const { cloud } = rig.flow;
    cloud.pageSize = 20;
    cloud.addDevices(60);
    cloud.delay = 50;
    const simple = { mode: 'simple', id: 'long' };
    const ask = async (more: object): Promise<DevicesAnswer> =>
      (await rig.post(PATHS.devices, rig.form({ ...simple, ...more }))).body as unknown as DevicesAnswer;
    const [first, again] = await Promise.all([
      ask({ from: 0, reload: true }),
      ask({ from: 0, reload: true }),
    ]);
    first.devices.should.have.length(20);
    (first.more ?? false).should.be.true();
    again.devices.should.eql(first.devices);
    const seen = [...first.devices];
    let answer = first;
    while (answer.more === true) {
      answer = await ask({ from: seen.length });
      seen.push(...answer.devices);
    }
    new Set(seen.map(({ id }) => id)).size.should.equal(cloud.devices.length);
    seen.should.have.length(cloud.devices.length);
    const pages = cloud.calls.filter(({ path }) => path.includes('associated-users'));
    pages.length.should.equal(Math.ceil(cloud.devices.length / 20));
    (await ask({})).devices.should.have.length(seen.length);
    (await ask({ from: -1 })).devices.should.have.length(seen.length);
  });

  it('a list that breaks off says why, and is read anew by the next who asks', async () => {
    await rig.start({ mode: 'simple' });
    rig.flow.cloud.fail('reset', { times: 10, path: /associated/ });
    const form = rig.form({ mode: 'simple', id: 'broken', from: 0 });
    (await rig.post(PATHS.devices, form)).status.should.equal(400);
    rig.flow.cloud.clearFaults();
    (await rig.post(PATHS.devices, form)).status.should.equal(200);
  });

  describe('of many users', () => {
    /** Lets so many users authorize, one after the other. */
    async function authorize(count: number): Promise<void> {
      for (let i = 0; i < count; i++) {
        const { state } = (await rig.flow.ask({ action: 'authorize' })).payload as { state: string };
        await rig.flow.ask({ action: 'exchange', code: rig.flow.cloud.issueCode(`uid-${i}`), state });
      }
    }

    it('the newest fifty, and how many more there are; the others are found by a part of their uid', async () => {
      await rig.start();
      await authorize(52);
      const { users, more } = await rig.users('a');
      users.map(({ uid }) => uid).should.eql(Array.from({ length: 50 }, (_, i) => `uid-${i + 2}`));
      Number(more).should.equal(2);
      (await rig.users('a', ' UID-1 ')).users.map(({ uid }) => uid).should.containEql('uid-1');
      (await rig.users('a', 'uid-1')).users.should.have.length(11);
      (await rig.users('a', 'nobody')).should.eql({ users: [] });
    });

    it('any of them can be removed', async () => {
      await rig.start();
      await authorize(52);
      const { users, more } = await rig.users('a');
      users.should.have.length(50);
      Number(more).should.equal(2);
      const [hidden] = (await rig.users('a', 'uid-0')).users;
      String(hidden?.uid).should.equal('uid-0');
      (await helper.request().delete('/tuya-config/a/users/uid-0')).status.should.equal(200);
      Number((await rig.users('a')).more).should.equal(1);
    });
  });

  it('what is pasted is a code, or an address with one', async () => {
    await rig.start();
    pasted(' abc ').should.eql({ state: null, code: 'abc', platformUrl: '' });
    pasted('https://a/?code=c&state=s&platform_url=p').should.eql({
      state: 's',
      code: 'c',
      platformUrl: 'p',
    });
    pasted('HTTP://a/').should.eql({ state: null, code: '', platformUrl: '' });
    (() => pasted('https://')).should.throw(/cannot be read/);
  });
});
