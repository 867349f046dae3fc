import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import should from 'should';
import { systemClock } from '../../nodes/cloud';
import { deploysOf } from '../../nodes/runtime/account/deploys';
import { PLACED, seen } from '../support/flow-rig';
import { EVENT, helper, startEvents } from '../support/event-rig';
import type { EventRig } from '../support/event-rig';
import { secretsOf } from '../support/secrets';
import { holdFirst, refuseFirst } from '../support/slow-context';

const completeNode = createRequire(__filename)('@node-red/nodes/core/common/24-complete.js') as (
  RED: NodeAPI,
) => void;

const LAMP = 'lamp0001desk';
const THREE_HOURS = 3 * 3_600_000;
/** After so long a lost connection is told. */
const HALF_A_MINUTE = 30_000;

describe('tuya-event', () => {
  let rig: EventRig;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => rig.flow.stop());

  const lampIs = (status: Record<string, unknown>, device = LAMP): void => {
    rig.flow.cloud.messages.publish({ device, status });
  };

  describe('sends', () => {
    it('what a device reports, by codes, with the device and all that is known', async () => {
      rig = await startEvents();
      lampIs({ switch_led: true, bright_value: 55 });
      const [msg] = await rig.count(1);
      should(msg).have.properties({
        payload: { switch_led: true, bright_value: 55 },
        topic: `${LAMP}/status`,
        device_id: LAMP,
      });
      const event = msg?.event as Record<string, unknown>;
      event.should.have.properties({
        kind: 'status',
        device_id: LAMP,
        protocol: 1000,
        signed: true,
        late: false,
      });
      (event.values as { code: string; value: unknown }[])
        .map(({ code, value }) => [code, value])
        .should.eql([
          ['switch_led', true],
          ['bright_value', 55],
        ]);
      event.should.not.have.properties('data', 'raw');
      should(msg).have.property('_msgid');
      await rig.flow.cloud.messages.settled();
    });

    it('a message for each code, or what came as it is', async () => {
      rig = await startEvents(
        { output: 'value', wires: [['out']] },
        {
          more: [
            { ...EVENT, ...PLACED, id: 'raw', output: 'raw', wires: [['out2']] },
            { id: 'out2', ...PLACED, type: 'helper' },
          ],
        },
      );
      const raw = once(rig.flow.node('out2'), 'input');
      lampIs({ switch_led: true, bright_value: 55 });
      const msgs = await rig.count(2);
      msgs
        .map(({ topic, payload }) => [topic, payload])
        .should.eql([
          [`${LAMP}/switch_led`, true],
          [`${LAMP}/bright_value`, 55],
        ]);
      const [{ payload }] = (await raw) as [{ payload: { bizCode: string; bizData: object } }];
      payload.should.have.property('bizCode', 'devicePropertyMessage');
    });

    it('true for online and false for offline, in both generations', async () => {
      rig = await startEvents();
      const { messages } = rig.flow.cloud;
      messages.publish({ device: LAMP, online: true }, { generation: 4 });
      messages.publish({ device: LAMP, online: false });
      await rig.count(2);
      rig.heard
        .map(({ topic, payload }) => [topic, payload])
        .should.eql([
          [`${LAMP}/online`, true],
          [`${LAMP}/offline`, false],
        ]);
    });

    it('into the flow context, in order', async () => {
      rig = await startEvents({ property: 'lamp', propertyType: 'flow' });
      for (const bright_value of [1, 2, 3]) lampIs({ bright_value });
      await rig.count(3);
      should(rig.heard[0]).not.have.property('payload');
      should(rig.flow.node('n').context().flow.get('lamp')).eql({ bright_value: 3 });
    });

    it('what is reported once more too, where nothing says that only changes count', async () => {
      rig = await startEvents();
      for (let times = 0; times < 2; times++) lampIs({ switch_led: true });
      await rig.flow.cloud.messages.settled();
      rig.payloads().should.eql([{ switch_led: true }, { switch_led: true }]);
    });

    it('so that a request behind it acts on the same device', async () => {
      rig = await startEvents(
        { wires: [['r']] },
        {
          more: [
            {
              ...{ ...PLACED, id: 'r', type: 'tuya-request', account: 'a', method: 'GET', pathType: 'str' },
              ...{ path: '/v1.0/devices/{device_id}', wires: [['out']] },
            },
          ],
        },
      );
      lampIs({ switch_led: true });
      const [msg] = await rig.count(1);
      (msg?.payload as { id: string }).id.should.equal(LAMP);
    });

    it('of the devices, codes and kinds that a flow written by hand names in a text with commas', async () => {
      rig = await startEvents({
        ...{ devices: `${LAMP}, sock0001coffee`, codes: 'bright*', kinds: 'status' },
      });
      lampIs({ bright_value: 1 }, 'ther0001living');
      lampIs({ bright_value: 2 });
      const [msg] = await rig.count(1);
      should(msg).have.properties({ device_id: LAMP, payload: { bright_value: 2 } });
    });

    it('what it was set to and nothing else, and all is acknowledged', async () => {
      rig = await startEvents({
        ...{
          kinds: ['status', 'offline'],
          devices: [LAMP, 'sock0001coffee'],
          codes: ['bright*', 'cur_power'],
        },
        ...{ onlyChanges: true, maxAge: 60 },
      });
      const { messages } = rig.flow.cloud;
      lampIs({ bright_value: 0 }, 'ther0001living');
      lampIs({ switch_led: true });
      messages.publish({ device: LAMP, status: { bright_value: 1 } }, { t: Date.now() - 120_000 });
      messages.publish({ device: LAMP, online: true });
      lampIs({ bright_value: 2, switch_led: true });
      lampIs({ bright_value: 2 });
      lampIs({ cur_power: 3 }, 'sock0001coffee');
      messages.publish({ device: LAMP, online: false });
      await messages.settled();
      await rig.count(3);
      // In order for each device.
      const ofLamp = rig.heard.filter(({ device_id }) => device_id === LAMP);
      ofLamp.map(({ payload }) => payload).should.eql([{ bright_value: 2 }, false]);
      rig.payloads().should.containEql({ cur_power: 3 });
      rig.heard.should.have.length(3);
    });

    it('R12: a report that comes in both generations once, and R11: what comes again not', async () => {
      rig = await startEvents();
      const { messages } = rig.flow.cloud;
      messages.publish({ device: LAMP, status: { bright_value: 1 } }, { generation: 'both', copies: 2 });
      lampIs({ bright_value: 2 });
      await messages.settled();
      await rig.count(2);
      rig.payloads().should.eql([{ bright_value: 1 }, { bright_value: 2 }]);
    });

    it('R23: the token of a new device to nobody', async () => {
      rig = await startEvents({ kinds: ['device'], output: 'raw' });
      rig.flow.cloud.messages.publish({ device: LAMP, kind: 'bindUser' });
      const [msg] = await rig.count(1);
      JSON.stringify(msg)
        .should.match(/bindUser/)
        .and.not.match(/token/i);
    });

    it('R23: control characters of names and codes as data, in a clean status and log', async () => {
      rig = await startEvents({ kinds: ['status', 'device', 'other'] });
      const { messages } = rig.flow.cloud;
      const hostile = 'a\n\u001b[31mb\u0000\u202ec';
      lampIs({ [hostile]: hostile });
      messages.publish({
        protocol: 20,
        key: LAMP,
        body: { bizCode: 'nameUpdate', devId: LAMP, bizData: { name: hostile, devId: LAMP } },
      });
      messages.publish({ protocol: 20, key: LAMP, body: { bizCode: hostile, devId: LAMP, bizData: {} } });
      messages.publishGarbage({ payload: hostile, properties: { em: hostile } });
      await messages.settled();
      await rig.count(4);
      rig.payloads().should.containEql({ [hostile]: hostile });
      rig.payloads().should.containEql({ name: hostile, devId: LAMP });
      await rig.shows(/ a\[31mbc$/);
      const { args } = helper.log() as unknown as { args: unknown[][] };
      const shown = [...args.flat().map((line) => (line as { msg: unknown }).msg), ...rig.statuses()];
      shown.length.should.be.above(3);
      // An escape of JSON is what a control character becomes.
      JSON.stringify(shown).should.not.match(/\\n|\\u00|\u202e/);
    });

    it('R24: although a node behind it throws', async () => {
      rig = await startEvents();
      const out = rig.flow.node('out');
      out.prependListener('input', () => {
        throw new Error('no');
      });
      for (const bright_value of [1, 2]) lampIs({ bright_value });
      await rig.flow.cloud.messages.settled();
      rig.flow.cloud.messages.open.should.have.length(1);
    });
  });

  describe('shows', () => {
    it('that it connects, that it is connected, and the last message', async () => {
      rig = await startEvents();
      await rig.shows(/nothing/);
      lampIs({ switch_led: true });
      const { fill, shape } = await rig.shows(/^\d\d:\d\d:\d\d switch_led$/);
      [fill, shape].should.eql(['green', 'dot']);
      rig
        .statuses()
        .slice(0, -1)
        .should.eql([
          {},
          { fill: 'yellow', shape: 'ring', text: 'tuya-event.status.connecting' },
          { fill: 'green', shape: 'ring', text: 'tuya-event.status.nothing' },
        ]);
    });

    it('R1: a loss that mends at once in the status only', async () => {
      rig = await startEvents();
      await rig.shows(/nothing/);
      rig.flow.cloud.messages.cutAll();
      const { fill, text } = await rig.shows(/lost/);
      [fill, text].should.eql(['yellow', 'tuya-event.status.lost']);
      await rig.flow.cloud.messages.handshakes(2);
      lampIs({ switch_led: true });
      await rig.count(1);
      should(rig.heard[0]?.error).be.undefined();
    });

    it('R4: of a connection that two nodes share one line in the log for each change', async () => {
      const other = { ...EVENT, ...PLACED, id: 'n2', wires: [['out']] };
      rig = await startEvents({}, { more: [other] });
      await rig.shows(/nothing/);
      await rig.shows(/nothing/, 'n2');
      rig.flow.cloud.messages.refuse(401, { times: 1 });
      rig.flow.cloud.messages.cutAll();
      await rig.shows(/refused/);
      await rig.shows(/refused/, 'n2');
      await rig.count(1);
      // Node-RED's nodes share one spy.
      const { log } = rig.flow.node('n') as unknown as { log: { args: unknown[][] } };
      log.args
        .flat()
        .map(String)
        .filter((line) => line.includes('onnected'))
        .map((line) => line.slice(0, 12))
        .should.eql(['Connected: m', 'Not connecte']);
    });

    it('R4: a refusal in red, and a Catch node is told once what to do', async () => {
      const starting = startEvents(
        {},
        { credentials: { client_id: 'demo0client0id000001', secret: 'wrong' } },
      );
      rig = await starting;
      const { fill, shape, text } = await rig.shows(/refused/);
      [fill, shape, text].should.eql(['red', 'ring', 'tuya-event.status.refused']);
      const [msg] = await rig.count(1);
      should(msg?.error?.code).equal('TUYA_HTTP_401');
      should(msg?.statusCode).equal(401);
      const { success, code, hint } = msg?.tuya ?? {};
      [success, code].should.eql([false, 'TUYA_HTTP_401']);
      String(hint).should.match(/Access Secret/);
      JSON.stringify(msg).should.not.match(/<title>|Jetty/);
    });
  });

  describe('says what is wrong', () => {
    it('with a field of its own: by its name, in red, and without a connection', async () => {
      rig = await startEvents({ kinds: ['state'] });
      const [msg] = await rig.count(1);
      should(msg?.error?.code).equal('TUYA_CONFIG');
      String(msg?.error?.message).should.match(/field kinds/);
      should(rig.statuses().at(-1)).eql({ fill: 'red', shape: 'ring', text: 'tuya-event.status.settings' });
      rig.flow.cloud.messages.connects.should.eql([]);
      // Another deploy says it again to nobody who was told.
      await rig.flow.deploy('nodes', { out: { name: 'renamed' } });
      should(rig.statuses().at(-1)).have.property('text', 'tuya-event.status.settings');
      rig.heard.should.have.length(1);
    });

    it('with the place of the payload', async () => {
      rig = await startEvents({ property: 'a..b' });
      const [msg] = await rig.count(1);
      String(msg?.error?.message).should.match(/field property/);
    });

    it('with an account that is not there', async () => {
      rig = await startEvents({ account: 'gone' });
      const [msg] = await rig.count(1);
      should(msg?.error?.code).equal('TUYA_CONFIG');
      should(rig.statuses().at(-1)).have.property('text', 'tuya-event.status.config');
    });

    it('with a context that has no room: for which device, and the next one comes', async () => {
      rig = await startEvents({ ack: 'flow', property: 'lamp', propertyType: 'flow' });
      refuseFirst(rig.flow.node('n'));
      for (const bright_value of [1, 2]) lampIs({ bright_value });
      const msgs = await rig.count(2);
      const told = msgs.find(({ error }) => error !== undefined);
      should(told?.error?.code).equal('TUYA_BAD_REQUEST');
      should(told).have.properties({ topic: `${LAMP}/bright_value`, device_id: LAMP });
      // What has found no room is not waited for.
      for (const msg of msgs) if (msg.event !== undefined) rig.flow.node('n').receive(msg);
      await rig.flow.cloud.messages.settled();
    });

    for (const [field, value] of [
      ['messageUrl', 'https://messages.example'],
      ['subscription', 'not one'],
    ] as const) {
      it(`with the account's ${field}, whose calls go on`, async () => {
        rig = await startEvents(
          {},
          {
            account: { [field]: value },
            more: [
              {
                ...{ ...PLACED, id: 'r', type: 'tuya-request', account: 'a', method: 'GET' },
                ...{ path: '/v1.0/devices/lamp0001desk', wires: [['out']] },
              },
            ],
          },
        );
        const [msg] = await rig.count(1);
        should(msg?.error?.code).equal('TUYA_CONFIG');
        should(rig.statuses().at(-1)).have.property('text', 'tuya-event.status.config');
        rig.flow.node('r').receive({});
        const [, answer] = await rig.count(2);
        (answer?.payload as { id: string }).id.should.equal(LAMP);
      });
    }

    it('R14: with messages that cannot be read: once for many, and the next one comes', async () => {
      rig = await startEvents();
      const { messages } = rig.flow.cloud;
      for (const what of ['not base64', 'wrong key', 'broken tag'] as const) messages.publishGarbage(what);
      lampIs({ switch_led: true });
      await messages.settled();
      const [first, second] = await rig.count(2);
      const told = [first, second].find((msg) => msg?.error !== undefined);
      should(told?.error?.code).equal('TUYA_BAD_MESSAGE');
      Number(told?.tuya?.count).should.be.aboveOrEqual(1);
      rig.payloads().should.containEql({ switch_led: true });
      rig.heard.should.have.length(2);
    });
  });

  describe('R25: where the flow confirms', () => {
    const idOf = (msg: unknown): string => (msg as { event: { id: string } }).event.id;

    it('a message is owed until it has come into the input', async () => {
      rig = await startEvents({ ack: 'flow' });
      const { messages } = rig.flow.cloud;
      lampIs({ switch_led: true });
      lampIs({ switch_led: false });
      await rig.count(2);
      messages.backlog().should.have.length(2);
      for (const msg of [...rig.heard]) rig.flow.node('n').receive({ event: { id: idOf(msg) } });
      await messages.settled();
      messages.strayAcks.should.eql([]);
      String(messages.connects[0]?.url).should.match(/receiverQueueSize=100/);
    });

    it('a report that became several messages is owed until each of them has come', async () => {
      rig = await startEvents({ ack: 'flow', output: 'value' });
      const { messages } = rig.flow.cloud;
      lampIs({ switch_led: true, bright_value: 1 });
      const [first, second] = await rig.count(2);
      rig.flow.node('n').receive(first ?? {});
      // What comes and goes after it shows that the first word acknowledged nothing.
      lampIs({ bright_value: 2 }, 'lamp0002kitchen');
      const [, , third] = await rig.count(3);
      rig.flow.node('n').receive(third ?? {});
      while (messages.backlog().length > 1) await new Promise((resolve) => setImmediate(resolve));
      messages.backlog().should.have.length(1);
      rig.flow.node('n').receive(second ?? {});
      await messages.settled();
      (rig.flow.node('n') as unknown as { warn: { args: unknown[][] } }).warn.args.should.eql([]);
    });

    for (const [title, msg, warning] of [
      ['an id that nobody waits for', { event: { id: 'CAoQKA==' } }, /does not wait/],
      ['a message without an id', { payload: 1 }, /no msg\.event\.id/],
    ] as const) {
      it(`${title} is a warning, and done`, async () => {
        const complete = { ...PLACED, id: 'd', type: 'complete', scope: ['n'], wires: [['out']] };
        rig = await startEvents({ ack: 'flow' }, { nodes: [completeNode], more: [complete] });
        const node = rig.flow.node('n');
        node.receive(msg);
        await rig.count(1);
        String((node as unknown as { warn: { args: unknown[][] } }).warn.args.flat()[0]).should.match(
          warning,
        );
      });
    }

    it('twice is once and a warning', async () => {
      rig = await startEvents({ ack: 'flow' });
      lampIs({ switch_led: true });
      const [msg] = await rig.count(1);
      for (let i = 0; i < 2; i++) rig.flow.node('n').receive({ event: { id: idOf(msg) } });
      await rig.flow.cloud.messages.settled();
      rig.flow.cloud.messages.strayAcks.should.eql([]);
      const { args } = (rig.flow.node('n') as unknown as { warn: { args: unknown[][] } }).warn;
      args.should.have.length(1);
    });

    it('what is not confirmed in time is acknowledged, and told', async () => {
      rig = await startEvents({ ack: 'flow', ackTimeout: 1 });
      lampIs({ switch_led: true });
      const [sent, told] = await rig.count(2);
      await rig.flow.cloud.messages.settled();
      should(told?.error?.code).equal('TUYA_UNCONFIRMED');
      should(told?.error?.message).match(/ 1 seconds/);
      should(told?.device_id).equal(LAMP);
      idOf(told).should.equal(idOf(sent));
    });

    it('what comes again after a reconnect is not sent again, and is confirmed once', async () => {
      rig = await startEvents({ ack: 'flow' });
      const { messages } = rig.flow.cloud;
      lampIs({ switch_led: true });
      const [msg] = await rig.count(1);
      messages.cutAll();
      await messages.sent(2);
      lampIs({ switch_led: false });
      await rig.count(2);
      const node = rig.flow.node('n');
      for (const { event } of [...rig.heard] as unknown as { event: { id: string } }[])
        node.receive({ event });
      await messages.settled();
      messages.strayAcks.should.eql([]);
      node.receive({ event: { id: idOf(msg) } });
      const { args } = (node as unknown as { warn: { args: unknown[][] } }).warn;
      args.should.have.length(1);
      rig.heard.should.have.length(2);
    });

    it('what was given up is confirmed too late by the first of several messages already', async () => {
      rig = await startEvents({ ack: 'flow', ackTimeout: 1, output: 'value' });
      lampIs({ switch_led: true, bright_value: 1 });
      const [first] = await rig.count(3);
      const { warn } = rig.flow.node('n') as unknown as { warn: { args: unknown[][] } };
      rig.flow.node('n').receive(first ?? {});
      await new Promise((resolve) => setImmediate(resolve));
      String(warn.args.flat()[0]).should.match(/does not wait/);
    });

    it('what does not leave needs no word', async () => {
      rig = await startEvents({ ack: 'flow', onlyChanges: true });
      lampIs({ switch_led: true });
      const [msg] = await rig.count(1);
      lampIs({ switch_led: true });
      lampIs({ switch_led: true });
      rig.flow.node('n').receive({ event: { id: idOf(msg) } });
      await rig.flow.cloud.messages.settled();
      rig.heard.should.have.length(1);
    });
  });

  it('R21: after an outage of three hours warns once, and passes on what is left', async () => {
    rig = await startEvents(
      { output: 'value' },
      { more: [{ ...EVENT, ...PLACED, id: 'other', wires: [[]] }] },
    );
    const { cloud } = rig.flow;
    const { messages } = cloud;
    lampIs({ bright_value: 1 });
    await rig.count(1);
    await messages.settled();
    messages.resetHandshake(1);
    messages.cutAll();
    lampIs({ bright_value: 2 });
    await rig.shows(/lost/);
    const monotonic = systemClock.monotonic.bind(systemClock);
    systemClock.monotonic = () => monotonic() + THREE_HOURS;
    try {
      cloud.clockOffset += THREE_HOURS;
      lampIs({ bright_value: 3 });
      await rig.count(2);
      await messages.settled();
      await messages.connected();
      rig.payloads().should.eql([1, 3]);
      const warned = ['n', 'other'].flatMap((id) => {
        const { warn } = rig.flow.node(id) as unknown as { warn: { args: unknown[][] } };
        return warn.args.flat();
      });
      // Node-RED's nodes share one spy.
      new Set(warned).size.should.equal(1);
      const { args } = helper.log() as unknown as { args: { msg?: unknown }[][] };
      const gaps = args.flat().filter(({ msg }) => String(msg).includes('more than two hours'));
      gaps.should.have.length(1);
    } finally {
      systemClock.monotonic = monotonic;
    }
  });

  it('R1: closed while its connection is lost, it has nothing left to tell', async () => {
    const after = systemClock.after.bind(systemClock);
    const left = new Set<object>();
    systemClock.after = (ms, task) => {
      const end = after(ms, task);
      if (ms !== HALF_A_MINUTE) return end;
      const timer = {};
      left.add(timer);
      return () => {
        left.delete(timer);
        end();
      };
    };
    try {
      rig = await startEvents();
      await rig.shows(/nothing/);
      left.clear();
      rig.flow.cloud.messages.resetHandshake(99);
      rig.flow.cloud.messages.cutAll();
      await rig.shows(/lost/);
      left.size.should.equal(1);
      await rig.flow.node('n').close(true);
      left.size.should.equal(0);
    } finally {
      systemClock.after = after;
    }
  });

  it('R19: what waits for a context store when the node is deployed anew arrives once', async () => {
    rig = await startEvents({ property: 'lamp', propertyType: 'flow' });
    const held = holdFirst(rig.flow.node('n'));
    lampIs({ switch_led: true });
    const goOn = await held;
    const deployed = rig.flow.deploy('nodes', { n: { name: 'renamed' } });
    for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
    goOn();
    await deployed;
    lampIs({ switch_led: false });
    await rig.flow.cloud.messages.settled();
    await rig.count(2);
    rig.heard.should.have.length(2);
    should(rig.flow.node('n').context().flow.get('lamp')).eql({ switch_led: false });
  });

  it('L1: redeploys leave no listener behind', async () => {
    let ended = new Set<unknown>();
    const capture = (RED: NodeAPI): void => {
      ({ ended } = deploysOf(RED));
    };
    rig = await startEvents({}, { nodes: [capture] });
    await rig.shows(/nothing/);
    const { size } = ended;
    for (const name of ['one', 'two', 'three']) await rig.flow.deploy('nodes', { n: { name } });
    ended.size.should.equal(size);
    await rig.flow.deploy('nodes', { n: undefined });
    ended.size.should.equal(size - 2); // what waited for its connection and for its messages
    const left = ended.size;
    await rig.flow.deploy('nodes', { n: { name: 'back' } });
    await rig.flow.deploy('nodes', { n: undefined });
    ended.size.should.equal(left);
  });

  it('costs no call and no token', async () => {
    rig = await startEvents();
    lampIs({ switch_led: true });
    await rig.count(1);
    rig.flow.cloud.calls.should.eql([]);
  });

  it('shows and logs no secret, whatever goes wrong', async () => {
    rig = await startEvents({ kinds: ['device', 'status'], output: 'raw' });
    const { messages } = rig.flow.cloud;
    await messages.connected();
    messages.refuse(401, { times: 1 });
    messages.publishGarbage('wrong key');
    messages.publish({ device: LAMP, kind: 'bindUser' });
    await rig.count(2);
    messages.cutAll();
    await rig.shows(/refused/);
    await rig.count(3);
    const all = JSON.stringify([seen(rig.flow.node('n'), rig.flow.node('a')), rig.heard]);
    for (const secret of secretsOf(rig.flow.cloud)) all.should.not.containEql(secret);
  });
});
