import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { NodeAPI } from 'node-red';
import 'should';
import { helper, seen, startFlow } from '../support/flow-rig';
import type { Msg, Running } from '../support/flow-rig';

const DEVICES = '/v1.0/iot-01/associated-users/devices';
const joinNode = createRequire(__filename)('@node-red/nodes/core/sequence/17-split.js') as (
  RED: NodeAPI,
) => void;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are really in use. */
function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe('tuya-request: lists, pace and values', () => {
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

  const houseOf253 = (): void => {
    flow.cloud.pageSize = 20;
    flow.cloud.addDevices(253 - flow.cloud.devices.length);
  };

  it('pages: all gives one array, whatever ret says', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'all', ret: 'envelope' });
    houseOf253();
    const msg = await flow.ask({ topic: 'mine' });
    (msg.payload as unknown[]).should.have.length(253);
    msg.topic?.should.equal('mine');
    msg.tuya?.should.have.properties({ success: true, pages: 13, more: false });
  });

  it('pages: each sends parts that the core join node puts together', async () => {
    const join = { id: 'j', z: 't', type: 'join', mode: 'auto', wires: [['out']] };
    flow = await startFlow(
      { path: DEVICES, pages: 'each', wires: [['j']] },
      { more: [join], nodes: [joinNode] },
    );
    houseOf253();
    const msg = await flow.ask({ topic: 'mine' });
    (msg.payload as unknown[]).should.have.length(253);
  });

  it('pages: each tells the count on the last, and everything else passes through', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'each', property: 'found', propertyType: 'msg' });
    houseOf253();
    const all = collect(13);
    flow.node('n').receive({ topic: 'mine', payload: 'kept' });
    const got = await all;
    const parts = got.map((msg) => msg.parts as { id: string; index: number; count?: number });
    parts.map(({ index }) => index).should.eql([...Array(13).keys()]);
    parts.map(({ count }) => count).should.eql([...Array<undefined>(12).fill(undefined), 13]);
    new Set(parts.map(({ id }) => id)).size.should.equal(1);
    for (const msg of got) msg.should.have.properties({ topic: 'mine', payload: 'kept', statusCode: 200 });
  });

  it('parts name the property that join has to put together', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'each', property: 'found.rows' });
    const msg = await flow.ask({});
    [msg.parts].should.containDeep([{ property: 'found.rows', index: 0, count: 1, type: 'array' }]);
    await flow.stop();
    flow = await startFlow({ path: DEVICES, pages: 'each' });
    Object.keys((await flow.ask({})).parts as object).should.not.containEql('property');
  });

  for (const property of ['found', 'found.rows']) {
    it(`pages of msg.${property} are put together by the core join node`, async () => {
      const join = { id: 'j', z: 't', type: 'join', mode: 'auto', wires: [['out']] };
      flow = await startFlow(
        { path: DEVICES, pages: 'each', property, wires: [['j']] },
        { more: [join], nodes: [joinNode] },
      );
      houseOf253();
      const msg = await flow.ask({ payload: 'kept' });
      msg.should.have.property('payload', 'kept');
      const found = property.split('.').reduce<unknown>((at, name) => (at as Msg)[name], msg);
      (found as unknown[]).length.should.equal(253);
    });
  }

  for (const property of ['payload', 'found']) {
    it(`a sequence around the pages of msg.${property} is kept, as core split does, and joined by core join`, async () => {
      const node = (id: string, type: string, next: string, more = {}): Record<string, unknown> => ({
        id,
        z: 't',
        type,
        wires: [[next]],
        ...more,
      });
      const split = { splt: '\\n', spltType: 'str', arraySplt: 1, arraySpltType: 'len', property: 'payload' };
      flow = await startFlow(
        { path: '/v1.0/users/{uid}/devices', pages: 'each', property, wires: [['inner']] },
        {
          more: [
            node('s', 'split', 'name', split),
            // The item of the outer sequence becomes the user whose devices are listed.
            node('name', 'helper', 'n'),
            node('inner', 'join', 'outer', { mode: 'auto' }),
            node('outer', 'join', 'out', { mode: 'auto' }),
          ],
          nodes: [joinNode],
        },
      );
      houseOf253();
      const name = flow.node('name');
      name.on('input', (msg: unknown) => {
        name.send({ ...(msg as Msg), params: { uid: (msg as Msg).payload } });
      });
      const whole = flow.next();
      flow.node('s').receive({ payload: ['uid-anna', 'uid-ben'] });
      const msg = await whole;
      const lists = msg.payload as unknown[];
      if (property === 'payload') lists.map((list) => (list as object[]).length).should.eql([251, 2]);
      else lists.should.eql(['uid-anna', 'uid-ben']);
      msg.should.not.have.property('parts');
    });
  }

  it('maxPages ends the list with more', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'all', maxPages: '2' });
    houseOf253();
    const msg = await flow.ask({});
    (msg.payload as unknown[]).should.have.length(40);
    msg.tuya?.should.have.properties({ pages: 2, more: true });
  });

  it('an error on the way leaves the payload, and tells what it took', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'all' });
    houseOf253();
    flow.cloud.on('call', () => {
      if (flow.cloud.businessCalls.length === 2) flow.cloud.fail({ code: 1106 }, { kind: 'business' });
    });
    const msg = await flow.ask({ payload: 'kept', statusCode: 404 });
    [msg.error?.code].should.eql(['TUYA_1106']);
    msg.should.have.properties({ payload: 'kept', statusCode: 200 });
    const { elapsed, ...tuya } = msg.tuya ?? {};
    tuya.should.have.properties({ success: false, code: 1106, attempts: 1, pages: 2, more: false });
    Number(elapsed).should.be.aboveOrEqual(0);
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
    (await flow.ask(set)).payload?.should.eql({});
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
    for (const { error } of caught) error?.code?.should.equal('TUYA_QUEUE_FULL');
    const arrived = flow.cloud.businessCalls.map(({ query }) => Number(query.n));
    arrived.should.eql([...Array(arrived.length).keys()]);
    const shown = JSON.stringify(seen(flow.node('n'))[1]);
    shown.should.match(/status\.waiting/);
  }).timeout(30_000);

  it('429 slows the whole account down instead of hammering', async () => {
    flow = await startFlow({ method: '', path: '' });
    const read = { method: 'GET', path: '/v1.0/devices' };
    await flow.ask(read);
    flow.cloud.fail({ status: 429, headers: { 'retry-after': '1' } }, { kind: 'business' });
    const command = { method: 'POST', path: '/v1.0/echo', payload: {} };
    (await flow.ask(command)).error?.code?.should.equal('TUYA_HTTP_429');
    const refused = flow.cloud.calls.at(-1)?.at ?? 0;
    const all = collect(4);
    for (let i = 0; i < 4; i++) flow.node('n').receive({ ...read });
    await all;
    for (const call of flow.cloud.calls.slice(-4)) call.at.should.be.aboveOrEqual(refused + 900);
  });

  it('a TLS or proxy node that is missing is TUYA_CONFIG', async () => {
    flow = await startFlow({ path: '/v1.0/devices' }, { account: { proxy: 'gone' } });
    const msg = await flow.ask({});
    msg.error?.code?.should.equal('TUYA_CONFIG');
    msg.error?.message.should.match(/proxy/);
  });
});
