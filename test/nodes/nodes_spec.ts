import { inspect } from 'node:util';
import should from 'should';
import { helper, seen, startFlow } from '../support/flow-rig';
import type { Msg, Running } from '../support/flow-rig';

const LAMP = '/v1.0/devices/lamp0001desk';

describe('the nodes in Node-RED', () => {
  let flow: Running;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => flow.stop());

  describe('tuya-token', () => {
    const TOKEN = { type: 'tuya-token', action: 'get', property: 'payload', propertyType: 'msg' };

    it('emits the token and lets everything else pass', async () => {
      flow = await startFlow(TOKEN);
      const msg = await flow.ask({ topic: 'mine', payload: 1 });
      msg.topic?.should.equal('mine');
      const token = msg.payload as Record<string, unknown>;
      Object.keys(token).should.eql(['access_token', 'expire_time', 'expires_at', 'uid', 'base_url']);
      (token.expire_time as number).should.be.within(7100, 7200);
      (token.expires_at as number).should.be.above(Date.now() + 7_000_000);
      token.base_url?.should.equal(flow.cloud.url);
    });

    it('gives the refresh token only on request', async () => {
      flow = await startFlow({ ...TOKEN, includeRefreshToken: true });
      (await flow.ask({})).payload?.should.have.property('refresh_token');
    });

    it('renews, forgets, and takes the action from the message', async () => {
      flow = await startFlow({ ...TOKEN, action: '' });
      const first = (await flow.ask({ action: 'get' })).payload as { access_token: string };
      const second = (await flow.ask({ action: 'renew' })).payload as { access_token: string };
      second.access_token.should.not.equal(first.access_token);
      (await flow.ask({ action: 'forget' })).payload?.should.eql({ uid: 'bay-project' });
      flow.cloud.tokenCalls.should.have.length(2);
    });

    for (const action of ['authorize', 'exchange', 'users']) {
      it(`answers TUYA_CONFIG to ${action} in simple mode`, async () => {
        flow = await startFlow({ ...TOKEN, action });
        (await flow.ask({})).error?.code?.should.equal('TUYA_CONFIG');
      });
    }

    it('puts the token into the flow context', async () => {
      flow = await startFlow({ ...TOKEN, property: 'token', propertyType: 'flow' });
      (await flow.ask({ payload: 'kept' })).payload?.should.equal('kept');
      should(flow.node('n').context().flow.get('token')).have.property('access_token');
    });

    it('sends a message whenever the token changes, when it is told to', async () => {
      flow = await startFlow(
        { ...TOKEN, emitOnRenewal: true },
        { cloud: { tokenLife: 2, login: 'lenient' } },
      );
      const first = (await flow.ask({})).payload as { access_token: string };
      const second = (await flow.next()).payload as { access_token: string };
      second.access_token.should.not.equal(first.access_token);
    });
  });

  describe('tuya-request', () => {
    it('performs a signed call and tells about it', async () => {
      flow = await startFlow({ path: `${LAMP}/status` });
      const msg = await flow.ask({ topic: 'mine', payload: 'old' });
      (msg.payload as unknown[]).should.containDeep([{ code: 'switch_led', value: false }]);
      msg.statusCode?.should.equal(200);
      msg.topic?.should.equal('mine');
      msg.tuya?.should.have.properties({ success: true, attempts: 1, more: false });
      flow.cloud.calls.every(({ verified }) => verified).should.be.true();
    });

    it('fills placeholders from the list, msg.params and msg, and takes what is empty from the message', async () => {
      flow = await startFlow({
        method: '',
        path: '',
        params: [{ name: 'device_id', value: 'lamp0001desk', type: 'str' }],
      });
      await flow.ask({ method: 'get', path: '/v1.0/devices/{device_id}/status' });
      await flow.stop();
      flow = await startFlow({ path: '/v1.0/devices/{device_id}/status' });
      await flow.ask({ params: { device_id: 'lamp0001desk' } });
      (await flow.ask({ device_id: 'lamp0001desk' })).payload?.should.be.an.Array();
      (await flow.ask({})).error?.message.should.match(/\{device_id\}/);
    });

    it('sends msg.payload as the body of a POST and nothing with a GET', async () => {
      flow = await startFlow({ method: '', path: '/v1.0/echo' });
      await flow.ask({ method: 'POST', payload: { a: [1, 'ü'] } });
      await flow.ask({ method: 'GET', payload: { a: 1 } });
      flow.cloud.businessCalls.map(({ body }) => body).should.eql(['{"a":[1,"ü"]}', '']);
    });

    it('evaluates query, body and headers by their types', async () => {
      flow = await startFlow({
        method: 'POST',
        path: '/v1.0/echo?a=1',
        query: '{"b":2}',
        queryType: 'json',
        body: '{"sum": x + 1}',
        bodyType: 'jsonata',
        headers: 'more',
        headersType: 'msg',
      });
      await flow.ask({ x: 1, more: { lang: 'de' } });
      const call = flow.cloud.businessCalls[0];
      call?.query.should.eql({ a: '1', b: '2' });
      call?.body.should.equal('{"sum":2}');
      call?.headers.lang?.should.equal('de');
    });

    it('returns the envelope when told to, and puts it where it is told to', async () => {
      flow = await startFlow({ path: LAMP, ret: 'envelope', property: 'answer.here', propertyType: 'msg' });
      const msg = await flow.ask({ payload: 'kept' });
      msg.payload?.should.equal('kept');
      (msg.answer as { here: object }).here.should.have.properties(['success', 'result', 't', 'tid']);
    });

    it('an error leaves the payload, sets msg.tuya and is caught with its code', async () => {
      flow = await startFlow({ path: '/v1.0/devices/not-there' });
      const msg = await flow.ask({ payload: 'kept' });
      msg.payload?.should.equal('kept');
      msg.error?.code?.should.equal('TUYA_1106');
      msg.tuya?.should.have.properties({ success: false, code: 1106 });
      String(msg.tuya?.hint).should.match(/link the app account/i);
      msg.statusCode?.should.equal(200);
    });

    it('a timeout that makes no sense is ignored with a warning, one that does counts', async () => {
      flow = await startFlow({ path: LAMP });
      (await flow.ask({ requestTimeout: 'soon' })).payload?.should.have.property('name', 'Desk lamp');
      flow.cloud.fail('hang');
      (await flow.ask({ requestTimeout: 100 })).error?.code?.should.equal('TUYA_TIMEOUT');
    });

    it('shows a blue dot in flight, green when connected, a red ring on an error, nothing after close', async () => {
      flow = await startFlow({ path: LAMP });
      await flow.ask({});
      flow.cloud.fail({ code: 1106 });
      await flow.ask({});
      const node = flow.node('n');
      await node.close(false);
      const shown = (
        node as unknown as { status: { args: [{ fill?: string; shape?: string }][] } }
      ).status.args.map(([s]) => `${s.fill ?? ''} ${s.shape ?? ''}`);
      shown.should.containEql('blue dot').and.containEql('green dot').and.containEql('red ring');
      shown.at(-1)?.should.equal(' ');
    });
  });

  it('L1: a close aborts calls in flight with TUYA_ABORTED, once', async () => {
    flow = await startFlow({ path: LAMP });
    flow.cloud.fail('hang', { kind: 'business' });
    const caught = flow.ask({});
    await flow.cloud.callCount(2);
    const closed = flow.node('n').close(false);
    (await caught).error?.code?.should.equal('TUYA_ABORTED');
    await closed;
    flow.cloud.calls.should.have.length(2);
  });

  it('L5: many nodes of one account share one token', async () => {
    const more = Array.from({ length: 10 }, (_, i) => ({
      id: `m${i}`,
      z: 't',
      type: 'tuya-request',
      account: 'a',
      method: 'GET',
      path: LAMP,
      wires: [[]],
    }));
    flow = await startFlow({ path: LAMP }, { more });
    for (const { id } of more) flow.node(id).receive({});
    await flow.ask({});
    await flow.cloud.callCount(12);
    flow.cloud.tokenCalls.should.have.length(1);
  });

  it('L8: an error with nobody listening ends nothing', async () => {
    const more = [
      { id: 'lone', z: 't', type: 'tuya-request', account: 'a', method: 'GET', path: '//evil', wires: [[]] },
    ];
    flow = await startFlow({ path: LAMP }, { more });
    flow.node('lone').receive({});
    (await flow.ask({})).payload?.should.have.property('name');
  });

  for (const [what, account] of [
    ['missing', 'nowhere'],
    ['not chosen', ''],
    ['of another type', 'out'],
  ] as [string, string][]) {
    it(`L10: an account that is ${what} is a red ring and TUYA_CONFIG for each message`, async () => {
      flow = await startFlow({ account });
      (await flow.ask({})).error?.code?.should.equal('TUYA_CONFIG');
      (await flow.ask({})).error?.code?.should.equal('TUYA_CONFIG');
      flow.cloud.calls.should.have.length(0);
    });
  }

  it('L11: an environment variable that is not set is named', async () => {
    flow = await startFlow({}, { credentials: { client_id: 'x', secret: '${TUYA_TEST_NOT_SET}' } });
    const { error } = await flow.ask({});
    error?.code?.should.equal('TUYA_CONFIG');
    error?.message.should.match(/TUYA_TEST_NOT_SET/);
  });

  for (const [what, account] of [
    ['an unknown data center', { dataCenter: 'moon' }],
    ['plain http to another host', { baseUrl: 'http://example.com' }],
    ['a timeout that is no number', { timeout: 'long' }],
  ] as [string, object][]) {
    it(`settings with ${what} never throw`, async () => {
      flow = await startFlow({}, { account: account as Record<string, unknown> });
      (await flow.ask({})).error?.code?.should.equal('TUYA_CONFIG');
    });
  }

  it('A8: no secret, token or signature in any message, status or log, whatever fails', async () => {
    const secret = 'CANARY0secret0CANARY0secret00000';
    flow = await startFlow({ path: LAMP }, { cloud: { secret } });
    const messages: Msg[] = [await flow.ask({})];
    for (const fault of [
      'reset',
      'cut-json',
      'html',
      { code: 1004 },
      { code: 1010, msg: `bad ${secret}` },
    ] as const) {
      flow.cloud.fail(fault, { times: 3 });
      messages.push(await flow.ask({}));
      flow.cloud.clearFaults();
    }
    messages.push(await flow.ask({ headers: { sign: 'x' } }));
    const everything = inspect([messages, seen(flow.node('n'))], {
      depth: null,
      maxStringLength: null,
      maxArrayLength: null,
      showHidden: true,
    });
    const canaries = flow.cloud.calls.flatMap(({ headers }) => [
      headers.sign ?? '',
      headers.access_token ?? '',
    ]);
    for (const canary of [secret, ...canaries.filter((text) => text !== '')])
      everything.includes(canary).should.be.false();
  });

  describe('admin endpoints', () => {
    const post = (
      path: string,
      body: object,
    ): Promise<{ status: number; body: { stages: { ok: boolean; message: string }[] }; text: string }> =>
      helper.request().post(path).send(body);

    it('test tries the form as it stands and answers without secrets', async () => {
      flow = await startFlow({});
      const { cloud } = flow;
      const form = { id: 'new', dataCenter: 'custom', baseUrl: cloud.url, mode: 'simple', timeout: 5 };
      const good = await post('/tuya-config/test', {
        ...form,
        credentials: { client_id: cloud.client_id, secret: cloud.secret },
      });
      good.body.stages.map(({ ok }) => ok).should.eql([true, true]);
      const bad = await post('/tuya-config/test', {
        ...form,
        credentials: { client_id: cloud.client_id, secret: 'wrong0secret' },
      });
      bad.body.stages.map(({ ok }) => ok).should.eql([true, false]);
      (good.text + bad.text).should.not
        .containEql(cloud.secret)
        .and.not.containEql('wrong0secret')
        .and.not.match(/access_token/);
    });

    it('test uses the stored secret for its placeholder, and only with the same key', async () => {
      flow = await startFlow({});
      const { cloud } = flow;
      const form = { id: 'a', dataCenter: 'custom', baseUrl: cloud.url, mode: 'simple', timeout: 5 };
      const same = await post('/tuya-config/test', {
        ...form,
        credentials: { client_id: cloud.client_id, secret: '__PWRD__' },
      });
      same.body.stages.map(({ ok }) => ok).should.eql([true, true]);
      const other = await post('/tuya-config/test', {
        ...form,
        credentials: { client_id: 'another', secret: '__PWRD__' },
      });
      other.body.stages.map(({ ok }) => ok).should.eql([false]);
    });
  });
});
