import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import should from 'should';
import { digest } from '../../nodes/runtime/account/token-stores';
import { specificationOf } from '../simulator/models';
import { useCodeMode } from '../support/code-mode';
import { PLACED, helper, seen, startFlow } from '../support/flow-rig';
import type { FlowSettings, Msg, Running } from '../support/flow-rig';

const LAMP = 'lamp0001desk';
const WARM = 'ther0001living';
const commandsOf = (id: string): string => `/v1.0/devices/${id}/commands`;
const statusOf = (id: string): string => `/v1.0/devices/${id}/status`;
const thingOf = (id: string): string => `/v2.0/cloud/thing/${id}/shadow/properties`;

describe('tuya-request speaks of values as they are meant', () => {
  let flow: Running;
  let userDir = '';
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), 'tuya-values-'));
    helper.settings({ userDir });
  });
  afterEach(async () => {
    await flow.stop();
    helper.settings({});
    rmSync(userDir, { recursive: true, force: true });
  });

  /** A node that takes method and path from the message. */
  const start = async (node: Record<string, unknown> = {}, settings?: FlowSettings): Promise<void> => {
    flow = await startFlow({ method: '', path: '', model: true, ...node }, settings);
  };
  const set = (device: string, payload: unknown): Promise<Msg> =>
    flow.ask({ method: 'POST', path: commandsOf(device), payload });
  const get = async (path: string): Promise<unknown> => (await flow.ask({ method: 'GET', path })).payload;
  const paths = (): string[] => flow.cloud.businessCalls.map(({ path }) => path);
  const asked = (): string[] => paths().filter((path) => /specification|model$/.test(path));
  const bodySent = (): object => JSON.parse(flow.cloud.businessCalls.at(-1)?.body ?? '') as object;
  const did = (): unknown[] => flow.cloud.executed.map(({ code, value }) => [code, value]);
  const stateOf = (id: string): Record<string, unknown> =>
    flow.cloud.devices.find((device) => device.id === id)?.state ?? {};

  describe('sends', () => {
    it('23.5 °C to a thermostat that counts tenths, and asks for its model once', async () => {
      await start();
      (await set(WARM, { switch: 'on', temp_set: 23.5, mode: 'eco' })).should.have.property('payload', true);
      (await set(WARM, { temp_set: '22' })).should.have.property('payload', true);
      did().should.eql([
        ['switch', true],
        ['temp_set', 235],
        ['mode', 'eco'],
        ['temp_set', 220],
      ]);
      asked().should.eql([`/v1.0/devices/${WARM}/specifications`]);
    });

    it('although the budget for reads is spent: the model that a command needs goes with it', async () => {
      await start({}, { account: { budget: 1 } });
      (await set(WARM, { temp_set: 23.5 })).should.have.property('payload', true);
      did().should.eql([['temp_set', 235]]);
      should((await flow.ask({ method: 'GET', path: statusOf(WARM) })).error?.code).equal('TUYA_BUDGET');
      asked().should.have.length(1);
      flow.cloud.businessCalls.should.have.length(2);
    });

    it('nothing where the age of an answer is no number: no model is asked for', async () => {
      await start({ reuse: -1 });
      const { error } = await set(WARM, { temp_set: 23.5 });
      should(error?.code).equal('TUYA_BAD_REQUEST');
      flow.cloud.calls.should.have.length(0);
    });

    it("a lamp's colour by its name, and as hexadecimal digits in the thing model", async () => {
      await start();
      await set(LAMP, { colour_data_v2: 'orange' });
      did().should.eql([['colour_data_v2', { h: 39, s: 1000, v: 1000 }]]);
      const path = `${thingOf(LAMP)}/issue`;
      const msg = await flow.ask({
        method: 'POST',
        path,
        payload: { colour_data_v2: '#ff8800', scene_data: { scene: 2 } },
      });
      should(msg.error).equal(undefined);
      bodySent().should.eql({
        properties: '{"colour_data_v2":"002003e803e8","scene_data":"{\\"scene\\":2}"}',
      });
      stateOf(LAMP).should.have.properties({
        colour_data_v2: '{"h":32,"s":1000,"v":1000}',
        scene_data: '{"scene":2}',
      });
      asked().should.eql([`/v1.0/devices/${LAMP}/specifications`, `/v2.0/cloud/thing/${LAMP}/model`]);
    });

    it('what is given in the full form as well: commands, properties and their text', async () => {
      await start();
      await set(WARM, { commands: [{ code: 'temp_set', value: 20.5 }] });
      const issue = { method: 'POST', path: `${thingOf(WARM)}/issue` };
      await flow.ask({ ...issue, payload: { properties: { temp_set: 21 } } });
      await flow.ask({ ...issue, payload: { properties: '{"temp_set":21.5,"child_lock":"on"}' } });
      did().should.eql([
        ['temp_set', 205],
        ['temp_set', 210],
        ['temp_set', 215],
        ['child_lock', true],
      ]);
      await flow.ask({
        method: 'POST',
        path: `${thingOf(WARM)}/desired`,
        payload: { temp_set: 19.5, duration: 60 },
      });
      bodySent().should.eql({
        properties: '{"temp_set":195}',
        duration: 60,
      });
    });

    it('short commands without a model too, as they are', async () => {
      await start({ model: false });
      await set(LAMP, { switch_led: true, bright_value_v2: 55 });
      await flow.ask({ method: 'POST', path: `${thingOf(LAMP)}/issue`, payload: { switch_led: false } });
      await flow.ask({
        method: 'POST',
        path: `/v1.0/iot-03/devices/${LAMP}/commands`,
        payload: { switch_led: true },
      });
      did().should.eql([
        ['switch_led', true],
        ['bright_value_v2', 55],
        ['switch_led', false],
        ['switch_led', true],
      ]);
      asked().should.eql([]);
    });

    it('nothing through a model that is not about a device', async () => {
      await start();
      const msg = await flow.ask({ method: 'POST', path: '/v1.0/echo', payload: { switch_led: 'on' } });
      should(msg.payload).eql({ query: {}, body: { switch_led: 'on' } });
      asked().should.eql([]);
    });
  });

  describe('refuses', () => {
    for (const [what, payload, allowed] of [
      ['a code that the device does not have', { warmth: 20 }, /It can be set: switch, temp_set, mode/],
      ['a code that it only reports', { temp_current: 20 }, /temp_current is reported by the device/],
      ['a mode that does not exist', { mode: 'turbo' }, /one of auto, manual, eco/],
      ['a number beyond the limits', { temp_set: 35.5 }, /a number from 5 ℃ to 35 ℃, in steps of 0.5 ℃/],
      ['a text that is no number', { temp_set: 'warm' }, /a number from 5 ℃ to 35 ℃/],
      ['one of several', { switch: true, mode: 'turbo' }, /one of auto, manual, eco/],
    ] as const) {
      it(`${what}, with what is allowed: nothing is sent, and no call is spent`, async () => {
        await start();
        await set(WARM, { switch: true });
        const before = flow.cloud.calls.length;
        const msg = await set(WARM, payload);
        should(msg.error?.code).equal('TUYA_BAD_REQUEST');
        should(msg.error?.message).match(allowed);
        should(msg.payload).eql(payload);
        should(msg.tuya?.success).equal(false);
        flow.cloud.calls.should.have.length(before);
        did().should.have.length(1);
      });
    }

    it('a colour that is none, and at the second time for no call at all', async () => {
      await start();
      for (const colour of ['reddish', '#ff88', { h: 400, s: 0, v: 0 }]) {
        const before = flow.cloud.calls.length;
        const isFirst = asked().length === 0;
        const msg = await set(LAMP, { colour_data_v2: colour });
        should(msg.error?.code).equal('TUYA_BAD_REQUEST');
        should(msg.error?.message).match(/a colour such as "#ff8800" or "orange"/);
        if (!isFirst) flow.cloud.calls.should.have.length(before);
      }
      did().should.eql([]);
    });
  });

  describe('reads', () => {
    it('235 as 23.5, a fault by its name, JSON as an object', async () => {
      await start({ ret: 'values' });
      Object.assign(stateOf(WARM), { temp_set: 235, fault: 5 });
      should(await get(statusOf(WARM))).eql({
        switch: true,
        temp_set: 23.5,
        temp_current: 19,
        mode: 'auto',
        fault: ['sensor', 'battery_low'],
      });
      should(await get(thingOf(LAMP))).have.properties({
        colour_data_v2: { h: 258, s: 553, v: 136 },
        scene_data: { scene: 1, speed: 50 },
      });
    });

    it('what it has written, and writes what it has read', async () => {
      await start({ ret: 'values' });
      for (const path of [commandsOf(WARM), `${thingOf(WARM)}/issue`]) {
        const from = path.includes('thing') ? thingOf(WARM) : statusOf(WARM);
        const before = { ...stateOf(WARM) };
        const { temp_current, fault, ...all } = (await get(from)) as Record<string, unknown>;
        [temp_current, fault].should.eql([19, []]);
        const msg = await flow.ask({ method: 'POST', path, payload: all });
        should(msg.error).equal(undefined);
        stateOf(WARM).should.eql({ ...before, temp_current: before.temp_set });
        stateOf(WARM).temp_current = before.temp_current;
      }
    });

    it('several devices by their ids, and rows as rows where nothing else is asked for', async () => {
      await start({ ret: 'values' });
      const path = `/v1.0/devices/status?device_ids=${WARM},sock0001coffee`;
      const values = (await get(path)) as Record<string, Record<string, unknown>>;
      Object.keys(values).should.eql([WARM, 'sock0001coffee']);
      should(values.sock0001coffee).have.properties({ switch_1: true, cur_power: 842.1, add_ele: 0.153 });
      await flow.deploy('nodes', { n: { ret: 'result' } });
      const rows = (await get(path)) as { id: string; status: object[] }[];
      should(rows[0]?.status).matchAny({ code: 'temp_set', value: 21 });
    });

    it('the devices of a list with a call for each product, in pages too', async () => {
      await start({ pages: 'all' });
      flow.cloud.addDevices(100);
      const rows = (await get('/v1.0/iot-01/associated-users/devices')) as {
        id: string;
        status: { code: string; value: unknown }[];
      }[];
      rows.length.should.be.above(100);
      const sockets = rows.filter(({ id }) => id.startsWith('more'));
      for (const { status } of sockets) status.should.matchAny({ code: 'cur_power', value: 842.1 });
      const products = new Set(flow.cloud.devices.map(({ product_id }) => product_id));
      asked().length.should.be.belowOrEqual(products.size + 1); // one of them has no model at all
      await flow.deploy('nodes', { n: { pages: 'each', maxPages: 1 } });
      const [first] = (await get('/v1.0/iot-01/associated-users/devices')) as { status: object[] }[];
      should(first?.status).matchAny({ code: 'colour_data_v2', value: { h: 258 } });
    });

    it('pages as rows with what they mean, whatever else is to be returned', async () => {
      const path = '/v1.0/iot-01/associated-users/devices';
      type Rows = { id: string; status: object[] }[];
      for (const pages of ['all', 'each']) {
        await start({ pages, ret: 'values' });
        const rows = (await get(path)) as Rows;
        should(rows.find(({ id }) => id === WARM)?.status).matchAny({ code: 'temp_set', value: 21 });
        if (pages === 'all') await flow.stop();
      }
    });

    it('a log, whose values are texts', async () => {
      await start();
      const now = Date.now();
      const path = `/v1.0/devices/sock0001coffee/logs?type=7&start_time=${now - 86_400_000}&end_time=${now}&codes=cur_power`;
      const { logs } = (await get(path)) as { logs: { code: string; value: unknown }[] };
      logs.length.should.be.above(5);
      for (const { value } of logs) {
        Number.isInteger(Number(value) * 10).should.be.true();
        should(value).be.a.Number().and.be.below(1500);
      }
    });

    it('an envelope, and what parses values besides', async () => {
      await start({ ret: 'envelope', parseValues: true });
      const envelope = (await get(statusOf(WARM))) as { success: boolean; result: object[] };
      envelope.success.should.be.true();
      envelope.result.should.matchAny({ code: 'temp_set', value: 21 });
    });

    it('values by their codes without a model, as they came', async () => {
      await start({ model: false, ret: 'values' });
      should(await get(statusOf(WARM))).have.property('temp_set', 210);
      asked().should.eql([]);
    });
  });

  describe('keeps models', () => {
    it('a day, also through a restart of Node-RED, for nobody else to read', async () => {
      await start();
      await set(WARM, { temp_set: 20 });
      await flow.deploy('full');
      await set(WARM, { temp_set: 20.5 });
      asked().should.have.length(1);
      const files = readdirSync(join(userDir, 'tuya-models'), { recursive: true, encoding: 'utf8' });
      const [file = ''] = files.filter((name) => name.endsWith('.json'));
      const path = join(userDir, 'tuya-models', file);
      const text = readFileSync(path, 'utf8');
      text.should.containEql('temp_set');
      for (const secret of [flow.cloud.secret, flow.cloud.client_id, ...flow.cloud.issuedTokens]) {
        text.should.not.containEql(secret);
        file.should.not.containEql(secret);
      }
      (statSync(path).mode & 0o777).should.equal(0o600);
    });

    it('and drops them with their account', async () => {
      await start();
      await set(WARM, { temp_set: 20 });
      await flow.deploy('full'); // what is known is stored when an account ends
      readdirSync(join(userDir, 'tuya-models')).should.have.length(1);
      await flow.deploy('full', { a: undefined });
      while (readdirSync(join(userDir, 'tuya-models')).length > 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
  });

  describe('where the project may not read models', () => {
    it('values go as they are, with one warning', async () => {
      await start({ ret: 'values' });
      flow.cloud.packages.models = 'none';
      await set(WARM, { temp_set: 235, switch: true });
      await set(WARM, { temp_set: 230 });
      did().should.eql([
        ['temp_set', 235],
        ['switch', true],
        ['temp_set', 230],
      ]);
      should(await get(statusOf(WARM))).have.property('temp_set', 230);
      // Both generations, once.
      asked().should.have.length(2);
      const log = JSON.stringify(seen());
      (log.match(/does not tell what all values of a device mean/g) ?? []).should.have.length(1);
    });

    it('the other generation will do', async () => {
      await start({ ret: 'values' });
      flow.cloud.packages.models = 'thing';
      await set(LAMP, { colour_data_v2: 'blue' });
      await set(WARM, { temp_set: 23.5 });
      did().should.eql([
        ['colour_data_v2', { h: 240, s: 1000, v: 1000 }],
        ['temp_set', 235],
      ]);
      should(await get(statusOf(WARM))).have.property('temp_set', 23.5);
      // It says nothing of codes that it does not have: the cloud is asked.
      should((await set(WARM, { warmth: 1 })).error?.code).equal('TUYA_2008');
      flow.cloud.packages.models = 'both';
    });

    it('nothing is sent while it cannot be known: a number could mean another', async () => {
      await start();
      flow.cloud.fail('reset', { kind: 'business', times: 3 });
      const msg = await set(WARM, { temp_set: 30 });
      should(msg.error?.code).equal('TUYA_NETWORK');
      did().should.eql([]);
    });
  });

  describe('whose device has changed since its model was read', () => {
    const TWO_HOURS = 7_200_000;

    /** The node works with an account that has kept a model of two hours ago. */
    const startWithOld = async (): Promise<void> => {
      const b = {
        id: 'b',
        type: 'tuya-config',
        dataCenter: 'custom',
        baseUrl: 'http://127.0.0.1:9',
        mode: 'simple',
      };
      const key = { client_id: 'demo0client0id000001', secret: 'demo0secret0of0the0playground001' };
      await start({}, { more: [b], moreCredentials: { b: key } });
      const { url, devices } = flow.cloud;
      const [device] = devices.filter(({ id }) => id === WARM);
      if (device === undefined) throw new Error('There is no thermostat');
      const answer = JSON.stringify(specificationOf(device));
      const at = Date.now() - TWO_HOURS;
      const name = JSON.stringify(['', 'instructions', 'device', WARM]);
      const models = { [name]: { at, generation: 'instructions', answer } };
      const folder = join(userDir, 'tuya-models', digest('b'), digest(key.client_id, url));
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'models.json'), JSON.stringify({ version: 1, models, products: {} }));
      await flow.deploy('full', { b: { baseUrl: url }, n: { account: 'b' } });
    };
    const modesAre = (...range: string[]): void => {
      flow.cloud.remodel(WARM, (points) =>
        points.map((point) => (point.code === 'mode' ? { ...point, values: { range } } : point)),
      );
    };

    it('what it has learned is sent, after one question', async () => {
      await startWithOld();
      await set(WARM, { mode: 'eco' });
      asked().should.eql([]);
      modesAre('auto', 'turbo');
      should((await set(WARM, { mode: 'turbo' })).error).equal(undefined);
      did().should.eql([
        ['mode', 'eco'],
        ['mode', 'turbo'],
      ]);
      asked().should.have.length(1);
      should((await set(WARM, { mode: 'eco' })).error?.message).match(/one of auto, turbo/);
      asked().should.have.length(1);
    });

    it('what it has unlearned is refused by the cloud once, and from then on before', async () => {
      await startWithOld();
      modesAre('auto');
      should((await set(WARM, { mode: 'eco' })).error?.code).equal('TUYA_2008');
      const { message = '', code } = (await set(WARM, { mode: 'eco' })).error ?? {};
      should(code).equal('TUYA_BAD_REQUEST');
      message.should.match(/one of auto\b/);
      paths()
        .filter((path) => path.endsWith('commands'))
        .should.have.length(1);
    });
  });

  it('calls start in the order of their messages, whosever model is waited for', async () => {
    await start();
    await set(LAMP, { switch_led: true });
    flow.cloud.delay = 50;
    const done = new Promise<void>((resolve) => {
      let left = 3;
      flow.node('out').on('input', () => {
        if (--left === 0) resolve();
      });
    });
    const send = (device: string, payload: object): void => {
      flow.node('n').receive({ method: 'POST', path: commandsOf(device), payload });
    };
    send(WARM, { temp_set: 23.5 });
    send(LAMP, { warmth: 1 });
    send(LAMP, { switch_led: false });
    await done;
    did().should.eql([
      ['switch_led', true],
      ['temp_set', 235],
      ['switch_led', false],
    ]);
    // The lamp's command had no model to wait for, and left behind the thermostat's all the same.
    paths()
      .filter((path) => path.endsWith('commands'))
      .should.eql([commandsOf(LAMP), commandsOf(WARM), commandsOf(LAMP)]);
  });

  it('a node that is deleted while it waits for a model ends at once', async () => {
    await start();
    flow.cloud.fail('hang', { kind: 'business' });
    const arrived = new Promise((resolve) =>
      flow.cloud.once('arrived', () => flow.cloud.once('arrived', resolve)),
    );
    flow.node('n').receive({ method: 'POST', path: commandsOf(WARM), payload: { temp_set: 20 } });
    await arrived;
    await flow.deploy('nodes', { n: undefined });
    did().should.eql([]);
  });
});

describe('tuya-request reads models in code mode', () => {
  const rig = useCodeMode();
  const send = {
    ...PLACED,
    type: 'tuya-request',
    account: 'a',
    model: true,
    ret: 'values',
    wires: [['out']],
  };

  it('in the name of the user, and nobody through what another has read', async () => {
    const more = [
      { ...send, id: 'set', method: 'POST', path: commandsOf(WARM) },
      { ...send, id: 'get', method: 'GET', path: statusOf(WARM) },
    ];
    const flow = await rig.start({}, { more });
    await flow.deploy('nodes', { c: { scope: null } });
    const ask = (id: string, msg: object): Promise<Msg> => {
      const answer = flow.next();
      flow.node(id).receive({ ...msg });
      return answer;
    };
    const specifications = (): string[] =>
      flow.cloud.businessCalls.filter(({ path }) => path.endsWith('specifications')).map(({ path }) => path);
    const nobody = await ask('set', { payload: { temp_set: 20 } });
    should(nobody.error?.code).equal('TUYA_AUTHORIZATION_REQUIRED');
    await rig.authorize('uid-anna');
    await rig.authorize('uid-ben');
    await ask('set', { payload: { temp_set: 23.5 }, uid: 'uid-anna' });
    should((await ask('get', { uid: 'uid-anna' })).payload).have.property('temp_set', 23.5);
    specifications().should.have.length(1);
    // It is Anna's device: for Ben there is no model, and no device.
    const bens = await ask('set', { payload: { temp_set: 23.5 }, uid: 'uid-ben' });
    should(bens.error?.code).equal('TUYA_1106');
    specifications().should.have.length(2);
    flow.cloud.executed.should.have.length(1);
  });
});
