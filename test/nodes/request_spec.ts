import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { NodeAPI } from 'node-red';
import 'should';
import { helper, seen, startFlow } from './rig';
import type { Msg, Running } from './rig';

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

  it('maxPages ends the list with more', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'all', maxPages: '2' });
    houseOf253();
    const msg = await flow.ask({});
    (msg.payload as unknown[]).should.have.length(40);
    msg.tuya?.should.have.properties({ pages: 2, more: true });
  });

  it('an error on the way leaves the payload', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'all' });
    houseOf253();
    flow.cloud.fail({ code: 1106 }, { kind: 'business' });
    const msg = await flow.ask({ payload: 'kept' });
    msg.error?.code?.should.equal('TUYA_1106');
    msg.payload?.should.equal('kept');
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
