import { once } from 'node:events';
import should from 'should';
import { PLACED, helper, startFlow } from '../support/flow-rig';
import type { Msg, Running } from '../support/flow-rig';
import { holdFirst } from '../support/slow-context';

const TOKEN = { type: 'tuya-token', action: 'get', property: 'payload', propertyType: 'msg' };

describe('tuya-token', () => {
  let flow: Running;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => flow.stop());

  it('emits the token and lets everything else pass', async () => {
    flow = await startFlow(TOKEN);
    const msg = await flow.ask({ topic: 'mine', payload: 1 });
    should(msg.topic).equal('mine');
    const token = msg.payload as Record<string, unknown>;
    Object.keys(token).should.eql(['access_token', 'expire_time', 'expires_at', 'uid', 'base_url']);
    (token.expire_time as number).should.be.within(7100, 7200);
    (token.expires_at as number).should.be.above(Date.now() + 7_000_000);
    Number.isInteger(token.expire_time).should.be.true();
    should(token.base_url).equal(flow.cloud.url);
  });

  it('gives the refresh token only on request', async () => {
    flow = await startFlow({ ...TOKEN, includeRefreshToken: true });
    should((await flow.ask({})).payload).have.property('refresh_token');
  });

  it('renews, forgets, and takes the action from the message', async () => {
    flow = await startFlow({ ...TOKEN, action: '' });
    const first = (await flow.ask({ action: 'get' })).payload as { access_token: string };
    const second = (await flow.ask({ action: 'renew' })).payload as { access_token: string };
    second.access_token.should.not.equal(first.access_token);
    should((await flow.ask({ action: 'forget' })).payload).eql({ uid: 'bay-project' });
    flow.cloud.tokenCalls.should.have.length(2);
  });

  for (const action of ['authorize', 'exchange', 'users']) {
    it(`answers TUYA_CONFIG to ${action} in simple mode`, async () => {
      flow = await startFlow({ ...TOKEN, action });
      should((await flow.ask({})).error?.code).equal('TUYA_CONFIG');
    });
  }

  it('a place that cannot hold the token is told before one is fetched', async () => {
    flow = await startFlow({ ...TOKEN, property: 'text.token' });
    const { error } = await flow.ask({ text: 'no object' });
    should(error).have.property('code', 'TUYA_BAD_REQUEST');
    flow.cloud.calls.should.have.length(0);
  });

  it('puts the token into the flow context', async () => {
    flow = await startFlow({ ...TOKEN, property: 'token', propertyType: 'flow' });
    should((await flow.ask({ payload: 'kept' })).payload).equal('kept');
    should(flow.node('n').context().flow.get('token')).have.property('access_token');
  });

  it('sends a message whenever the token changes, when it is told to', async () => {
    const whole = {
      ...TOKEN,
      ...PLACED,
      id: 'w',
      account: 'a',
      emitOnRenewal: true,
      includeRefreshToken: true,
    };
    const more = [
      { ...whole, wires: [['out2']] },
      { id: 'out2', ...PLACED, type: 'helper' },
    ];
    const cloud = { tokenLife: 2, login: 'lenient' } as const;
    flow = await startFlow({ ...TOKEN, emitOnRenewal: true }, { cloud, more });
    const first = (await flow.ask({})).payload as { access_token: string };
    const other = once(flow.node('out2'), 'input');
    const second = (await flow.next()).payload as { access_token: string };
    second.access_token.should.not.equal(first.access_token);
    // Its refresh token goes to who has asked for it, and to nobody else.
    second.should.not.have.property('refresh_token');
    const [{ payload }] = (await other) as [Msg];
    should(payload).have.property('refresh_token');
  });

  describe('tells of a new token where a context store takes its time', () => {
    const IN_FLOW = { ...TOKEN, property: 'kept', propertyType: 'flow', emitOnRenewal: true };
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

    /** Counts the messages that come out. */
    function count(): () => number {
      let came = 0;
      flow.node('out').on('input', () => came++);
      return () => came;
    }

    it('once, also when another message ends before the one that has brought it', async () => {
      flow = await startFlow({ ...IN_FLOW, action: '' });
      const came = count();
      const held = holdFirst(flow.node('n'));
      flow.node('n').receive({ action: 'renew' });
      const goOn = await held;
      await flow.ask({ action: 'usage' });
      await turn();
      came().should.equal(1);
      const brought = flow.next();
      goOn();
      await brought;
      await turn();
      came().should.equal(2);
    });

    it('RULES 11: and to nobody after its close', async () => {
      const renewer = { ...TOKEN, ...PLACED, id: 'r', account: 'a', action: 'renew', wires: [[]] };
      flow = await startFlow(IN_FLOW, { more: [renewer] });
      const came = count();
      const held = holdFirst(flow.node('n'));
      flow.node('r').receive({});
      const goOn = await held;
      await flow.node('n').close(false);
      goOn();
      await turn();
      await turn();
      came().should.equal(0);
    });
  });
});
