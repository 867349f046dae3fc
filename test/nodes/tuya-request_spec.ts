import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import should from 'should';
import { MAX_SOCKETS } from '../../nodes/cloud/limits';
import { helper, seen, startFlow } from '../support/flow-rig';
import type { Msg, Running } from '../support/flow-rig';

const LAMP = '/v1.0/devices/lamp0001desk';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are really in use. */
function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe('tuya-request', () => {
  let flow: Running;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => flow.stop());

  /** Collects what comes out until it is enough. */
  function collect(count: number): Promise<Msg[]> {
    const got: Msg[] = [];
    return new Promise((resolve) => {
      flow.node('out').on('input', (msg: unknown) => {
        if (got.push(msg as Msg) === count) resolve(got);
      });
    });
  }

  it('performs a signed call and tells about it', async () => {
    flow = await startFlow({ path: `${LAMP}/status` });
    const msg = await flow.ask({ topic: 'mine', payload: 'old' });
    (msg.payload as unknown[]).should.containDeep([{ code: 'switch_led', value: false }]);
    should(msg.statusCode).equal(200);
    should(msg.topic).equal('mine');
    should(msg.tuya).have.properties({ success: true, attempts: 1, more: false });
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
    should((await flow.ask({ device_id: 'lamp0001desk' })).payload).be.an.Array();
    should((await flow.ask({})).error?.message).match(/\{device_id\}/);
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
    should(call?.query).eql({ a: '1', b: '2' });
    should(call?.body).equal('{"sum":2}');
    should(call?.headers.lang).equal('de');
  });

  it('returns the envelope when told to, and puts it where it is told to', async () => {
    flow = await startFlow({ path: LAMP, ret: 'envelope', property: 'answer.here', propertyType: 'msg' });
    const msg = await flow.ask({ payload: 'kept' });
    should(msg.payload).equal('kept');
    (msg.answer as { here: object }).here.should.have.properties(['success', 'result', 't', 'tid']);
  });

  it('a place that cannot hold the answer is told before a call is spent', async () => {
    flow = await startFlow({ method: 'POST', path: '/v1.0/echo', property: 'text.rows' });
    const msg = await flow.ask({ payload: {}, text: 'no object' });
    should(msg.error).have.property('code', 'TUYA_BAD_REQUEST');
    flow.cloud.calls.should.have.length(0);
    msg.should.not.have.property('statusCode');
  });

  it('a command whose answer lost its place on the way is told as made, with what it took', async () => {
    flow = await startFlow({ method: 'POST', path: '/v1.0/echo', property: 'found.rows' });
    const msg: Msg = { payload: { on: true }, found: {} };
    flow.cloud.once('arrived', () => {
      msg.found = 'another node holds the same message';
    });
    const { error, tuya = {}, statusCode } = await flow.ask(msg);
    flow.cloud.businessCalls.should.have.length(1);
    should(error?.message)
      .match(/call was made/)
      .and.match(/do not send it again/);
    tuya.should.have.properties({ success: false, attempts: 1, pages: 1 });
    tuya.should.have.property('tid').which.is.a.String();
    [statusCode].should.eql([200]);
  });

  it('an error leaves the payload, sets msg.tuya and is caught with its code', async () => {
    flow = await startFlow({ path: '/v1.0/devices/not-there' });
    const msg = await flow.ask({ payload: 'kept' });
    should(msg.payload).equal('kept');
    should(msg.error?.code).equal('TUYA_1106');
    should(msg.tuya).have.properties({ success: false, code: 1106 });
    String(msg.tuya?.hint).should.match(/link the app account/i);
    should(msg.statusCode).equal(200);
  });

  it('a timeout that makes no sense is ignored with a warning, one that does counts', async () => {
    flow = await startFlow({ path: LAMP });
    should((await flow.ask({ requestTimeout: 'soon' })).payload).have.property('name', 'Desk lamp');
    flow.cloud.fail('hang');
    should((await flow.ask({ requestTimeout: 100 })).error?.code).equal('TUYA_TIMEOUT');
  });

  it('an error counts its attempts and its time', async () => {
    flow = await startFlow({ path: '/v1.0/devices' });
    flow.cloud.fail({ code: 1111 }, { times: Infinity, kind: 'business' });
    const { tuya = {} } = await flow.ask({});
    tuya.should.have.properties({ code: 1111, attempts: 3, pages: 0, more: false });
    Number(tuya.elapsed).should.be.within(300, 5000);
  });

  it('an error without a reply shows no status that an earlier node left', async () => {
    flow = await startFlow({ method: '', path: '' });
    for (const [ask, code] of [
      [{ method: 'GET', path: 'nonsense' }, 'TUYA_BAD_REQUEST'],
      [{ method: 'POST', path: '/v1.0/echo' }, 'TUYA_NETWORK'],
    ] as [Msg, string][]) {
      flow.cloud.fail('reset', { method: 'POST' });
      const msg = await flow.ask({ ...ask, statusCode: 404 });
      [msg.error?.code].should.eql([code]);
      msg.should.not.have.property('statusCode');
      Object.keys(msg.tuya ?? {}).should.containDeep(['elapsed', 'attempts', 'pages', 'more', 'hint']);
    }
  });

  for (const requestTimeout of [true, false, 0, -5, NaN, 'soon', '', [1000], { ms: 1000 }]) {
    it(`requestTimeout ${JSON.stringify(requestTimeout)} is ignored with a warning`, async () => {
      flow = await startFlow({ path: '/v1.0/devices' });
      const msg = await flow.ask({ requestTimeout });
      [msg.tuya?.success].should.eql([true]);
      const { warn } = flow.node('n') as unknown as { warn: { args: unknown[][] } };
      warn.args.length.should.equal(1);
      String(warn.args[0]?.[0]).should.match(/requestTimeout/);
    });
  }

  it('an empty setting of type msg takes what the message has', async () => {
    flow = await startFlow({
      path: '',
      pathType: 'msg',
      query: '',
      queryType: 'msg',
      headers: '',
      headersType: 'msg',
    });
    await flow.ask({ path: '/v1.0/echo', query: { a: 1 }, headers: { lang: 'de' } });
    const [{ query, headers } = { query: {}, headers: {} as Record<string, string> }] =
      flow.cloud.businessCalls;
    query.should.eql({ a: '1' });
    headers.should.have.property('lang', 'de');
  });

  it('parse values turns a colour into an object, and properties may be an object', async () => {
    const lamp = '/v2.0/cloud/thing/lamp0001desk/shadow/properties';
    flow = await startFlow({ path: '', method: '', parseValues: true });
    const set = { method: 'POST', path: `${lamp}/issue`, payload: { properties: { switch_led: true } } };
    should((await flow.ask(set)).payload).eql({});
    const read = await flow.ask({ method: 'GET', path: '/v1.0/devices/lamp0001desk/status' });
    (read.payload as object[]).should.matchAny({ code: 'colour_data_v2', value: { h: 258, s: 553, v: 136 } });
  });

  it('L7: 10 000 messages at 50 a second keep their order, and what is beyond the queue is told', async () => {
    flow = await startFlow(
      { path: '/v1.0/echo', query: '{"n": n}', queryType: 'jsonata' },
      { account: { rateLimit: 50 } },
    );
    const caught: Msg[] = [];
    const answered: number[] = [];
    let enough: () => void = () => undefined;
    const hundred = new Promise<void>((resolve) => {
      enough = resolve;
    });
    flow.node('out').on('input', (msg: unknown) => {
      const { error, payload } = msg as Msg;
      if (error === undefined) answered.push(Number((payload as { query: { n: string } }).query.n));
      else caught.push(msg as Msg);
      if (answered.length === 100) enough();
    });
    const before = heapUsed();
    for (let n = 0; n < 10_050; n++) flow.node('n').receive({ n });
    await hundred;
    const growth = (heapUsed() - before) / 10_050;
    growth.should.be.below(20_000); // bytes for a message that waits, its own weight included
    caught.length.should.be.within(1, 50);
    for (const { error } of caught) should(error?.code).equal('TUYA_QUEUE_FULL');
    // In order is how they start; on the way one may overtake another that is on another socket. Each tells its start as its `t`.
    const starts = flow.cloud.businessCalls
      .map(({ query, headers }) => ({ n: Number(query.n), t: Number(headers.t) }))
      .sort((a, b) => a.n - b.n);
    const late = starts.filter(({ t }, place) => t < (starts[place - 1]?.t ?? 0));
    late.should.eql([]);
    // So many may be under way: nobody else was passed over.
    const ended = starts.slice(0, 100 - MAX_SOCKETS).map(({ n }) => n);
    ended.should.eql([...Array(100 - MAX_SOCKETS).keys()]);
    const shown = JSON.stringify(seen(flow.node('n'))[1]);
    shown.should.match(/status\.waiting/);
  }).timeout(30_000);

  it('RULES 9: 429 with Retry-After slows the whole account down instead of hammering', async () => {
    flow = await startFlow({ method: '', path: '' });
    const read = { method: 'GET', path: '/v1.0/devices' };
    await flow.ask(read);
    flow.cloud.fail({ status: 429, headers: { 'retry-after': '1' } }, { kind: 'business' });
    const command = { method: 'POST', path: '/v1.0/echo', payload: {} };
    should((await flow.ask(command)).error?.code).equal('TUYA_HTTP_429');
    const refused = flow.cloud.calls.at(-1)?.at ?? 0;
    const all = collect(4);
    for (let i = 0; i < 4; i++) flow.node('n').receive({ ...read });
    await all;
    for (const call of flow.cloud.calls.slice(-4)) call.at.should.be.aboveOrEqual(refused + 900);
  });
});
