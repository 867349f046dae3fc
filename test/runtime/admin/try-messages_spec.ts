import type { NodeAPI } from 'node-red';
import 'should';
import { TuyaError } from '../../../nodes/cloud';
import type { MessagesState } from '../../../nodes/cloud';
import { accountOf } from '../../../nodes/runtime/account/accounts';
import { EVENT, helper, startEvents } from '../../support/event-rig';
import type { EventRig } from '../../support/event-rig';
import type { Stage } from '../../../nodes/shared/admin';
import { allGoodBut, stageOf, verdicts } from '../../support/stages';

describe('Test connection and messages', () => {
  let rig: EventRig;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => rig.flow.stop());

  async function test(more: Record<string, unknown> = {}): Promise<Stage[]> {
    const { url, client_id } = rig.flow.cloud;
    const form = {
      ...{ id: 'a', dataCenter: 'custom', baseUrl: url, mode: 'simple', timeout: 5, rateLimit: 0 },
      credentials: { client_id, secret: '__PWRD__' },
      ...more,
    };
    const { body } = (await helper.request().post('/tuya-config/test').send(form)) as {
      body: { stages: Stage[] };
    };
    return body.stages;
  }

  /** What the test says of messages. */
  const messagesOf = async (more: Record<string, unknown> = {}): Promise<Stage> =>
    stageOf(await test(more), 'messages');

  /** A flow in which nobody listens. */
  const NOBODY = { ...EVENT, type: 'tuya-token' };

  it('a connection that is there says how it does, and no other is opened', async () => {
    rig = await startEvents();
    const { messages } = rig.flow.cloud;
    await messages.connected();
    await rig.shows(/nothing/);
    (await messagesOf()).should.eql({
      stage: 'messages',
      ok: true,
      message: 'The message service accepts this key',
      hint: '',
    });
    messages.connects.should.have.length(1);
  });

  it('one that is refused says so', async () => {
    rig = await startEvents({}, { account: { subscription: 'nobodys' } });
    await rig.shows(/refused/);
    const { connects } = rig.flow.cloud.messages;
    const before = connects.length;
    const stages = await test({ subscription: 'nobodys' });
    connects.should.have.length(before);
    verdicts(stages).should.equal(allGoodBut({ messages: 'bad' }));
    const stage = stageOf(stages, 'messages');
    stage.message.should.match(/refuses the connection \(\d+\)/);
    stage.hint.should.not.equal('');
  });

  describe('of a connection that does as it does later', () => {
    /** A connection of the deployed account that says this of itself. */
    async function says(state: (now: MessagesState) => MessagesState): Promise<void> {
      const nodeRed: { RED?: NodeAPI } = {};
      const capture = (RED: NodeAPI): void => {
        nodeRed.RED = RED;
      };
      rig = await startEvents({}, { nodes: [capture] });
      await rig.flow.cloud.messages.connected();
      await rig.shows(/nothing/);
      const account = nodeRed.RED === undefined ? undefined : accountOf(nodeRed.RED, 'a');
      if (account === undefined || 'problem' in account) throw new Error('The account does not work');
      const messages = account.client.messages('event');
      Object.defineProperty(messages, 'state', { value: state(messages.state) });
    }
    afterEach(() => {
      // What it says is told, and nobody tries for himself.
      rig.flow.cloud.messages.connects.should.have.length(1);
    });

    it('on which nothing has ever come', async () => {
      await says((now) => ({ ...now, quiet: true }) as MessagesState);
      const { ok, message } = await messagesOf();
      [ok, message].should.eql([true, 'Connected to the message service, but nothing has come yet']);
    });

    for (const is of ['lost', 'refused'] as const) {
      it(`that is ${is}`, async () => {
        const error = new TuyaError('TUYA_NETWORK', 'it was cut', { hint: 'look at the cable' });
        await says(() => ({ is, error, again: 1 }));
        const { ok, message, hint } = await messagesOf();
        [ok, message, hint].should.eql([false, 'it was cut', 'look at the cable']);
      });
    }
  });

  it('a form that is not what is deployed is tried by itself, however well the deployed account does', async () => {
    rig = await startEvents();
    await rig.flow.cloud.messages.connected();
    await rig.shows(/nothing/);
    const stages = await test({ subscription: 'nobodys' });
    verdicts(stages).should.equal(allGoodBut({ messages: 'bad' }));
    stageOf(stages, 'messages').message.should.match(/refuses the connection \(\d+\)/);
  });

  it('a connection to another queue tells as much, and nobody connects to the one that no node names', async () => {
    rig = await startEvents({ channel: 'event-test' });
    const { messages } = rig.flow.cloud;
    await messages.connected();
    await rig.shows(/nothing/);
    (await messagesOf()).ok.should.be.true();
    messages.connects.should.have.length(1);
  });

  it('without one it is tried, and every message is there afterwards', async () => {
    rig = await startEvents(NOBODY);
    const { messages } = rig.flow.cloud;
    messages.publish({ device: 'lamp0001desk', status: { switch_led: true } });
    (await messagesOf()).ok.should.be.true();
    await messages.disconnected();
    messages.connects.should.have.length(1);
    messages.backlog().should.have.length(1);
  });

  it('a service that is off is told, while the key is good', async () => {
    rig = await startEvents(NOBODY);
    rig.flow.cloud.messages.refuse(401);
    const stages = await test();
    verdicts(stages).should.equal(allGoodBut({ messages: 'bad' }));
    stageOf(stages, 'messages').message.should.match(/401/);
    JSON.stringify(stages).should.not.match(/<title>/);
  });

  it('one that never answers is waited for no longer than three seconds', async () => {
    rig = await startEvents(NOBODY);
    rig.flow.cloud.messages.hang();
    const stage = await messagesOf();
    stage.ok.should.be.false();
    stage.message.should.match(/No answer within 3 seconds/);
  });

  it('a setting that is wrong is named, and A14: what a variable holds is not', async () => {
    rig = await startEvents(NOBODY);
    process.env.TUYA_TEST_MESSAGES = 'https://hidden.example';
    try {
      const stages = await test({ messageUrl: '${TUYA_TEST_MESSAGES}' });
      verdicts(stages).should.equal(allGoodBut({ messages: 'bad' }));
      stageOf(stages, 'messages').message.should.match(/message address/);
      JSON.stringify(stages).should.not.match(/hidden/);
    } finally {
      delete process.env.TUYA_TEST_MESSAGES;
    }
  });

  it('with a key that nobody knows it is not tried', async () => {
    rig = await startEvents(NOBODY);
    const stages = await test({ credentials: { client_id: 'nobody', secret: 'x' } });
    stageOf(stages, 'messages').should.have.properties({ ok: false, tried: false });
    rig.flow.cloud.messages.connects.should.eql([]);
  });
});
