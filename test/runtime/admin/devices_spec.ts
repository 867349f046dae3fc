import { once } from 'node:events';
import should from 'should';
import { listed } from '../../../nodes/runtime/admin/devices';
import { helper, startFlow } from '../../support/flow-rig';
import type { Running } from '../../support/flow-rig';
import { startCloud } from '../../simulator/index';

interface Device {
  id: string;
  name: string;
  category: string;
  online: boolean;
  codes: string[];
}

describe('the device picker', () => {
  let flow: Running;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  beforeEach(async () => {
    flow = await startFlow({});
  });
  afterEach(() => flow.stop());

  /** The account as the editor knows it; deployed unless the id is another. */
  const form = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
    id: 'a',
    dataCenter: 'custom',
    baseUrl: flow.cloud.url,
    mode: 'simple',
    timeout: 5,
    rateLimit: 0,
    credentials: { client_id: flow.cloud.client_id, secret: '__PWRD__' },
    ...more,
  });

  async function ask(
    body: unknown,
  ): Promise<{ status: number; body: Record<string, unknown>; text: string }> {
    return await helper
      .request()
      .post('/tuya-config/devices')
      .send(body as object);
  }

  async function pick(more: Record<string, unknown> = {}): Promise<Device[]> {
    return (await ask(form(more))).body.devices as Device[];
  }

  it('tells what the dialog shows of a device, and nothing that opens it', async () => {
    const { body, text } = await ask(form());
    const devices = body.devices as Device[];
    devices.map((device) => Object.keys(device).join()).should.matchEach('id,name,category,online,codes');
    const lamp = devices.find(({ name }) => name === 'Desk lamp');
    should(lamp).have.properties({ id: 'lamp0001desk', category: 'dj', online: true });
    should(lamp?.codes).containEql('switch_led');
    should(devices.find(({ name }) => name === 'Garage socket')?.online).be.false();
    text.should.not.match(/local_key|token|secret/);
  });

  it('follows the list to its end', async () => {
    flow.cloud.pageSize = 20;
    flow.cloud.addDevices(253 - flow.cloud.devices.length);
    (await pick({ reload: true })).should.have.length(253);
  });

  it('is kept on the server until it is told to reload', async () => {
    await pick({ reload: true });
    const calls = flow.cloud.calls.length;
    flow.cloud.addDevices(1);
    const kept = await pick();
    flow.cloud.calls.should.have.length(calls);
    (await pick({ reload: true })).length.should.equal(kept.length + 1);
  });

  it('is that of the data center in the form: what another one has told is no list of its devices', async () => {
    (await pick({ reload: true })).length.should.be.above(0);
    const elsewhere = await startCloud();
    try {
      elsewhere.addDevices(1);
      const there = (await pick({ baseUrl: elsewhere.url })).map(({ id }) => id);
      there.should.have.length(elsewhere.devices.length);
      there.should.not.eql((await pick()).map(({ id }) => id));
    } finally {
      await elsewhere.close();
    }
  });

  it('is kept for a minute from its end on, and no longer', async () => {
    const now = Date.now.bind(Date);
    const calls = (): number => flow.cloud.businessCalls.length;
    try {
      flow.cloud.delay = 50;
      const arrived = once(flow.cloud, 'arrived');
      const picked = pick({ reload: true });
      await arrived;
      Date.now = () => now() + 50_000;
      await picked;
      const before = calls();
      Date.now = () => now() + 100_000;
      await pick();
      calls().should.equal(before);
      Date.now = () => now() + 120_000;
      await pick();
      calls().should.be.above(before);
    } finally {
      Date.now = now;
    }
  });

  it('A9: who does not know the secret gets nothing of what is kept, nor by the deployed account', async () => {
    await flow.ask({});
    (await pick({ reload: true })).should.not.be.empty();
    const { client_id, secret } = flow.cloud;
    for (const credentials of [
      { client_id, secret: 'not0the0secret0of0this0key000000' },
      { client_id: 'other0client0id00000', secret },
    ]) {
      const { status, body } = await ask(form({ credentials }));
      status.should.equal(400);
      String(body.code).should.match(/^TUYA_100[45]$/);
    }
  });

  it('asked for without a deploy, it leaves no connection open', async () => {
    await flow.stop();
    // The deployed account has another key, and asks for no token with this one.
    flow = await startFlow({}, { credentials: { client_id: 'other0client0id00000', secret: 'x' } });
    const credentials = { client_id: flow.cloud.client_id, secret: flow.cloud.secret };
    (await pick({ id: 'draft', credentials, reload: true })).should.not.be.empty();
    await flow.cloud.quiet();
  });

  it('L5: asks with the token of the deployed account', async () => {
    await flow.ask({});
    await pick({ reload: true });
    flow.cloud.tokenCalls.should.have.length(1);
  });

  it('L14: does not slow the deployed account down, whatever pace the form names', async () => {
    await flow.ask({});
    flow.cloud.fail('hang', { path: /associated-users/ });
    const arrived = once(flow.cloud, 'arrived');
    let over = false;
    const picked = ask(form({ rateLimit: 1, timeout: 2, reload: true })).finally(() => (over = true));
    await arrived;
    for (let i = 0; i < 10; i++) await flow.ask({});
    over.should.be.false();
    (await picked).body.should.have.property('code', 'TUYA_TIMEOUT');
    flow.cloud.tokenCalls.should.have.length(1);
  });

  it('works for an account that nobody has deployed', async () => {
    const credentials = { client_id: flow.cloud.client_id, secret: flow.cloud.secret };
    (await pick({ id: 'draft', credentials, reload: true })).length.should.be.above(5);
  });

  it('takes the other list where the project has no linked accounts, or none of their devices', async () => {
    flow.cloud.fail({ code: 1106 }, { path: /associated-users/ });
    (await pick({ reload: true })).length.should.be.above(5);
    flow.cloud.clearFaults();
    flow.cloud.fail({ status: 200, body: EMPTY, headers: JSON_TYPE }, { path: /associated-users/ });
    (await pick({ reload: true })).length.should.be.above(5);
  });

  it('a project that may use neither list is told so; one that has no devices in the first is not', async () => {
    flow.cloud.fail({ code: 1106 }, { kind: 'business', times: 9 });
    const { status, body } = await ask(form({ reload: true }));
    [status, body.code].should.eql([400, 'TUYA_1106']);
    flow.cloud.clearFaults();
    flow.cloud.fail({ status: 200, body: EMPTY, headers: JSON_TYPE }, { path: /associated-users/ });
    flow.cloud.fail({ code: 1106 }, { path: /cloud\/thing/ });
    (await pick({ reload: true })).should.eql([]);
  });

  it('says what is wrong when the cloud does not answer', async () => {
    flow.cloud.fail('reset', { times: 10 });
    const { status, body } = await ask(form({ reload: true }));
    status.should.equal(400);
    body.should.have.property('code', 'TUYA_NETWORK');
  });

  it('A12: refuses other origins and forms that are none', async () => {
    const foreign = helper.request().post('/tuya-config/devices').set('Origin', 'https://evil.example');
    (await foreign.send(form())).status.should.equal(403);
    (await ask({})).status.should.equal(400);
    (await ask(form({ id: 'n' }))).body.should.have.property('code', 'TUYA_CONFIG');
    flow.cloud.calls.should.have.length(0);
  });

  describe('in code mode', () => {
    const code = { mode: 'code', redirectUrl: 'https://me.example/callback' };
    beforeEach(async () => {
      await flow.stop();
      flow = await startFlow({ type: 'tuya-token', action: '' }, { account: code });
      for (const uid of ['uid-anna', 'uid-ben']) {
        const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
        await flow.ask({ action: 'exchange', code: flow.cloud.issueCode(uid), state });
      }
    });

    // Without a user directory memory holds the users, until their account is deleted.
    afterEach(() => flow.deploy('full', { a: undefined, n: undefined }));

    it('shows the devices of all users, or of the one that the node names', async () => {
      const names = (await pick({ ...code, reload: true })).map(({ name }) => name);
      names.should.containEql('Desk lamp').and.containEql('Kitchen lamp');
      const own = (await pick({ ...code, uid: 'uid-ben', reload: true })).map(({ name }) => name);
      own.should.eql(['Kitchen lamp', 'Television socket']);
      // As somebody may have pasted it.
      const pasted = (await pick({ ...code, uid: ' uid-ben\n', reload: true })).map(({ name }) => name);
      pasted.should.eql(own);
    });

    it('what is kept is that of one account, mode and user', async () => {
      const all = await pick({ ...code, reload: true });
      const own = (await pick({ ...code, uid: 'uid-ben' })).map(({ name }) => name);
      own.should.eql(['Kitchen lamp', 'Television socket']);
      await pick();
      should(flow.cloud.businessCalls.at(-1)?.path).match(/associated-users/);
      const calls = flow.cloud.calls.length;
      (await pick(code)).should.eql(all);
      flow.cloud.calls.should.have.length(calls);
      // Nobody has authorized this one.
      const credentials = { client_id: flow.cloud.client_id, secret: flow.cloud.secret };
      const { body } = await ask(form({ ...code, id: 'other', credentials }));
      String(body.code).should.equal('TUYA_AUTHORIZATION_REQUIRED');
    });

    it('where each user is refused it says why', async () => {
      flow.cloud.fail({ code: 1106 }, { kind: 'business', times: 9 });
      const { status, body } = await ask(form({ ...code, reload: true }));
      [status, body.code].should.eql([400, 'TUYA_1106']);
    });

    it('shows those of the ten newest users where there are more', async () => {
      for (let n = 0; n < 9; n++) {
        const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
        await flow.ask({ action: 'exchange', code: flow.cloud.issueCode(`uid-${n}`), state });
      }
      await pick({ ...code, reload: true });
      const asked = new Set(flow.cloud.calls.map(({ path }) => /users\/(.+)\/devices/.exec(path)?.[1]));
      const newest = [...Array(9).keys()].map((n) => `uid-${n}`);
      [...asked]
        .filter((uid) => uid !== undefined)
        .sort()
        .should.eql([...newest, 'uid-ben'].sort());
    });

    it('a user who has to authorize again hides nobody else’s devices', async () => {
      flow.cloud.expireTokens();
      flow.cloud.fail({ code: 1010 }, { kind: 'token' });
      const names = (await pick({ ...code, reload: true })).map(({ name }) => name);
      names.length.should.be.above(0);
    });
  });
});

describe('a row of a list of devices', () => {
  const nameOf = (row: object): string | undefined => listed({ id: 'd', ...row })[0]?.name;

  it('is the device that it is in any of the lists', () => {
    const lamp = { id: 'd', name: 'Lamp', category: 'dj', online: true, codes: ['switch_led'] };
    const status = [{ code: 'switch_led', value: true }, 'none'];
    listed({ id: 'd', name: 'Lamp', category: 'dj', online: true, status }).should.eql([lamp]);
    const thing = { id: 'd', customName: 'Lamp', name: 'Smart Bulb', category: 'dj', isOnline: true };
    listed(thing).should.eql([{ ...lamp, codes: [] }]);
    listed({ device_id: 'd', name: 'Lamp', category: 'dj', online: 'yes' }).should.eql([
      { ...lamp, online: false, codes: [] },
    ]);
  });

  it('is called as its owner calls it, else as its product, else by its id', () => {
    should(nameOf({ customName: 'Lamp', name: 'Smart Bulb' })).equal('Lamp');
    should(nameOf({ customName: '', name: 'Smart Bulb' })).equal('Smart Bulb');
    for (const row of [{}, { name: '' }, { name: null, customName: {} }]) should(nameOf(row)).equal('d');
  });

  it('without an id is no device', () => {
    for (const row of [undefined, null, 'd', 7, {}, { id: '' }, { name: 'Lamp' }]) listed(row).should.eql([]);
  });
});

const JSON_TYPE = { 'content-type': 'application/json' };
const EMPTY = '{"success":true,"t":1700000000000,"result":{"devices":[],"has_more":false,"total":0}}';
