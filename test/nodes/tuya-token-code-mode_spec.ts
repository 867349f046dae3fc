import { once } from 'node:events';
import { inspect } from 'node:util';
import should from 'should';
import { ACCOUNT, CALLBACK, useCodeMode } from '../support/code-mode';
import { seen } from '../support/flow-rig';
import type { Msg } from '../support/flow-rig';

describe('tuya-token in code mode', () => {
  const rig = useCodeMode();

  it('authorize gives a one-time address, exchange the user’s token', async () => {
    const flow = await rig.start();
    const { url, state } = (await flow.ask({ action: 'authorize' })).payload as Record<string, string>;
    const address = new URL(url ?? '');
    address.origin.should.equal(flow.cloud.url);
    should(address.searchParams.get('redirect_uri')).equal(CALLBACK);
    should(address.searchParams.get('state')).equal(state);
    const token = (await rig.authorize('uid-anna')).payload as Record<string, unknown>;
    Object.keys(token).should.eql(['access_token', 'expire_time', 'expires_at', 'uid', 'base_url']);
    should(token.uid).equal('uid-anna');
  });

  it('the code and state may stand in msg, msg.req.query or msg.payload', async () => {
    const flow = await rig.start();
    const place = async (put: (found: object) => Msg): Promise<void> => {
      const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
      const answer = await flow.ask({
        ...put({ code: flow.cloud.issueCode('uid-ben'), state }),
        action: 'exchange',
      });
      should(answer.payload).have.property('uid', 'uid-ben');
    };
    await place((found) => ({ ...found }));
    await place((query) => ({ req: { query } }));
    await place((payload) => ({ payload }));
  });

  describe('an answer that finds no place', () => {
    /** A message whose payload takes nothing: nobody can know before the call. */
    const full = (msg: Msg): Msg =>
      Object.defineProperty(msg, 'payload', {
        enumerable: true,
        get: () => 'full',
        set: () => {
          throw new Error('full');
        },
      });

    it('says so before a code is spent where it can be known', async () => {
      const flow = await rig.start({ property: 'lamp.token', propertyType: 'flow' });
      flow.node('n').context().flow.set('lamp', 'a text');
      const { error } = await flow.ask({
        action: 'exchange',
        code: flow.cloud.issueCode('uid-anna'),
        state: 'x',
      });
      should(error).have.property('code', 'TUYA_BAD_REQUEST');
      should(error?.message).match(/^The answer cannot be put where the node says/);
      flow.cloud.calls.should.have.length(0);
      flow.node('n').context().flow.set('lamp', { token: 'old' });
      await flow.ask({ action: 'authorize' });
      const { state } = flow.node('n').context().flow.get('lamp.token') as { state: string };
      await flow.ask({ action: 'exchange', code: flow.cloud.issueCode('uid-anna'), state });
      should(flow.node('n').context().flow.get('lamp.token')).have.property('uid', 'uid-anna');
    });

    for (const [action, done, next] of [
      [
        'exchange',
        /^The user has authorized, but the answer could not be put/,
        /The code is used up, do not send it again/,
      ],
      ['renew', /^The token was renewed, but the answer could not be put/, /The new token is in use/],
      ['forget', /^The token was dropped, but the answer could not be put/, /need not be dropped again/],
      ['get', /^The answer cannot be put where the node says/, /choose another place/],
    ] as const) {
      it(`after ${action} tells what has happened, as nobody should do it twice`, async () => {
        const flow = await rig.start();
        if (action !== 'exchange') await rig.authorize('uid-anna');
        const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
        const code = flow.cloud.issueCode('uid-anna');
        const { error, tuya } = await flow.ask(full({ action, code, state }));
        should(error).have.property('code', 'TUYA_BAD_REQUEST');
        should(error?.message).match(done);
        should(tuya?.hint).match(next);
        const users = (await flow.ask({ action: 'users' })).payload;
        should(users).have.length(action === 'forget' ? 0 : 1);
      });
    }
  });

  it('A1: a state that is missing, wrong, used or foreign is TUYA_STATE and costs no call', async () => {
    const flow = await rig.start();
    const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
    const code = flow.cloud.issueCode('uid-anna');
    for (const wrong of [undefined, '', 'x', `${state}x`]) {
      should((await flow.ask({ action: 'exchange', code, state: wrong })).error?.code).equal('TUYA_STATE');
    }
    flow.cloud.calls.should.have.length(0);
    should((await flow.ask({ action: 'exchange', code, state })).payload).have.property('uid');
    should((await flow.ask({ action: 'exchange', code, state })).error?.code).equal('TUYA_STATE');
    flow.cloud.calls.should.have.length(1);
  });

  it('users, renew and forget work for the user that is named', async () => {
    const flow = await rig.start();
    const anna = (await rig.authorize('uid-anna')).payload as { access_token: string };
    await rig.authorize('uid-ben');
    const users = (await flow.ask({ action: 'users' })).payload as { uid: string }[];
    users.map(({ uid }) => uid).should.eql(['uid-anna', 'uid-ben']);
    const renewed = (await flow.ask({ action: 'renew', uid: 'uid-anna' })).payload as {
      access_token: string;
    };
    renewed.access_token.should.not.equal(anna.access_token);
    should((await flow.ask({ action: 'get' })).error?.code).equal('TUYA_USER_REQUIRED');
    should((await flow.ask({ action: 'forget', uid: 'uid-ben' })).payload).eql({ uid: 'uid-ben' });
    should((await flow.ask({ action: 'get' })).payload).have.property('uid', 'uid-anna');
    should((await flow.ask({ action: 'get', uid: 'uid-ben' })).error?.code).equal(
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
    const flow = await rig.start({}, { more: [list] });
    await rig.authorize('uid-anna');
    await rig.authorize('uid-ben');
    const answer = flow.next();
    flow.node('r').receive({ uid: 'uid-ben' });
    const { devices } = (await answer).payload as { devices: { name: string }[] };
    devices.map(({ name }) => name).should.eql(['Kitchen lamp', 'Television socket']);
  });

  it('a refused refresh token is one clear error and a red ring that says "authorize again"', async () => {
    const flow = await rig.start();
    await rig.authorize('uid-anna');
    flow.cloud.refuseRefreshTokens();
    should((await flow.ask({ action: 'renew' })).error?.code).equal('TUYA_AUTHORIZATION_REQUIRED');
    const calls = flow.cloud.calls.length;
    const again = await flow.ask({ action: 'renew' });
    should(again.error?.code).equal('TUYA_AUTHORIZATION_REQUIRED');
    String(again.tuya?.hint).should.match(/authorize/i);
    flow.cloud.calls.length.should.equal(calls);
    const shown = inspect(seen(flow.node('n'))[1], { depth: 6 });
    shown.should.match(/red/).and.match(/status\.authorize/);
  });

  it('a uid that is no text never acts for the only user', async () => {
    const flow = await rig.start();
    await rig.authorize('uid-anna');
    for (const uid of [{}, ['uid-anna'], true, () => 'uid-anna']) {
      should((await flow.ask({ action: 'get', uid })).error?.code).equal('TUYA_BAD_REQUEST');
    }
    for (const uid of [undefined, null, '', 'uid-anna']) {
      should((await flow.ask({ action: 'get', uid })).payload).have.property('uid', 'uid-anna');
    }
  });

  it('a user who refuses is TUYA_AUTHORIZATION_REQUIRED, and a callback without anything a bad request', async () => {
    const flow = await rig.start();
    const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
    const refused = { action: 'exchange', req: { query: { error: 'access_denied', state } } };
    should((await flow.ask(refused)).error?.code).equal('TUYA_AUTHORIZATION_REQUIRED');
    should((await flow.ask(refused)).error?.code).equal('TUYA_STATE');
    should((await flow.ask({ action: 'exchange' })).error?.code).equal('TUYA_BAD_REQUEST');
    flow.cloud.calls.should.have.length(0);
  });

  it('an empty msg.code leaves the one of the request', async () => {
    const flow = await rig.start();
    const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
    const query = { code: flow.cloud.issueCode('uid-anna'), state };
    const answer = await flow.ask({ action: 'exchange', code: '', req: { query } });
    should(answer.payload).have.property('uid', 'uid-anna');
  });

  it('A1: a used state does not count again after a deploy', async () => {
    const flow = await rig.start();
    const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
    await flow.ask({ action: 'exchange', code: flow.cloud.issueCode('uid-anna'), state });
    await rig.redeploy({ name: 'renamed' });
    const again = { action: 'exchange', code: flow.cloud.issueCode('uid-ben'), state };
    should((await flow.ask(again)).error?.code).equal('TUYA_STATE');
  });

  it('the app id of the key is signed when the account names one', async () => {
    const cloud = { bundleId: 'com.example.app' };
    await rig.start({}, { account: { ...ACCOUNT, ...cloud }, cloud });
    should((await rig.authorize('uid-anna')).payload).have.property('uid', 'uid-anna');
  });

  it('emitOnRenewal tells of a user whose token changes while another user is worked on', async () => {
    const other = { id: 'm', z: 't', type: 'tuya-token', account: 'a', action: 'renew', wires: [[]] };
    const flow = await rig.start({ emitOnRenewal: true }, { more: [other] });
    await rig.authorize('uid-anna');
    await rig.authorize('uid-ben');
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
    const flow = await rig.start();
    const got: Msg[] = [];
    const begun: Msg[] = [];
    // So many come back at once as an account lets wait: what is beyond that is told, and not lost.
    const comeBack = (): void => {
      const { n, payload } = begun.pop() ?? {};
      if (payload === undefined) return;
      const code = flow.cloud.issueCode(`uid-${String(n)}`);
      const { state } = payload as { state: string };
      flow.node('n').receive({ n, action: 'exchange', code, state });
    };
    const all = new Promise<void>((done) => {
      flow.node('out').on('input', (msg: unknown) => {
        const { payload } = msg as Msg;
        const isBegun = (payload as { state?: string } | undefined)?.state !== undefined;
        if (isBegun && begun.push(msg as Msg) === 500) for (let i = 0; i < 20; i++) comeBack();
        if (isBegun) return;
        comeBack();
        if (got.push(msg as Msg) === 500) done();
      });
    });
    for (let n = 0; n < 500; n++) flow.node('n').receive({ n, action: 'authorize' });
    await all;
    const tokens = got.filter((msg) => (msg.payload as { uid?: string } | undefined)?.uid !== undefined);
    tokens.should.have.length(500);
    for (const { n, payload } of tokens) (payload as { uid: string }).uid.should.equal(`uid-${String(n)}`);
  }).timeout(60_000);

  it('A8, A9, A10: no secret, token, code or state in any log, status, error or admin reply', async () => {
    const flow = await rig.start();
    const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
    const code = flow.cloud.issueCode('uid-anna');
    const said: unknown[] = [];
    await flow.ask({ action: 'exchange', code, state });
    const canaries = [...flow.cloud.issuedTokens, code, flow.cloud.secret];
    flow.cloud.fail({ code: 1010, msg: `no token ${canaries.join(' ')}` }, { kind: 'token', times: 1 });
    said.push((await flow.ask({ action: 'renew' })).error, (await flow.ask({ action: 'users' })).payload);
    flow.cloud.fail({ code: 1107, msg: `bad code=${code}` }, { kind: 'token' });
    const login = await rig.startLogin();
    const page = await rig.comeBack({ code, state: login });
    said.push(page.text, page.header, await rig.request('get', '/tuya-config/a/users'));
    said.push(...seen(flow.node('n')));
    const text = inspect(said, { depth: 12, maxStringLength: null, maxArrayLength: null });
    for (const canary of [...canaries, login]) text.should.not.containEql(canary);
  });
});
