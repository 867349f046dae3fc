import { once } from 'node:events';
import should from 'should';
import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import { selfSigned } from '../../support/certificate';
import { CALLBACK, useCodeMode } from '../../support/code-mode';
import type { Reply } from '../../support/code-mode';
import { helper } from '../../support/flow-rig';
import { Proxy } from '../../support/tunnel';

const core = (name: string): ((RED: NodeAPI) => void) =>
  createRequire(__filename)(`@node-red/nodes/core/network/${name}.js`) as (RED: NodeAPI) => void;

describe('a user’s login from the dialog', () => {
  const rig = useCodeMode();

  it('without a callback of its own, the login comes back to the editor’s', async () => {
    const flow = await rig.start({}, { account: { mode: 'code' } });
    const { url, state } = (await flow.ask({ action: 'authorize' })).payload as Record<string, string>;
    const back = new URL(url ?? '').searchParams.get('redirect_uri');
    should(back).match(/^http:\/\/[^/]+(\/.*)?\/tuya-config\/oauth\/callback$/);
    const code = flow.cloud.issueCode('uid-anna');
    (await rig.comeBack({ code, state: `${state ?? ''}x` })).status.should.equal(400);
    (await rig.comeBack({ code, state: state ?? '' })).status.should.equal(200);
    (await rig.comeBack({ code, state: state ?? '' })).status.should.equal(400);
    should((await flow.ask({ action: 'get' })).payload).have.property('uid', 'uid-anna');
    should((await flow.ask({ action: 'authorize', redirectUrl: 'javascript:1' })).error?.code).equal(
      'TUYA_BAD_REQUEST',
    );
  });

  it('works before the first deploy, and the deploy finds the user', async () => {
    const flow = await rig.start();
    const secret = flow.cloud.secret;
    const fresh = { id: 'fresh', credentials: { client_id: flow.cloud.client_id, secret } };
    const state = await rig.startLogin(fresh);
    (await rig.comeBack({ state, code: flow.cloud.issueCode('uid-ben') })).status.should.equal(200);
    const listed = (await rig.request('get', '/tuya-config/fresh/users')).body as {
      users: { uid: string }[];
    };
    listed.users.map(({ uid }) => uid).should.eql(['uid-ben']);
    const { cloud } = flow;
    await helper.unload();
    const deployed = await rig.start(
      { account: 'fresh' },
      {
        account: {},
        more: [{ id: 'fresh', type: 'tuya-config', dataCenter: 'custom', baseUrl: cloud.url, mode: 'code' }],
        moreCredentials: { fresh: { client_id: cloud.client_id, secret } },
      },
    );
    should((await deployed.ask({ action: 'get' })).payload).have.property('uid', 'uid-ben');
    await cloud.close();
  });

  it('a user who authorizes for another token store is there after the deploy', async () => {
    const flow = await rig.start();
    const state = await rig.startLogin({ tokenStore: 'default', redirectUrl: CALLBACK });
    (await rig.comeBack({ state, code: flow.cloud.issueCode('uid-ben') })).status.should.equal(200);
    await rig.redeploy({ tokenStore: 'default' });
    should((await flow.ask({ action: 'get' })).payload).have.property('uid', 'uid-ben');
    flow
      .node('a')
      .context()
      .global.keys()
      .some((name) => name.startsWith('tuya_'))
      .should.be.true();
  });

  it('a login that is under way while the account is deployed counts for it', async () => {
    const flow = await rig.start();
    const state = await rig.startLogin();
    flow.cloud.delay = 100;
    const arrived = once(flow.cloud, 'arrived');
    const page = rig.comeBack({ state, code: flow.cloud.issueCode('uid-ben') });
    await arrived;
    await rig.redeploy({ name: 'renamed' });
    (await page).status.should.equal(200);
    flow.cloud.delay = 0;
    should((await flow.ask({ action: 'get' })).payload).have.property('uid', 'uid-ben');
  });

  it('A1: a pasted address counts only for the account that began it', async () => {
    const flow = await rig.start();
    const secret = flow.cloud.secret;
    const other = { id: 'other', credentials: { client_id: flow.cloud.client_id, secret } };
    const state = await rig.startLogin(other);
    const code = `${CALLBACK}?code=${flow.cloud.issueCode('uid-ben')}&state=${state}`;
    const { body } = await rig.request('post', '/tuya-config/oauth/exchange', rig.form({ code }));
    should(body.code).equal('TUYA_STATE');
    flow.cloud.calls.should.have.length(0);
  });

  it('the callback tells the dialog how it ended', async () => {
    const flow = await rig.start();
    (await rig.comeBack({ state: 'x', code: 'y' })).text.should.match(/postMessage\('state'\)/);
    (await rig.comeBack({ state: await rig.startLogin() })).text.should.match(/postMessage\('refused'\)/);
    const code = flow.cloud.issueCode('uid-anna');
    (await rig.comeBack({ state: await rig.startLogin(), code })).text.should.match(/postMessage\('done'\)/);
  });

  it('A1: a callback with a wrong, missing, used or foreign state is a 400 and changes nothing', async () => {
    const flow = await rig.start();
    const state = await rig.startLogin();
    const code = flow.cloud.issueCode('uid-anna');
    const { state: flowState } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
    for (const query of [
      {},
      { code },
      { code, state: 'x' },
      { code, state: flowState },
      { code, state: state.slice(1) },
    ] as Record<string, string>[]) {
      (await rig.comeBack(query)).status.should.equal(400);
    }
    flow.cloud.calls.should.have.length(0);
    (await rig.comeBack({ code, state })).status.should.equal(200);
    (await rig.comeBack({ code, state })).status.should.equal(400);
    flow.cloud.calls.should.have.length(1);
  });

  it('P15: a code that Tuya refuses is told plainly, without the code', async () => {
    await rig.start();
    const page = await rig.comeBack({ code: 'used0code', state: await rig.startLogin() });
    page.status.should.equal(400);
    page.text.should.match(/code was not accepted/).and.not.match(/used0code/);
  });

  it('a user who authorizes once more in the dialog has the new token in the flow too, which hears of it', async () => {
    const flow = await rig.start({ emitOnRenewal: true });
    const first = (await rig.authorize('uid-anna')).payload as { access_token: string };
    const told = flow.next();
    const state = await rig.startLogin({ redirectUrl: CALLBACK });
    (await rig.comeBack({ state, code: flow.cloud.issueCode('uid-anna') })).status.should.equal(200);
    const { access_token, uid } = (await told).payload as { access_token: string; uid: string };
    uid.should.equal('uid-anna');
    access_token.should.not.equal(first.access_token);
    should((await flow.ask({ action: 'get' })).payload).have.property('access_token', access_token);
  });

  it('a pasted address is exchanged with the settings that began it, whatever the form says by now', async () => {
    const flow = await rig.start();
    const state = await rig.startLogin();
    const code = `${CALLBACK}?code=${flow.cloud.issueCode('uid-ben')}&state=${state}`;
    const credentials = { client_id: flow.cloud.client_id, secret: 'not0the0secret0of0this0key000000' };
    const { body } = await rig.request(
      'post',
      '/tuya-config/oauth/exchange',
      rig.form({ code, credentials }),
    );
    body.should.eql({ uid: 'uid-ben' });
  });

  it('a flow whose account names the editor’s callback gets its user by it', async () => {
    const redirectUrl = 'https://house.example/tuya-config/oauth/callback';
    const flow = await rig.start({}, { account: { mode: 'code', redirectUrl } });
    const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
    (await rig.comeBack({ state, code: flow.cloud.issueCode('uid-anna') })).status.should.equal(200);
    should((await flow.ask({ action: 'get' })).payload).have.property('uid', 'uid-anna');
  });

  it('a token store that is not there is told before a browser is sent anywhere', async () => {
    await rig.start();
    const { status, body } = await rig.request(
      'post',
      '/tuya-config/oauth/start',
      rig.form({ tokenStore: 'gone' }),
    );
    [status, body.code].should.eql([400, 'TUYA_CONFIG']);
  });

  it('nobody fills the log with states that are none, nor by refusing', async () => {
    const flow = await rig.start();
    const logged = (): string => JSON.stringify((helper.log() as unknown as { args: unknown[] }).args);
    await rig.comeBack({ state: 'x', code: 'y' });
    await rig.comeBack({ state: await rig.startLogin() });
    logged().should.not.match(/login failed/);
    flow.cloud.fail({ code: 1107, msg: 'no such code' }, { kind: 'token' });
    await rig.comeBack({ state: await rig.startLogin(), code: 'used0code' });
    logged().should.match(/Tuya login failed: [^"]*no such code/);
  });

  it('of an account that is not deployed leaves no connection open', async () => {
    const flow = await rig.start({}, { credentials: { client_id: 'other0client0id00000', secret: 'x' } });
    const { client_id, secret } = flow.cloud;
    const state = await rig.startLogin({ id: 'fresh', credentials: { client_id, secret } });
    (await rig.comeBack({ state, code: flow.cloud.issueCode('uid-ben') })).status.should.equal(200);
    await flow.cloud.quiet();
  });

  it('A1: a pasted address counts only with the key that began it', async () => {
    const flow = await rig.start();
    const state = await rig.startLogin();
    const code = `${CALLBACK}?code=${flow.cloud.issueCode('uid-ben')}&state=${state}`;
    const credentials = { client_id: 'other0client0id00000', secret: flow.cloud.secret };
    const { body } = await rig.request(
      'post',
      '/tuya-config/oauth/exchange',
      rig.form({ code, credentials }),
    );
    should(body.code).equal('TUYA_STATE');
    flow.cloud.calls.should.have.length(0);
  });

  describe('that names another of Tuya’s data centers', () => {
    const [OWN, OTHER] = ['openapi.tuyaeu.com', 'openapi.tuyaus.com'];
    let proxy: Proxy;
    afterEach(() => proxy.close());

    /** Tuya's hosts lead to one cloud on this machine. */
    async function start(): Promise<void> {
      let port = 0;
      proxy = await Proxy.start({ leadTo: () => port });
      const https = selfSigned({ names: `DNS:${OWN},DNS:${OTHER}` });
      const account = { mode: 'code', dataCenter: 'eu', tls: 'tls', proxy: 'proxy' };
      const flow = await rig.start(
        {},
        {
          account,
          cloud: { https },
          nodes: [core('05-tls'), core('06-httpproxy')],
          more: [
            { id: 'tls', type: 'tls-config', cert: '', key: '', ca: '', verifyservercert: true },
            { id: 'proxy', type: 'http proxy', url: proxy.url },
          ],
          moreCredentials: { tls: { cadata: https.cert.toString() } },
        },
      );
      port = Number(new URL(flow.cloud.url).port);
    }
    const form = { dataCenter: 'eu', tls: 'tls', proxy: 'proxy' };
    const query = (): { code: string; platform_url: string } => ({
      code: rig.flow.cloud.issueCode('uid-anna'),
      platform_url: `https://${OTHER}`,
    });
    const comeBack = async (state: string): Promise<void> => {
      (await rig.comeBack({ state, ...query() })).status.should.equal(200);
    };
    const paste = async (code: string): Promise<void> => {
      const { body } = await rig.request('post', '/tuya-config/oauth/exchange', rig.form({ ...form, code }));
      body.should.eql({ uid: 'uid-anna' });
    };

    it('P16: exchanges the code there, of the dialog, of a flow and pasted; a code alone at its own', async () => {
      await start();
      const { cloud } = rig.flow;
      await comeBack(await rig.startLogin(form));
      await comeBack(((await rig.flow.ask({ action: 'authorize' })).payload as { state: string }).state);
      const address = new URLSearchParams({ state: await rig.startLogin(form), ...query() });
      await paste(`${CALLBACK}?${address.toString()}`);
      await paste(cloud.issueCode('uid-anna'));
      cloud.tokenCalls.map(({ headers }) => headers.host).should.eql([OTHER, OTHER, OTHER, OWN]);
    });
  });

  it('a code can be pasted by hand, alone or in its address', async () => {
    const flow = await rig.start();
    const paste = (code: string): Promise<Reply> =>
      rig.request('post', '/tuya-config/oauth/exchange', rig.form({ code }));
    (await paste(flow.cloud.issueCode('uid-anna'))).body.should.eql({ uid: 'uid-anna' });
    const state = await rig.startLogin();
    const address = `${CALLBACK}?code=${flow.cloud.issueCode('uid-ben')}&state=${state}`;
    (await paste(address)).body.should.eql({ uid: 'uid-ben' });
    should((await paste(address)).body.code).equal('TUYA_STATE');
    should((await paste('  ')).body.code).equal('TUYA_BAD_REQUEST');
  });
});
