import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import 'should';
import { TokenStore } from '../../nodes/cloud/storage/token-store';
import { ContextStorage } from '../../nodes/runtime/account/context-storage';
import { clientOf } from '../support/rig';
import { helper, seen, startFlow } from '../support/flow-rig';
import type { Msg, Running } from '../support/flow-rig';

const TOKEN = { type: 'tuya-token', action: '', property: 'payload', propertyType: 'msg' };
const CALLBACK = 'https://me.example/callback';

interface Reply {
  status: number;
  body: Record<string, unknown>;
  text: string;
  header: Record<string, string>;
}

describe('code mode in Node-RED', () => {
  let flow: Running;
  let userDir: string;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), 'tuya-user-'));
    helper.settings({ userDir });
  });
  afterEach(async () => {
    await flow.stop();
    helper.settings({});
    rmSync(userDir, { recursive: true, force: true });
  });

  const account = { mode: 'code', redirectUrl: CALLBACK };
  /** The users' files, wherever they are in the folder of tokens. */
  const storedFiles = (): string[] => {
    const folder = join(userDir, 'tuya-tokens');
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /[0-9a-f]{40}\.token$/.test(name),
    );
  };

  /** Sends a user through the login of a flow. */
  async function authorize(uid: string): Promise<Msg> {
    const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
    return flow.ask({ action: 'exchange', req: { query: { code: flow.cloud.issueCode(uid), state } } });
  }

  const request = async (method: 'get' | 'post' | 'delete', path: string, body?: unknown): Promise<Reply> => {
    const started = helper.request()[method](path);
    return await (body === undefined ? started : started.send(body as object));
  };

  /** The dialog's form. */
  const form = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
    id: 'a',
    dataCenter: 'custom',
    baseUrl: flow.cloud.url,
    mode: 'code',
    timeout: '5',
    rateLimit: '0',
    credentials: { client_id: flow.cloud.client_id, secret: '__PWRD__' },
    ...more,
  });

  /** Resolves when the folder of an account disappears. */
  async function folderGone(): Promise<void> {
    const folder = join(userDir, 'tuya-tokens');
    for await (const change of watch(folder, { signal: AbortSignal.timeout(5000) })) {
      if (change.eventType === 'rename' && readdirSync(folder).length === 0) return;
    }
  }

  /** Deploys the flow again, its account changed or, for undefined, without it. */
  async function redeploy(change: Record<string, unknown> | undefined): Promise<void> {
    const own = {
      id: 'a',
      type: 'tuya-config',
      dataCenter: 'custom',
      baseUrl: flow.cloud.url,
      timeout: 5,
      rateLimit: 0,
      ...account,
    };
    const rest = [
      { id: 't', type: 'tab' },
      { id: 'n', z: 't', account: 'a', ...TOKEN, wires: [['out']] },
      { id: 'c', z: 't', type: 'catch', scope: ['n'], uncaught: false, wires: [['out']] },
      { id: 'out', z: 't', type: 'helper' },
    ];
    const whole = change === undefined ? rest : [{ ...own, ...change }, ...rest];
    await helper.setFlows(whole, 'full');
  }

  const startLogin = async (more: Record<string, unknown> = {}): Promise<string> => {
    const { body } = await request('post', '/tuya-config/oauth/start', form(more));
    return new URL(String(body.url)).searchParams.get('state') ?? '';
  };

  const comeBack = (query: Record<string, string>): Promise<Reply> =>
    request('get', `/tuya-config/oauth/callback?${new URLSearchParams(query).toString()}`);

  describe('in flows', () => {
    it('authorize gives a one-time address, exchange the user’s token', async () => {
      flow = await startFlow(TOKEN, { account });
      const { url, state } = (await flow.ask({ action: 'authorize' })).payload as Record<string, string>;
      const address = new URL(url ?? '');
      address.origin.should.equal(flow.cloud.url);
      address.searchParams.get('redirect_uri')?.should.equal(CALLBACK);
      address.searchParams.get('state')?.should.equal(state);
      const token = (await authorize('uid-anna')).payload as Record<string, unknown>;
      Object.keys(token).should.eql(['access_token', 'expire_time', 'expires_at', 'uid', 'base_url']);
      token.uid?.should.equal('uid-anna');
    });

    it('the code and state may stand in msg, msg.req.query or msg.payload', async () => {
      flow = await startFlow(TOKEN, { account });
      const place = async (put: (found: object) => Msg): Promise<void> => {
        const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
        const answer = await flow.ask({
          ...put({ code: flow.cloud.issueCode('uid-ben'), state }),
          action: 'exchange',
        });
        answer.payload?.should.have.property('uid', 'uid-ben');
      };
      await place((found) => ({ ...found }));
      await place((query) => ({ req: { query } }));
      await place((payload) => ({ payload }));
    });

    it('A1: a state that is missing, wrong, used or foreign is TUYA_STATE and costs no call', async () => {
      flow = await startFlow(TOKEN, { account });
      const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
      const code = flow.cloud.issueCode('uid-anna');
      for (const wrong of [undefined, '', 'x', `${state}x`]) {
        (await flow.ask({ action: 'exchange', code, state: wrong })).error?.code?.should.equal('TUYA_STATE');
      }
      flow.cloud.calls.should.have.length(0);
      (await flow.ask({ action: 'exchange', code, state })).payload?.should.have.property('uid');
      (await flow.ask({ action: 'exchange', code, state })).error?.code?.should.equal('TUYA_STATE');
      flow.cloud.calls.should.have.length(1);
    });

    it('users, renew and forget work for the user that is named', async () => {
      flow = await startFlow(TOKEN, { account });
      const anna = (await authorize('uid-anna')).payload as { access_token: string };
      await authorize('uid-ben');
      const users = (await flow.ask({ action: 'users' })).payload as { uid: string }[];
      users.map(({ uid }) => uid).should.eql(['uid-anna', 'uid-ben']);
      const renewed = (await flow.ask({ action: 'renew', uid: 'uid-anna' })).payload as {
        access_token: string;
      };
      renewed.access_token.should.not.equal(anna.access_token);
      (await flow.ask({ action: 'get' })).error?.code?.should.equal('TUYA_USER_REQUIRED');
      (await flow.ask({ action: 'forget', uid: 'uid-ben' })).payload?.should.eql({ uid: 'uid-ben' });
      (await flow.ask({ action: 'get' })).payload?.should.have.property('uid', 'uid-anna');
      (await flow.ask({ action: 'get', uid: 'uid-ben' })).error?.code?.should.equal(
        'TUYA_AUTHORIZATION_REQUIRED',
      );
    });

    it('tuya-request acts for msg.uid', async () => {
      const list = {
        id: 'r',
        z: 't',
        type: 'tuya-request',
        account: 'a',
        method: 'GET',
        path: '/v1.0/devices',
        uid: 'uid',
        uidType: 'msg',
        wires: [['out']],
      };
      flow = await startFlow(TOKEN, { account, more: [list] });
      await authorize('uid-anna');
      await authorize('uid-ben');
      const answer = flow.next();
      flow.node('r').receive({ uid: 'uid-ben' });
      const { devices } = (await answer).payload as { devices: { name: string }[] };
      devices.map(({ name }) => name).should.eql(['Kitchen lamp', 'Television socket']);
    });

    it('a refused refresh token is one clear error and a red ring that says "authorize again"', async () => {
      flow = await startFlow(TOKEN, { account });
      await authorize('uid-anna');
      flow.cloud.refuseRefreshTokens();
      (await flow.ask({ action: 'renew' })).error?.code?.should.equal('TUYA_AUTHORIZATION_REQUIRED');
      const calls = flow.cloud.calls.length;
      const again = await flow.ask({ action: 'renew' });
      again.error?.code?.should.equal('TUYA_AUTHORIZATION_REQUIRED');
      String(again.tuya?.hint).should.match(/authorize/i);
      flow.cloud.calls.length.should.equal(calls);
      const shown = inspect(seen(flow.node('n'))[1], { depth: 6 });
      shown.should.match(/red/).and.match(/status\.authorize/);
    });

    it('a uid that is no text never acts for the only user', async () => {
      flow = await startFlow(TOKEN, { account });
      await authorize('uid-anna');
      for (const uid of [{}, ['uid-anna'], true, () => 'uid-anna']) {
        (await flow.ask({ action: 'get', uid })).error?.code?.should.equal('TUYA_BAD_REQUEST');
      }
      for (const uid of [undefined, null, '', 'uid-anna']) {
        (await flow.ask({ action: 'get', uid })).payload?.should.have.property('uid', 'uid-anna');
      }
    });

    it('a user who refuses is TUYA_AUTHORIZATION_REQUIRED, and a callback without anything a bad request', async () => {
      flow = await startFlow(TOKEN, { account });
      const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
      const refused = { action: 'exchange', req: { query: { error: 'access_denied', state } } };
      (await flow.ask(refused)).error?.code?.should.equal('TUYA_AUTHORIZATION_REQUIRED');
      (await flow.ask(refused)).error?.code?.should.equal('TUYA_STATE');
      (await flow.ask({ action: 'exchange' })).error?.code?.should.equal('TUYA_BAD_REQUEST');
      flow.cloud.calls.should.have.length(0);
    });

    it('an empty msg.code leaves the one of the request', async () => {
      flow = await startFlow(TOKEN, { account });
      const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
      const query = { code: flow.cloud.issueCode('uid-anna'), state };
      const answer = await flow.ask({ action: 'exchange', code: '', req: { query } });
      answer.payload?.should.have.property('uid', 'uid-anna');
    });

    it('A1: a used state does not count again after a deploy', async () => {
      flow = await startFlow(TOKEN, { account });
      const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
      await flow.ask({ action: 'exchange', code: flow.cloud.issueCode('uid-anna'), state });
      await redeploy({ name: 'renamed' });
      const again = { action: 'exchange', code: flow.cloud.issueCode('uid-ben'), state };
      (await flow.ask(again)).error?.code?.should.equal('TUYA_STATE');
    });

    it('without a callback of its own, the login comes back to the editor’s', async () => {
      flow = await startFlow(TOKEN, { account: { mode: 'code' } });
      const { url, state } = (await flow.ask({ action: 'authorize' })).payload as Record<string, string>;
      const back = new URL(url ?? '').searchParams.get('redirect_uri');
      back?.should.match(/^http:\/\/[^/]+(\/.*)?\/tuya-config\/oauth\/callback$/);
      const code = flow.cloud.issueCode('uid-anna');
      (await comeBack({ code, state: `${state ?? ''}x` })).status.should.equal(400);
      (await comeBack({ code, state: state ?? '' })).status.should.equal(200);
      (await comeBack({ code, state: state ?? '' })).status.should.equal(400);
      (await flow.ask({ action: 'get' })).payload?.should.have.property('uid', 'uid-anna');
      (await flow.ask({ action: 'authorize', redirectUrl: 'javascript:1' })).error?.code?.should.equal(
        'TUYA_BAD_REQUEST',
      );
    });

    it('L9: users that only memory holds outlive a deploy', async () => {
      writeFileSync(join(userDir, 'tuya-tokens'), 'a file where the folder should be');
      flow = await startFlow(TOKEN, { account });
      await authorize('uid-anna');
      await redeploy({ name: 'renamed' });
      (await flow.ask({ action: 'get' })).payload?.should.have.property('uid', 'uid-anna');
      rmSync(join(userDir, 'tuya-tokens'));
      await redeploy({ name: 'renamed again' });
      await flow.ask({ action: 'renew' });
      storedFiles().should.have.length(1);
    });

    it('the app id of the key is signed when the account names one', async () => {
      const cloud = { bundleId: 'com.example.app' };
      flow = await startFlow(TOKEN, { account: { ...account, ...cloud }, cloud });
      (await authorize('uid-anna')).payload?.should.have.property('uid', 'uid-anna');
    });

    it('a context store that does not exist is TUYA_CONFIG, and no token goes elsewhere', async () => {
      flow = await startFlow(TOKEN, { account: { ...account, tokenStore: 'rediss' } });
      const answer = await flow.ask({ action: 'users' });
      answer.error?.code?.should.equal('TUYA_CONFIG');
      answer.error?.message.should.match(/rediss/);
    });

    it('users in a context store are found there, sealed', async () => {
      flow = await startFlow(TOKEN, { account: { ...account, tokenStore: 'default' } });
      await authorize('uid-anna');
      const context = flow.node('a').context();
      const [key = ''] = context.keys().filter((name) => /^tuya_[0-9a-f]{8}-[0-9a-f]{40}$/.test(name));
      String(context.get(key))
        .should.match(/^v1\./)
        .and.not.match(/uid-anna/);
      await redeploy({ name: 'renamed' });
      (await flow.ask({ action: 'get' })).payload?.should.have.property('uid', 'uid-anna');
    });

    it('emitOnRenewal tells of a user whose token changes while another user is worked on', async () => {
      const other = { id: 'm', z: 't', type: 'tuya-token', account: 'a', action: 'renew', wires: [[]] };
      flow = await startFlow({ ...TOKEN, emitOnRenewal: true }, { account, more: [other] });
      await authorize('uid-anna');
      await authorize('uid-ben');
      const told: string[] = [];
      const both = new Promise<void>((resolve) => {
        flow.node('out').on('input', (msg: unknown) => {
          told.push(((msg as Msg).payload as { uid: string }).uid);
          if (told.length === 2) resolve();
        });
      });
      flow.cloud.delay = 50;
      const first = once(flow.cloud, 'arrived');
      flow.node('m').receive({ uid: 'uid-anna' });
      await first;
      flow.node('n').receive({ action: 'renew', uid: 'uid-ben' });
      await both;
      told.sort().should.eql(['uid-anna', 'uid-ben']);
    });

    it('500 logins are on their way at once, and each comes back to its own user', async () => {
      flow = await startFlow(TOKEN, { account });
      const out = flow.node('out');
      const got: Msg[] = [];
      const all = new Promise<void>((done) => {
        out.on('input', (msg: unknown) => {
          got.push(msg as Msg);
          if (got.length === 1000) done();
          const { n, payload } = msg as { n: number; payload: { state?: string } };
          if (payload.state === undefined) return;
          const code = flow.cloud.issueCode(`uid-${n}`);
          flow.node('n').receive({ n, action: 'exchange', code, state: payload.state });
        });
      });
      for (let n = 0; n < 500; n++) flow.node('n').receive({ n, action: 'authorize' });
      await all;
      const tokens = got.filter((msg) => (msg.payload as { uid?: string }).uid !== undefined);
      tokens.should.have.length(500);
      for (const { n, payload } of tokens) (payload as { uid: string }).uid.should.equal(`uid-${String(n)}`);
    }).timeout(60_000);
  });

  describe('from the dialog', () => {
    it('a whole login: start, callback, users, remove', async () => {
      flow = await startFlow(TOKEN, { account });
      const { body } = await request('post', '/tuya-config/oauth/start', form({ redirectUrl: '' }));
      const url = new URL(String(body.url));
      url.searchParams
        .get('redirect_uri')
        ?.should.match(/^http:\/\/127\.0\.0\.1:\d+\/tuya-config\/oauth\/callback$/);
      const state = url.searchParams.get('state') ?? '';
      state.length.should.equal(43);
      const page = await comeBack({
        state,
        code: flow.cloud.issueCode('uid-anna'),
        platform_url: flow.cloud.url,
      });
      page.status.should.equal(200);
      page.header['cache-control']?.should.equal('no-store');
      page.header['referrer-policy']?.should.equal('no-referrer');
      page.text.should.match(/Authorized/).and.not.containEql(state);
      const { users } = (await request('get', '/tuya-config/a/users')).body as {
        users: Record<string, unknown>[];
      };
      users.map((user) => Object.keys(user)).should.eql([['uid', 'base_url', 'authorized_at', 'expires_at']]);
      (await flow.ask({ action: 'get' })).payload?.should.have.property('uid', 'uid-anna');
      (await request('delete', '/tuya-config/a/users/uid-anna')).status.should.equal(200);
      (await flow.ask({ action: 'get' })).error?.code?.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    });

    it('works before the first deploy, and the deploy finds the user', async () => {
      flow = await startFlow(TOKEN, { account });
      const secret = flow.cloud.secret;
      const fresh = { id: 'fresh', credentials: { client_id: flow.cloud.client_id, secret } };
      const state = await startLogin(fresh);
      (await comeBack({ state, code: flow.cloud.issueCode('uid-ben') })).status.should.equal(200);
      const listed = (await request('get', '/tuya-config/fresh/users')).body as { users: { uid: string }[] };
      listed.users.map(({ uid }) => uid).should.eql(['uid-ben']);
      const { cloud } = flow;
      await helper.unload();
      flow = await startFlow(
        { ...TOKEN, account: 'fresh' },
        {
          more: [
            { id: 'fresh', type: 'tuya-config', dataCenter: 'custom', baseUrl: cloud.url, mode: 'code' },
          ],
          moreCredentials: { fresh: { client_id: cloud.client_id, secret } },
        },
      );
      (await flow.ask({ action: 'get' })).payload?.should.have.property('uid', 'uid-ben');
      await cloud.close();
    });

    it('a user who authorizes for another token store is there after the deploy', async () => {
      flow = await startFlow(TOKEN, { account });
      const state = await startLogin({ tokenStore: 'default', redirectUrl: CALLBACK });
      (await comeBack({ state, code: flow.cloud.issueCode('uid-ben') })).status.should.equal(200);
      await redeploy({ tokenStore: 'default' });
      (await flow.ask({ action: 'get' })).payload?.should.have.property('uid', 'uid-ben');
      flow
        .node('a')
        .context()
        .keys()
        .some((name) => name.startsWith('tuya_'))
        .should.be.true();
    });

    it('a login that is under way while the account is deployed counts for it', async () => {
      flow = await startFlow(TOKEN, { account });
      const state = await startLogin();
      flow.cloud.delay = 100;
      const arrived = once(flow.cloud, 'arrived');
      const page = comeBack({ state, code: flow.cloud.issueCode('uid-ben') });
      await arrived;
      await redeploy({ name: 'renamed' });
      (await page).status.should.equal(200);
      flow.cloud.delay = 0;
      (await flow.ask({ action: 'get' })).payload?.should.have.property('uid', 'uid-ben');
    });

    it('an account whose key is an environment variable can be tested and authorized', async () => {
      const { TUYA_TEST_ID } = process.env;
      process.env.TUYA_TEST_ID = 'demo0client0id000001';
      try {
        const credentials = { client_id: '${TUYA_TEST_ID}', secret: 'demo0secret0of0the0playground001' };
        flow = await startFlow(TOKEN, { account, credentials });
        for (const client_id of ['${TUYA_TEST_ID}', '$(TUYA_TEST_ID)']) {
          const asked = form({ credentials: { client_id, secret: '__PWRD__' } });
          const { stages } = (await request('post', '/tuya-config/test', asked)).body as {
            stages: { ok: boolean }[];
          };
          stages.map(({ ok }) => ok).should.eql([true, true]);
          (await request('post', '/tuya-config/oauth/start', asked)).body.should.have.property('url');
        }
      } finally {
        if (TUYA_TEST_ID === undefined) delete process.env.TUYA_TEST_ID;
        else process.env.TUYA_TEST_ID = TUYA_TEST_ID;
      }
    });

    it('A1: a pasted address counts only for the account that began it', async () => {
      flow = await startFlow(TOKEN, { account });
      const secret = flow.cloud.secret;
      const other = { id: 'other', credentials: { client_id: flow.cloud.client_id, secret } };
      const state = await startLogin(other);
      const code = `${CALLBACK}?code=${flow.cloud.issueCode('uid-ben')}&state=${state}`;
      const { body } = await request('post', '/tuya-config/oauth/exchange', form({ code }));
      body.code?.should.equal('TUYA_STATE');
      flow.cloud.calls.should.have.length(0);
    });

    it('the callback tells the dialog how it ended', async () => {
      flow = await startFlow(TOKEN, { account });
      (await comeBack({ state: 'x', code: 'y' })).text.should.match(/postMessage\('state'\)/);
      (await comeBack({ state: await startLogin() })).text.should.match(/postMessage\('refused'\)/);
      const code = flow.cloud.issueCode('uid-anna');
      (await comeBack({ state: await startLogin(), code })).text.should.match(/postMessage\('done'\)/);
    });

    it('A1: a callback with a wrong, missing, used or foreign state is a 400 and changes nothing', async () => {
      flow = await startFlow(TOKEN, { account });
      const state = await startLogin();
      const code = flow.cloud.issueCode('uid-anna');
      const { state: flowState } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
      for (const query of [
        {},
        { code },
        { code, state: 'x' },
        { code, state: flowState },
        { code, state: state.slice(1) },
      ] as Record<string, string>[]) {
        (await comeBack(query)).status.should.equal(400);
      }
      flow.cloud.calls.should.have.length(0);
      (await comeBack({ code, state })).status.should.equal(200);
      (await comeBack({ code, state })).status.should.equal(400);
      flow.cloud.calls.should.have.length(1);
    });

    it('P15: a code that Tuya refuses is told plainly, without the code', async () => {
      flow = await startFlow(TOKEN, { account });
      const page = await comeBack({ code: 'used0code', state: await startLogin() });
      page.status.should.equal(400);
      page.text.should.match(/code was not accepted/).and.not.match(/used0code/);
    });

    it('a code can be pasted by hand, alone or in its address', async () => {
      flow = await startFlow(TOKEN, { account });
      const paste = (code: string): Promise<Reply> =>
        request('post', '/tuya-config/oauth/exchange', form({ code }));
      (await paste(flow.cloud.issueCode('uid-anna'))).body.should.eql({ uid: 'uid-anna' });
      const state = await startLogin();
      const address = `${CALLBACK}?code=${flow.cloud.issueCode('uid-ben')}&state=${state}`;
      (await paste(address)).body.should.eql({ uid: 'uid-ben' });
      (await paste(address)).body.code?.should.equal('TUYA_STATE');
      (await paste('  ')).body.code?.should.equal('TUYA_BAD_REQUEST');
    });

    it('Test asks whether the key is known, without a user', async () => {
      flow = await startFlow(TOKEN, { account });
      const { stages } = (await request('post', '/tuya-config/test', form())).body as {
        stages: { ok: boolean }[];
      };
      stages.map(({ ok }) => ok).should.eql([true, true]);
      const wrong = form({ credentials: { client_id: 'other', secret: 'x' } });
      const refused = (await request('post', '/tuya-config/test', wrong)).body as {
        stages: { ok: boolean }[];
      };
      refused.stages.map(({ ok }) => ok).should.eql([true, false]);
    });

    it('A12: other origins are refused; a foreign id learns nothing', async () => {
      flow = await startFlow(TOKEN, { account });
      await authorize('uid-anna');
      for (const [name, value] of [
        ['Origin', 'https://evil.example'],
        ['Sec-Fetch-Site', 'cross-site'],
      ] as [string, string][]) {
        const posted = await helper.request().post('/tuya-config/oauth/start').set(name, value).send(form());
        posted.status.should.equal(403);
        (await helper.request().get('/tuya-config/a/users').set(name, value)).status.should.equal(403);
      }
      (await request('get', '/tuya-config/n/users')).status.should.equal(404);
      (await request('get', '/tuya-config/nowhere/users')).body.should.eql({ users: [] });
      (await request('delete', '/tuya-config/a/users/uid-nobody')).status.should.equal(404);
      const stolen = form({ id: 'n', baseUrl: 'http://127.0.0.1:1' });
      (await request('post', '/tuya-config/oauth/start', stolen)).body.code?.should.equal('TUYA_CONFIG');
    });
  });

  describe('L2: a deleted account takes its users with it', () => {
    const anna = async (): Promise<void> => {
      flow = await startFlow(TOKEN, { account });
      await authorize('uid-anna');
      storedFiles().should.have.length(1);
    };

    it('and a redeployed or disabled one keeps them', async () => {
      await anna();
      await redeploy({ name: 'renamed' });
      storedFiles().should.have.length(1);
      await redeploy({ d: true });
      storedFiles().should.have.length(1);
      await redeploy({ d: false });
      (await flow.ask({ action: 'get' })).payload?.should.have.property('uid', 'uid-anna');
      await redeploy(undefined);
      storedFiles().should.have.length(0);
    });

    for (const [what, change] of [
      ['disabled', { d: true }],
      ['in simple mode', { mode: 'simple' }],
      ['misconfigured', { dataCenter: 'moon' }],
    ] as [string, Record<string, unknown>][]) {
      it(`also when it was ${what} before`, async () => {
        await anna();
        await redeploy(change);
        const gone = folderGone();
        await redeploy(undefined);
        await gone;
        storedFiles().should.have.length(0);
      });
    }
  });

  it('L6: two clients on one context store, through 50 rotations', async () => {
    flow = await startFlow(TOKEN, { account });
    const node = flow.node('a');
    const key = { client_id: flow.cloud.client_id, secret: flow.cloud.secret };
    const [one, two] = [1, 2].map(() => {
      const store = new TokenStore(key, new ContextStorage(node, 'default'), () => undefined);
      return clientOf({ ...key, baseUrl: flow.cloud.url }, store);
    });
    if (one === undefined || two === undefined) throw new Error('There are two');
    const { signal } = new AbortController();
    await one.exchange(flow.cloud.issueCode('uid-anna'), '', signal);
    const read = { method: 'GET', path: '/v1.0/devices' };
    for (let i = 0; i < 50; i++) {
      flow.cloud.expireTokens();
      await Promise.all([one.call(read, signal), two.call(read, signal)]);
    }
    await one.close();
    await two.close();
    const stored = inspect(node.context().keys());
    stored.should.not.match(/uid-anna/);
  });

  it('A8, A9, A10: no secret, token, code or state in any log, status, error or admin reply', async () => {
    flow = await startFlow(TOKEN, { account });
    const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
    const code = flow.cloud.issueCode('uid-anna');
    const said: unknown[] = [];
    await flow.ask({ action: 'exchange', code, state });
    const canaries = [...flow.cloud.issuedTokens, code, flow.cloud.secret];
    flow.cloud.fail({ code: 1010, msg: `no token ${canaries.join(' ')}` }, { kind: 'token', times: 1 });
    said.push((await flow.ask({ action: 'renew' })).error, (await flow.ask({ action: 'users' })).payload);
    flow.cloud.fail({ code: 1107, msg: `bad code=${code}` }, { kind: 'token' });
    const login = await startLogin();
    const page = await comeBack({ code, state: login });
    said.push(page.text, page.header, await request('get', '/tuya-config/a/users'));
    said.push(...seen(flow.node('n')));
    const text = inspect(said, { depth: 12, maxStringLength: null, maxArrayLength: null });
    for (const canary of [...canaries, login]) text.should.not.containEql(canary);
  });
});
