import should from 'should';
import { PLACED } from '../support/flow-rig';
import { EVENT, helper, startEvents } from '../support/event-rig';
import type { EventRig } from '../support/event-rig';

const LAMP = 'lamp0001desk';
const WARM = 'ther0001living';

interface Value {
  code: string;
  value: unknown;
}

describe('tuya-event reads values as they are meant', () => {
  let rig: EventRig;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => rig.flow.stop());

  const start = async (
    node: Record<string, unknown> = {},
    more: Record<string, unknown>[] = [],
  ): Promise<void> => {
    rig = await startEvents({ model: true, ...node }, { more });
  };
  const is = (device: string, status: Record<string, unknown>, generation: 4 | 1000 = 1000): void => {
    rig.flow.cloud.messages.publish({ device, status }, { generation });
  };
  const asked = (): string[] =>
    rig.flow.cloud.businessCalls.map(({ path }) => path).filter((path) => /specification|model$/.test(path));

  for (const [generation, path] of [
    [4, `/v1.0/devices/${WARM}/specifications`],
    [1000, `/v2.0/cloud/thing/${WARM}/model`],
  ] as const) {
    it(`of protocol ${generation}, by the model of its generation, which is asked for once`, async () => {
      await start();
      is(WARM, { temp_set: 235, fault: 2 }, generation);
      is(WARM, { temp_set: 240 }, generation);
      const msgs = await rig.count(2);
      rig.payloads().should.eql([{ temp_set: 23.5, fault: ['overheat'] }, { temp_set: 24 }]);
      const { values } = msgs[0]?.event as { values: Value[] };
      values.map(({ value }) => value).should.eql([23.5, ['overheat']]);
      asked().should.eql([path]);
      await rig.flow.cloud.messages.settled();
    });
  }

  it('and pays itself for the model that it asks for', async () => {
    await start({ name: 'Warm' }, [
      { ...PLACED, id: 'u', type: 'tuya-token', account: 'a', action: 'usage', wires: [['out']] },
    ]);
    /** What the node has spent: counts outlive the flows of other tests. */
    const spent = async (place: number): Promise<number> => {
      rig.flow.node('u').receive({});
      const { byNode } = (await rig.count(place + 1))[place]?.payload as {
        byNode: { id: string; calls: number }[];
      };
      return byNode.find(({ id }) => id === 'n')?.calls ?? 0;
    };
    const before = await spent(0);
    is(WARM, { temp_set: 235 });
    await rig.count(2);
    ((await spent(2)) - before).should.equal(1);
    await rig.flow.cloud.messages.settled();
  });

  it('a message for each code, a colour of either generation, and what came as it came', async () => {
    const raw = { ...EVENT, ...PLACED, id: 'raw', output: 'raw', model: true, wires: [['out2']] };
    await start({ output: 'value' }, [raw, { id: 'out2', ...PLACED, type: 'helper' }]);
    const came: unknown[] = [];
    rig.flow.node('out2').on('input', ({ payload }) => came.push(payload));
    is(LAMP, { colour_data_v2: '{"h":1,"s":2,"v":3}' }, 4);
    is(LAMP, { colour_data_v2: '{"h":1,"s":2,"v":3}' });
    await rig.count(2);
    rig.payloads().should.eql([
      { h: 1, s: 2, v: 3 },
      { h: 1, s: 2, v: 3 },
    ]);
    while (came.length < 2) await new Promise((resolve) => setImmediate(resolve));
    JSON.stringify(came).should.containEql('000100020003');
  });

  it('values without a model, events without values and devices that come and go are as before', async () => {
    await start({ kinds: ['status', 'online', 'device'] });
    rig.flow.cloud.packages.models = 'none';
    is(WARM, { temp_set: 235 });
    rig.flow.cloud.messages.publish({ device: LAMP, online: true });
    rig.flow.cloud.messages.publish({ device: LAMP, kind: 'bindUser' });
    const [first, second, third] = await rig.count(3);
    should(first?.payload).eql({ temp_set: 235 });
    should(second?.payload).equal(true);
    should(third).have.property('topic', `${LAMP}/device`);
    asked().should.have.length(2);
  });

  it('nothing is lost or held up when the cloud does not answer: later events do not wait at all', async () => {
    await start();
    rig.flow.cloud.fail('hang', { kind: 'business', path: /model|specifications/, times: 99 });
    for (let n = 0; n < 20; n++) is(WARM, { temp_set: 200 + n });
    is(LAMP, { switch_led: true });
    await rig.count(21);
    const of = (device: string): unknown[] =>
      rig.heard.filter(({ device_id }) => device_id === device).map(({ payload }) => payload);
    of(WARM).should.eql(Array.from({ length: 20 }, (_, n) => ({ temp_set: 200 + n })));
    of(LAMP).should.eql([{ switch_led: true }]);
    await rig.flow.cloud.messages.settled();
  });

  it('R19: what waits for its model when the node is deployed anew arrives once', async () => {
    await start();
    rig.flow.cloud.fail('hang', { kind: 'business', path: /model|specifications/, times: 99 });
    const arrived = rig.flow.cloud.callCount(2);
    is(WARM, { temp_set: 235 });
    await arrived;
    await rig.flow.deploy('nodes', { n: { model: false } });
    is(WARM, { temp_set: 240 });
    await rig.flow.cloud.messages.settled();
    await rig.count(2);
    rig.payloads().should.eql([{ temp_set: 235 }, { temp_set: 240 }]);
  });

  it('many devices whose models do not come are waited for together', async () => {
    await start();
    rig.flow.cloud.addDevices(60);
    for (const device of rig.flow.cloud.devices) device.product_id = `p${device.id}`;
    const devices = rig.flow.cloud.devices.filter(({ id }) => id.startsWith('more')).map(({ id }) => id);
    rig.flow.cloud.fail('hang', { kind: 'business', path: /model|specifications/, times: 999 });
    for (const device of devices) is(device, { cur_power: 8421 });
    // One after the other they would take two minutes.
    await rig.count(60);
    rig.payloads().should.matchEach({ cur_power: 8421 });
  });

  it('what a flow confirms is confirmed as ever', async () => {
    await start({ ack: 'flow', inputs: 1, output: 'value' });
    is(WARM, { temp_set: 235, mode: 'eco' });
    const [first, second] = await rig.count(2);
    [first?.payload, second?.payload].should.eql([23.5, 'eco']);
    rig.flow.cloud.messages.backlog().should.have.length(1);
    rig.flow.node('n').receive(first);
    rig.flow.node('n').receive(second);
    await rig.flow.cloud.messages.settled();
    rig.flow.cloud.messages.backlog().should.have.length(0);
  });

  it('a deploy in the middle loses nothing', async () => {
    await start();
    rig.flow.cloud.fail('hang', { kind: 'business', path: /model/ });
    const arrived = new Promise<void>((resolve) => {
      rig.flow.cloud.on('arrived', ({ path }: { path: string }) => {
        if (path.endsWith('model')) resolve();
      });
    });
    is(WARM, { temp_set: 235 });
    await arrived;
    const { heard } = rig;
    await rig.flow.deploy('nodes', { n: { name: 'deployed again' } });
    is(WARM, { temp_set: 240 });
    while (heard.length < 2) await new Promise((resolve) => setImmediate(resolve));
    heard.map(({ payload }) => payload).should.eql([{ temp_set: 235 }, { temp_set: 240 }]);
  });

  it('L12: by the account that has taken the place of the one before, though the node was left as it is', async () => {
    process.env.TUYA_TEST_ACCOUNT = 'a';
    try {
      await start({ account: '${TUYA_TEST_ACCOUNT}' });
      is(LAMP, { switch_led: true });
      await rig.count(1);
      const node = rig.flow.node('n');
      await rig.flow.deploy('nodes', { a: { timeout: 6 } });
      rig.flow.node('n').should.equal(node);
      is(WARM, { temp_set: 235 });
      await rig.count(2);
      rig.payloads().should.eql([{ switch_led: true }, { temp_set: 23.5 }]);
    } finally {
      delete process.env.TUYA_TEST_ACCOUNT;
    }
  });

  it('without the option nothing is asked for, and values are as they came', async () => {
    await start({ model: false });
    is(WARM, { temp_set: 235 });
    await rig.count(1);
    rig.payloads().should.eql([{ temp_set: 235 }]);
    rig.flow.cloud.calls.should.eql([]);
  });
});
