import should from 'should';
import { accountOfState } from '../../../nodes/runtime/account/accounts';
import { useCodeMode } from '../../support/code-mode';
import { helper, startFlow } from '../../support/flow-rig';
import type { Running } from '../../support/flow-rig';

const LAMP = '/v1.0/devices/lamp0001desk';

describe('the account that flow nodes use', () => {
  let flow: Running;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => flow.stop());

  it('L5: many nodes of one account share one token', async () => {
    const more = Array.from({ length: 10 }, (_, i) => ({
      id: `m${i}`,
      z: 't',
      type: 'tuya-request',
      account: 'a',
      method: 'GET',
      path: LAMP,
      wires: [[]],
    }));
    flow = await startFlow({ path: LAMP }, { more });
    for (const { id } of more) flow.node(id).receive({});
    await flow.ask({});
    await flow.cloud.callCount(12);
    flow.cloud.tokenCalls.should.have.length(1);
  });

  for (const [what, account] of [
    ['missing', 'nowhere'],
    ['not chosen', ''],
    ['of another type', 'out'],
  ] as [string, string][]) {
    it(`L10: an account that is ${what} is a red ring and TUYA_CONFIG for each message`, async () => {
      flow = await startFlow({ account });
      should((await flow.ask({})).error?.code).equal('TUYA_CONFIG');
      should((await flow.ask({})).error?.code).equal('TUYA_CONFIG');
      flow.cloud.calls.should.have.length(0);
    });
  }

  it('L11: an environment variable that is not set is named', async () => {
    flow = await startFlow({}, { credentials: { client_id: 'x', secret: '${TUYA_TEST_NOT_SET}' } });
    const { error } = await flow.ask({});
    should(error?.code).equal('TUYA_CONFIG');
    should(error?.message).match(/TUYA_TEST_NOT_SET/);
  });

  for (const [what, account] of [
    ['an unknown data center', { dataCenter: 'moon' }],
    ['plain http to another host', { baseUrl: 'http://example.com' }],
    ['a timeout that is no number', { timeout: 'long' }],
  ] as [string, object][]) {
    it(`settings with ${what} never throw`, async () => {
      flow = await startFlow({}, { account: account as Record<string, unknown> });
      should((await flow.ask({})).error?.code).equal('TUYA_CONFIG');
    });
  }

  it('a TLS or proxy node that is missing is TUYA_CONFIG', async () => {
    flow = await startFlow({ path: '/v1.0/devices' }, { account: { proxy: 'gone' } });
    const msg = await flow.ask({});
    should(msg.error?.code).equal('TUYA_CONFIG');
    should(msg.error?.message).match(/proxy/);
  });

  it('an account that was not chosen is told from one that is missing', async () => {
    flow = await startFlow({ account: '' });
    should((await flow.ask({})).error?.message).match(/No account is chosen/);
    await flow.stop();
    flow = await startFlow({ account: 'nowhere' });
    should((await flow.ask({})).error?.message).match(/missing or disabled/);
  });
});

describe('the account whose flow has begun a login', () => {
  const rig = useCodeMode();

  it('is found by the login’s state while it is deployed, and no longer', async () => {
    const flow = await rig.start();
    const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
    should(accountOfState(state)?.settings.client_id).equal(flow.cloud.client_id);
    [accountOfState(`${state}x`)].should.eql([undefined]);
    await rig.redeploy(undefined);
    [accountOfState(state)].should.eql([undefined]);
  });
});
