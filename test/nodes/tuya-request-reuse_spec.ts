import { once } from 'node:events';
import should from 'should';
import { PLACED, helper, startFlow } from '../support/flow-rig';
import type { FlowSettings, Msg, Running } from '../support/flow-rig';

const WEATHER = '/v1.0/cities/793409534348627968/weathers';
const STATUS = '/v1.0/devices/lamp0001desk/status';
const NODE = { ...PLACED, type: 'tuya-request', account: 'a', method: 'GET' };
const COMMAND = {
  ...NODE,
  id: 'command',
  method: 'POST',
  path: '/v1.0/devices/lamp0001desk/commands',
  wires: [['out']],
};
const IDS = ['n1', 'n2', 'n3', 'n4', 'n5'];

describe('tuya-request that reuses answers', () => {
  let flow: Running;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => flow.stop());

  /** Five nodes that ask the same, besides the usual one. */
  const five = (path: string, more: Record<string, unknown> = {}): FlowSettings => ({
    more: [...IDS.map((id) => ({ ...NODE, id, path, reuse: 60, wires: [['out']], ...more })), COMMAND],
  });

  /** Collects what comes out until it is enough. */
  function collect(count: number): Promise<Msg[]> {
    const got: Msg[] = [];
    return new Promise((resolve) => {
      flow.node('out').on('input', (msg: unknown) => {
        if (got.push(msg as Msg) === count) resolve(got);
      });
    });
  }

  /** What one node answers. */
  async function ask(id: string, msg: Msg = {}): Promise<Msg> {
    const answer = flow.next();
    flow.node(id).receive(msg);
    return answer;
  }

  it('five flows that show the weather cost one call, at once and later', async () => {
    flow = await startFlow({}, five(WEATHER));
    const answers: Msg[] = [];
    for (let round = 0; round < 2; round++) {
      const got = collect(5);
      for (const id of IDS) flow.node(id).receive({ topic: id });
      answers.push(...(await got));
    }
    flow.cloud.businessCalls.should.have.length(1);
    answers.map(({ topic }) => topic).should.containDeep(IDS);
    new Set(answers.map(({ payload }) => JSON.stringify(payload))).size.should.equal(1);
    new Set(answers.map(({ payload }) => payload)).size.should.equal(10);
    for (const { tuya } of answers) should(tuya?.age).be.a.Number();
    flow.cloud.calls.every(({ verified }) => verified).should.be.true();
  });

  it('a message is the flow’s own to change', async () => {
    flow = await startFlow({}, five(STATUS));
    const first = await ask('n1');
    (first.payload as unknown[]).length = 0;
    ((await ask('n2')).payload as unknown[]).should.not.be.empty();
    flow.cloud.businessCalls.should.have.length(1);
  });

  it('a command in between is seen by all who ask after it', async () => {
    flow = await startFlow({}, five(STATUS));
    const isOn = ({ payload }: Msg): unknown =>
      (payload as { code: string; value: unknown }[]).find(({ code }) => code === 'switch_led')?.value;
    should(isOn(await ask('n1'))).equal(false);
    await ask('command', { payload: { commands: [{ code: 'switch_led', value: true }] } });
    should(isOn(await ask('n2'))).equal(true);
    should(isOn(await ask('n3'))).equal(true);
    flow.cloud.businessCalls.map(({ method }) => method).should.eql(['GET', 'POST', 'GET']);
  });

  it('who reads values as they are meant leaves the others the answer as it came', async () => {
    const path = '/v1.0/devices/ther0001living/status';
    const set = { ...COMMAND, path: '/v1.0/devices/ther0001living/commands', model: true };
    const meant = { ...NODE, id: 'meant', path, reuse: 60, model: true, ret: 'values', wires: [['out']] };
    const plain = { ...meant, id: 'plain', model: false };
    flow = await startFlow({}, { more: [meant, plain, set] });
    const read = async (id: string): Promise<unknown> => (await ask(id)).payload;
    should(await read('meant')).have.property('temp_set', 21);
    should(await read('plain')).have.property('temp_set', 210);
    should(await read('meant')).have.property('temp_set', 21);
    flow.cloud.businessCalls.filter((call) => call.path === path).should.have.length(1);
    await ask('command', { payload: { temp_set: 23.5 } });
    should(await read('plain')).have.property('temp_set', 235);
    should(await read('meant')).have.property('temp_set', 23.5);
    const model = flow.cloud.businessCalls.filter((call) => call.path.includes('specification'));
    model.should.have.length(1);
  });

  it('who reuses nothing asks each time, and says nothing of an age', async () => {
    flow = await startFlow({ path: STATUS }, five(STATUS));
    await ask('n1');
    ((await flow.ask({})).tuya ?? { age: 0 }).should.not.have.property('age');
    should((await ask('n2')).tuya).have.properties({ attempts: 0, success: true });
    flow.cloud.businessCalls.should.have.length(2);
  });

  it('an error is told to all who wait for it, and asked for anew', async () => {
    flow = await startFlow({}, five(STATUS));
    await flow.deploy('nodes', { c: { scope: IDS } });
    flow.cloud.fail({ code: 2001 }, { kind: 'business' });
    const got = collect(5);
    for (const id of IDS) flow.node(id).receive({});
    (await got).map(({ error }) => error?.code).should.eql(Array(5).fill('TUYA_2001'));
    should((await ask('n1')).error).be.undefined();
    flow.cloud.businessCalls.should.have.length(2);
  });

  for (const reuse of [-1, '-0.5', 'soon', true]) {
    it(`a reuse of ${JSON.stringify(reuse)} is one clear error, and nothing is sent`, async () => {
      flow = await startFlow({ path: STATUS, reuse });
      const { error, tuya } = await flow.ask({});
      should(error?.code).equal('TUYA_BAD_REQUEST');
      should(error?.message).match(/reused/);
      should(tuya?.hint).match(/seconds/);
      flow.cloud.calls.should.eql([]);
    });
  }

  describe('while five wait for one answer', () => {
    beforeEach(async () => {
      flow = await startFlow({ path: STATUS }, five(STATUS, { timeout: 2 }));
      await flow.deploy('nodes', { c: { scope: IDS } });
      await flow.ask({}); // the token is there
      flow.cloud.fail('hang');
      const arrived = once(flow.cloud, 'arrived');
      for (const id of IDS) flow.node(id).receive({ topic: id });
      await arrived;
      flow.cloud.businessCalls.should.have.length(2);
    });

    it('one that is deployed anew leaves the others their question', async () => {
      const { cloud } = flow;
      await flow.deploy('nodes', { n1: { path: WEATHER }, c: { scope: IDS } });
      const codes = new Map<unknown, unknown>();
      await new Promise<void>((resolve) => {
        flow.node('out').on('input', (msg: unknown) => {
          const { topic, error } = msg as Msg;
          if (topic !== 'n1') codes.set(topic, error?.code);
          if (codes.size === 4) resolve();
        });
      });
      [...codes].should.eql(IDS.slice(1).map((id) => [id, 'TUYA_TIMEOUT']));
      cloud.businessCalls.should.have.length(2);
    });

    it('all of them end with Node-RED, and nothing more is sent', async () => {
      const { cloud } = flow;
      await helper.unload();
      await cloud.hangUp();
      cloud.businessCalls.should.have.length(2);
    });
  });
});
