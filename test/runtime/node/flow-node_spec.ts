import { once } from 'node:events';
import { inspect } from 'node:util';
import should from 'should';
import { startUncaught } from '../../support/debug-sidebar';
import { PLACED, helper, seen, startFlow } from '../../support/flow-rig';
import type { Msg, Running } from '../../support/flow-rig';

const LAMP = '/v1.0/devices/lamp0001desk';

describe('a flow node from input to done', () => {
  let flow: Running;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => flow.stop());

  it('shows a blue dot in flight, green when connected, a red ring on an error, nothing after close', async () => {
    flow = await startFlow({ path: LAMP });
    await flow.ask({});
    flow.cloud.fail({ code: 1106 });
    await flow.ask({});
    const node = flow.node('n');
    await node.close(false);
    const shown = (
      node as unknown as { status: { args: [{ fill?: string; shape?: string }][] } }
    ).status.args.map(([s]) => `${s.fill ?? ''} ${s.shape ?? ''}`);
    shown.should.containEql('blue dot').and.containEql('green dot').and.containEql('red ring');
    should(shown.at(-1)).equal(' ');
  });

  it('the badge says Tuya’s code and what it means', async () => {
    flow = await startFlow({ path: '/v1.0/devices/not-there' });
    await flow.ask({});
    const { status } = flow.node('n') as unknown as { status: { lastCall: { args: [{ text?: string }] } } };
    should(status.lastCall.args[0].text).equal('1106 permission denied');
  });

  it('what a Catch node gets is a sentence for people that tells the next step', async () => {
    flow = await startFlow({ path: '/v1.0/devices/not-there' });
    const { error, tuya } = await flow.ask({});
    should(error?.message).equal(`${String(tuya?.hint)} (Tuya answered 1106: permission deny)`);
    String(tuya?.hint).should.match(/link the app account/i);
    should(error?.message).not.match(/TuyaError/);
  });

  it('without a Catch node, the log shows the next step in one line', async () => {
    const lone = { id: 'l', ...PLACED, type: 'tuya-request', account: 'a', method: 'GET', wires: [[]] };
    flow = await startFlow({}, { more: [{ ...lone, path: '/v1.0/devices/not-there' }] });
    const told = once(flow.node('l'), 'call:error');
    flow.node('l').receive({});
    await told;
    const log = helper.log() as unknown as { args: [{ msg: unknown }][] };
    const lines = log.args.map(([{ msg }]) => String(msg));
    lines
      .filter((text) => text.includes('1106'))
      .should.matchEach(/^The project does not see not-there: .*link the app account/i)
      .and.have.length(1);
  });

  it('each message gets an error of its own, whatever they waited for together', async () => {
    flow = await startFlow({ account: 'nowhere' });
    const first = flow.ask({});
    const second = flow.ask({});
    await Promise.all([first, second]);
    const { error } = flow.node('n') as unknown as { error: { args: [object][] } };
    const [[one] = [], [other] = []] = error.args;
    should(one).eql(other);
    (one === other).should.be.false();
  });

  it('L1, RULES 11: a close aborts calls in flight with TUYA_ABORTED, once', async () => {
    flow = await startFlow({ path: LAMP });
    flow.cloud.fail('hang', { kind: 'business' });
    const caught = flow.ask({});
    await flow.cloud.callCount(2);
    const closed = flow.node('n').close(false);
    should((await caught).error?.code).equal('TUYA_ABORTED');
    await closed;
    flow.cloud.calls.should.have.length(2);
  });

  it('L8: an error with nobody listening ends nothing', async () => {
    const more = [
      { id: 'lone', z: 't', type: 'tuya-request', account: 'a', method: 'GET', path: '//evil', wires: [[]] },
    ];
    flow = await startFlow({ path: LAMP }, { more });
    flow.node('lone').receive({});
    should((await flow.ask({})).payload).have.property('name');
  });

  it('A8: no secret, token or signature in any message, status or log, whatever fails', async () => {
    const secret = 'CANARY0secret0CANARY0secret00000';
    flow = await startFlow({ path: LAMP }, { cloud: { secret } });
    const messages: Msg[] = [await flow.ask({})];
    for (const fault of [
      'reset',
      'cut-json',
      'html',
      { code: 1004 },
      { code: 1010, msg: `bad ${secret}` },
    ] as const) {
      flow.cloud.fail(fault, { times: 3 });
      messages.push(await flow.ask({}));
      flow.cloud.clearFaults();
    }
    messages.push(await flow.ask({ headers: { sign: 'x' } }));
    const everything = inspect([messages, seen(flow.node('n'))], {
      depth: null,
      maxStringLength: null,
      maxArrayLength: null,
      showHidden: true,
    });
    const canaries = flow.cloud.calls.flatMap(({ headers }) => [
      headers.sign ?? '',
      headers.access_token ?? '',
    ]);
    for (const canary of [secret, ...canaries.filter((text) => text !== '')])
      everything.includes(canary).should.be.false();
  });
});

describe('a flow node that fails without a Catch node', () => {
  it('shows in Debug what was found out at a glance, and the next step too', async () => {
    const sidebar = await startUncaught(() => ({ node: { path: '/v1.0/devices/not-there' } }));
    try {
      const { atAGlance, whole } = await sidebar.shown(() => {
        sidebar.node('n').receive({});
      });
      atAGlance.should.match(/^The project does not see not-there/);
      whole.should.match(/link the app account.* \(Tuya answered 1106: permission deny\)$/);
    } finally {
      await sidebar.stop();
    }
  });
});
