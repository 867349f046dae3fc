import { createRequire } from 'node:module';
import type { Node, NodeAPI } from 'node-red';
import should from 'should';
import { TuyaError } from '../../../nodes/cloud';
import { accountOf } from '../../../nodes/runtime/account/accounts';
import { deploysOf } from '../../../nodes/runtime/account/deploys';
import type { News, Topic } from '../../../nodes/runtime/account/state';
import type { Red, Saved } from '../../../nodes/runtime/red-types';
import { PLACED, helper, startFlow } from '../../support/flow-rig';
import type { FlowSettings, Msg, Running, ShownStatus } from '../../support/flow-rig';
import { useServer } from '../../support/live-node';

const statusNode = createRequire(__filename)('@node-red/nodes/core/common/25-status.js') as (
  RED: NodeAPI,
) => void;

const proxyNode = createRequire(__filename)('@node-red/nodes/core/network/06-httpproxy.js') as (
  RED: NodeAPI,
) => void;

const LAMP = '/v1.0/devices/lamp0001desk';
const NODES = Array.from({ length: 10 }, (_, i) => `n${i}`);

/** A request node on a tab. */
const request = (id: string, more: object = {}): Record<string, unknown> => ({
  ...{ id, ...PLACED, type: 'tuya-request', account: 'a', method: 'GET', path: LAMP, wires: [['out']] },
  ...more,
});

describe('the state of an account is told once', () => {
  let flow: Running;
  let RED: Red;
  /** What Catch and Status nodes have passed on, by the node where it arrived. */
  let heard: { at: string; msg: Msg & { status?: ShownStatus & { source: { id: string } } } }[];
  /** What was shown in the sidebar. */
  let sidebar: { id: string; msg: string }[];
  useServer();
  before(() => {
    process.env.TUYA_TEST_PROXY = 'p';
  });
  after(() => {
    delete process.env.TUYA_TEST_PROXY;
  });
  afterEach(() => flow.stop());

  const keep = (red: NodeAPI): void => {
    RED = red;
    red.nodes.registerType('test-ear', function (this: Node, saved: Saved) {
      red.nodes.createNode(this, saved);
      this.on('input', (msg) => heard.push({ at: saved.id, msg: msg }));
    });
  };

  /** A flow with all ears: Catch and Status for every node of it, and a Catch for the node `n` alone, which the rig has. */
  async function start(settings: FlowSettings = {}, more: Record<string, unknown>[] = []): Promise<void> {
    [heard, sidebar] = [[], []];
    const ears = ['caught', 'shown'].map((id) => ({ id, ...PLACED, type: 'test-ear' }));
    const whole = [
      { id: 'all', ...PLACED, type: 'catch', scope: null, uncaught: false, wires: [['caught']] },
      { id: 'st', ...PLACED, type: 'status', scope: null, wires: [['shown']] },
      ...ears,
    ];
    flow = await startFlow(
      { path: LAMP },
      { ...settings, nodes: [statusNode, proxyNode, keep], more: [...(settings.more ?? whole), ...more] },
    );
    RED.events.on('comms', listen);
  }
  const listen = ({ topic, data }: { topic: string; data: { id: string; msg: string } }): void => {
    if (topic === 'debug') sidebar.push(data);
  };
  afterEach(() => {
    RED.events.removeListener('comms', listen);
  });

  /** Resolves when so many errors were shown in the sidebar. */
  const inSidebar = (many: number): Promise<void> =>
    new Promise((resolve) => {
      const count = (): void => {
        if (sidebar.length < many) return;
        RED.events.removeListener('comms', count);
        resolve();
      };
      RED.events.on('comms', count);
    });

  const caught = (): Msg[] => heard.filter(({ at }) => at === 'caught').map(({ msg }) => msg);
  /** What the account itself has shown to a Status node, by colour and words. */
  const shown = (at = 'shown'): string[] =>
    heard.flatMap(({ at: here, msg: { status } }) =>
      here === at && status?.source.id === 'a' ? [`${status.fill} ${status.text}`] : [],
    );
  const ofAccount = (messages: Msg[]): Msg[] =>
    messages.filter(({ error }) => (error as { source?: { id?: string } } | undefined)?.source?.id === 'a');
  /** What a node shows now. */
  const now = (id: string): string | undefined => flow.statuses(id).at(-1)?.text;
  const tell = (topic: Topic, news: News | undefined): void => {
    const account = accountOf(RED, 'a');
    account.herald?.state.tell(topic, news);
  };
  /** Node-RED passes a message on within a few turns of the event loop, however long they take. */
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const spent: News = { severity: 'error', key: 'budgetSpent', error: new TuyaError('TUYA_BUDGET', 'Spent') };
  const used: News = { severity: 'error', key: 'quota', error: new TuyaError('TUYA_28841004', 'Used up') };
  const near: News = {
    ...{ severity: 'warning', key: 'budgetNear', values: { percent: 80 } },
    error: new TuyaError('TUYA_BUDGET', 'Nearly', { hint: 'Ask less often.' }),
  };

  it('10 nodes, 1000 messages, a wrong key: one line in the log, one message for a Catch node of all', async () => {
    const nodes = NODES.map((id) => request(id));
    await start({ credentials: { client_id: 'x'.repeat(20), secret: 's'.repeat(32) } }, nodes);
    for (let i = 0; i < 1000; i++) flow.node(`n${i % 10}`).receive({ i });
    while (caught().length < 1001) await settled();
    ofAccount(caught()).should.have.length(1);
    const own = caught().filter(({ i }) => i !== undefined);
    new Set(own.map(({ i }) => i)).size.should.equal(1000);
    for (const { error } of own) should(error).have.property('code', 'TUYA_1005');
    flow.logged('a').should.eql(['tuya-config.state.key.log']);
    for (const id of NODES) {
      flow.logged(id).should.eql([], id);
      should(now(id)).equal('tuya-config.state.key.status');
    }
    flow.cloud.calls.should.have.length(1);
    shown().should.eql(['red tuya-config.state.key.status']);
  });

  it('without a Catch node the log has that line alone, and the sidebar of the editor each message’s own error', async () => {
    const credentials = { client_id: 'x'.repeat(20), secret: 's'.repeat(32) };
    await start(
      { credentials, more: [] },
      NODES.map((id) => request(id)),
    );
    const ends = inSidebar(1000);
    for (let i = 0; i < 1000; i++) flow.node(`n${i % 10}`).receive({});
    await ends;
    const { args } = helper.log() as unknown as { args: [{ level: number; id?: string }][] };
    args.filter(([{ level, id }]) => id !== undefined && level <= 30).should.have.length(1);
    sidebar.filter(({ id }) => id === 'n3').should.have.length(100);
    String(sidebar.at(-1)?.msg).should.match(/Access ID.* \(Tuya answered 1005: /);
  });

  for (const [what, node] of [
    ['that is not told of the account', { path: '/v1.0/devices/not-there' }],
    ['of a node for which no account was chosen, as nobody speaks for none', { account: '' }],
    ['of a node whose account is not there', { account: 'nowhere' }],
  ] as const) {
    it(`an error ${what} goes into the log as ever`, async () => {
      await start({ more: [] }, [request('lone', node)]);
      const told = new Promise((resolve) => flow.node('lone').once('call:error', resolve));
      flow.node('lone').receive({});
      await told;
      flow.logged('lone').should.have.length(1);
      sidebar.should.eql([]);
    });
  }

  it('a Catch node hears the account in a message of its own, with code, next step and no payload', async () => {
    await start();
    tell('budget', near);
    await settled();
    caught().should.have.length(1);
    const [msg] = caught();
    should(msg?.error).have.properties({ code: 'TUYA_BUDGET', message: 'Nearly. Ask less often.' });
    should(msg?.tuya).eql({ success: false, code: 'TUYA_BUDGET', msg: 'Nearly', hint: 'Ask less often.' });
    should(msg).not.have.property('payload');
    String(msg?._msgid).should.match(/^[0-9a-f]+$/);
    flow.logged('a').should.eql(['tuya-config.state.budgetNear.log']);
  });

  it('in the log it is an error where calls fail, a warning where they go on, and a word when it is over', async () => {
    await start();
    tell('budget', near);
    tell('plan', used);
    tell('plan', undefined);
    const { args } = helper.log() as unknown as { args: [{ level: number; id?: string; msg: unknown }][] };
    args
      .filter(([{ id }]) => id === 'a')
      .map(([{ level, msg }]) => [level, msg])
      .should.eql([
        [30, 'tuya-config.state.budgetNear.log'],
        [20, 'tuya-config.state.quota.log'],
        [40, 'tuya-config.over.plan'],
      ]);
  });

  it('a Catch node is told the status code that came with it, where one did', async () => {
    await start();
    tell('plan', { ...used, error: new TuyaError('TUYA_28841004', 'Used up', { statusCode: 200 }) });
    tell('budget', near);
    await settled();
    const [plan, budget] = caught();
    should(plan).have.property('statusCode', 200);
    should(budget).not.have.property('statusCode');
  });

  it('who has chosen nodes hears from those, and not from the account', async () => {
    const chosen = { id: 'some', ...PLACED, type: 'catch', scope: ['n'], wires: [['elsewhere']] };
    const seen = { id: 'seen', ...PLACED, type: 'status', scope: ['n'], wires: [['elsewhere']] };
    await start({}, [chosen, seen, { id: 'elsewhere', ...PLACED, type: 'test-ear' }]);
    tell('budget', spent);
    await settled();
    const there = heard.filter(({ at }) => at === 'elsewhere').map(({ msg }) => msg);
    there.map(({ status }) => status?.source.id).should.eql(['n']);
    should(there[0]?.status).have.property('text', 'tuya-config.state.budgetSpent.status');
  });

  it('each flow that uses it hears it once, and others do not', async () => {
    const tabs = ['u', 'v'].flatMap((z) => [
      { id: z, type: 'tab', label: z },
      { id: `all-${z}`, ...PLACED, z, type: 'catch', scope: null, wires: [[`ear-${z}`]] },
      { id: `ear-${z}`, ...PLACED, z, type: 'test-ear' },
    ]);
    await start({}, [...tabs, request('n1'), request('u1', { z: 'u' }), request('u2', { z: 'u' })]);
    tell('budget', spent);
    await settled();
    heard
      .filter(({ msg }) => msg.error !== undefined)
      .map(({ at }) => at)
      .sort()
      .should.eql(['caught', 'ear-u']);
  });

  it('two accounts with one key tell their own nodes each, of what one of them has met too', async () => {
    const second = { id: 'b', type: 'tuya-config', dataCenter: 'custom', rateLimit: 0, timeout: 5 };
    const key = { client_id: 'x'.repeat(20), secret: 's'.repeat(32) };
    await start({ credentials: key, moreCredentials: { b: key } }, [
      { ...second, baseUrl: 'http://127.0.0.1:9' },
      request('nb', { account: 'b' }),
    ]);
    await flow.deploy('nodes', { b: { baseUrl: flow.cloud.url } });
    await flow.ask({});
    [now('n'), now('nb')].should.eql(Array(2).fill('tuya-config.state.key.status'));
    flow.logged('a').should.eql(['tuya-config.state.key.log']);
    flow.logged('b').should.eql(['tuya-config.state.key.log']);
    flow.cloud.calls.should.have.length(1);
  });

  it('an account that comes when its key is refused already says so at the first message, without a call', async () => {
    const key = { client_id: 'x'.repeat(20), secret: 's'.repeat(32) };
    const second = { id: 'b', type: 'tuya-config', dataCenter: 'custom', rateLimit: 0, timeout: 5, d: true };
    await start({ credentials: key, moreCredentials: { b: key } }, [second, request('nb', { account: 'b' })]);
    await flow.ask({});
    await flow.deploy('nodes', { b: { d: false, baseUrl: flow.cloud.url } });
    flow.node('nb').receive({ nb: true });
    while (!caught().some(({ nb }) => nb === true)) await settled();
    should(now('nb')).equal('tuya-config.state.key.status');
    flow.logged('b').should.eql(['tuya-config.state.key.log']);
    flow.logged('nb').should.eql([]);
    flow.cloud.calls.should.have.length(1);
  });

  it('a node that is deployed later shows it at once, without a message', async () => {
    await start({}, [request('late', { d: true })]);
    tell('budget', spent);
    await flow.deploy('nodes', { late: { d: false } });
    should(flow.statuses('late').at(-1)).eql({
      ...{ fill: 'red', shape: 'ring', text: 'tuya-config.state.budgetSpent.status' },
    });
    flow.logged('a').should.have.length(1);
  });

  it('its end is told as well: one line, and nodes and Status nodes are well again', async () => {
    await start();
    flow.cloud.fail('reset', { times: Infinity });
    await flow.ask({});
    flow.cloud.clearFaults();
    should(now('n')).equal('tuya-config.state.reach.status');
    // The failure of the token call is remembered for some seconds.
    while ((await flow.ask({})).error !== undefined) await settled();
    await settled();
    flow.logged('a').should.eql(['tuya-config.state.reach.log', 'tuya-config.over.reach']);
    shown().slice(-2).should.eql(['red tuya-config.state.reach.status', 'green tuya-config.well']);
    should(now('n')).equal('tuya-request.status.connected');
  });

  it('a node whose own call had failed for it is well again when it is over, without a message', async () => {
    await start({}, [request('n1')]);
    flow.cloud.fail('reset', { times: Infinity });
    await flow.ask({});
    tell('reach', undefined);
    [now('n')].should.eql([undefined]);
  });

  it('a warning leaves what went wrong with a node’s own call, an error of the account does not', async () => {
    await start();
    flow.cloud.fail({ code: 1106 }, { kind: 'business' });
    await flow.ask({});
    should(now('n')).equal('1106 permission denied');
    tell('clock', { ...near, key: 'clockAhead', values: { minutes: 3 } });
    should(now('n')).equal('1106 permission denied');
    tell('budget', spent);
    should(now('n')).equal('tuya-config.state.budgetSpent.status');
    tell('budget', undefined);
    should(now('n')).equal('1106 permission denied');
    await flow.ask({});
    should(now('n')).equal('tuya-config.state.clockAhead.status');
    should(flow.statuses('n').at(-1)).have.properties({ fill: 'yellow', shape: 'ring' });
  });

  it('settings that cannot work are told when the deploy has ended, and again when they are mended nobody is', async () => {
    await start({ account: { dataCenter: 'moon' } });
    await settled();
    flow.logged('a').should.eql(['tuya-config.state.settings.log']);
    ofAccount(caught()).should.have.length(1);
    shown().should.eql(['red tuya-config.state.settings.status']);
    should(now('n')).equal('tuya-request.status.config');
    flow.node('n').receive({});
    while (caught().length < 2) await settled();
    flow.logged('n').should.eql([]);
    await flow.deploy('nodes', { a: { dataCenter: 'custom' } });
    await settled();
    flow.logged('a').should.have.length(1);
    should(shown().at(-1)).equal('green tuya-config.well');
    [now('n')].should.eql([undefined]);
  });

  it('of settings that cannot work the log has one line, however many nodes and messages there are and of whatever kind', async () => {
    const nodes = [...NODES.map((id) => request(id)), request('e', { type: 'tuya-event' })];
    await start({ account: { dataCenter: 'moon' }, more: [] }, nodes);
    const twenty = inSidebar(20);
    for (let i = 0; i < 20; i++) flow.node(`n${i % 10}`).receive({});
    await twenty;
    flow.logged('a').should.eql(['tuya-config.state.settings.log']);
    for (const id of [...NODES, 'e']) flow.logged(id).should.eql([], id);
  });

  for (const type of ['nodes', 'flows', 'full'] as const) {
    it(`by ${type}: what is known goes on when the account is deployed anew with its key, and no line says it again`, async () => {
      await start();
      tell('plan', used);
      await settled();
      await flow.deploy(type, { a: { name: 'renamed', timeout: 6 } });
      await settled();
      should(now('n')).equal('tuya-config.state.quota.status');
      flow.logged('a').should.have.length(1);
      ofAccount(caught()).should.have.length(1);
      should(shown().at(-1)).equal('red tuya-config.state.quota.status');
      tell('plan', undefined);
      should(flow.logged('a').at(-1)).equal('tuya-config.over.plan');
      [now('n')].should.eql([undefined]);
    });

    it(`by ${type}: with another address it begins anew, and no line says that it is over`, async () => {
      await start();
      tell('plan', used); // which no account tells by itself
      const { herald } = accountOf(RED, 'a');
      if (herald !== undefined)
        herald.state.lastError = { code: 'X', tuyaCode: 1, statusCode: 1, tid: 'of the other key', time: 1 };
      await flow.deploy(type, { a: { baseUrl: 'http://127.0.0.1:9' } });
      await settled();
      [now('n')].should.eql([undefined]);
      flow.logged('a').should.have.length(1);
      should(shown().at(-1)).equal('green tuya-config.well');
      should(herald?.state.lastError).be.undefined();
    });

    it(`by ${type}: a deleted account is forgotten, and brought back it begins anew`, async () => {
      await start();
      tell('plan', used); // which no account tells by itself
      const { client_id, secret } = flow.cloud;
      await flow.deploy(type, { a: undefined });
      should(now('n')).equal('tuya-request.status.config');
      await flow.deploy(type, { a: { credentials: { client_id, secret } } });
      [now('n')].should.eql([undefined]);
    });
  }

  for (const [what, change] of [
    ['secret', { credentials: { client_id: 'x'.repeat(20), secret: 'new'.repeat(10) } }],
    ['client_id', { credentials: { client_id: 'y'.repeat(20), secret: 's'.repeat(32) } }],
    ['mode', { mode: 'code', redirectUrl: 'https://me.example/callback' }],
  ] as const) {
    it(`another ${what} may be what was missing: nobody is told any more what was refused before`, async () => {
      await start({ credentials: { client_id: 'x'.repeat(20), secret: 's'.repeat(32) } });
      tell('key', { severity: 'error', key: 'key', error: new TuyaError('TUYA_1004', 'no') });
      await flow.deploy('nodes', { a: change });
      await settled();
      should(accountOf(RED, 'a').herald?.state.now.size).equal(0);
      [now('n')].should.eql([undefined]);
    });
  }

  it('a deploy may have mended the way to Tuya: whether it is reached is not known then, and all else is', async () => {
    await start();
    tell('reach', { severity: 'error', key: 'reach', error: new TuyaError('TUYA_NETWORK', 'no way') });
    tell('plan', used);
    await flow.deploy('nodes', { a: { timeout: 6 } });
    should([...(accountOf(RED, 'a').herald?.state.now.keys() ?? [])]).eql(['plan']);
    flow.logged('a').should.have.length(2);
  });

  it('what is forgotten between two deploys is not over either: no line says so, and Status nodes are shown that it is well', async () => {
    await start();
    tell('reach', { severity: 'error', key: 'reach', error: new TuyaError('TUYA_NETWORK', 'no way') });
    accountOf(RED, 'a').herald?.forget(['reach']);
    await settled();
    flow.logged('a').should.eql(['tuya-config.state.reach.log']);
    shown().slice(-2).should.eql(['red tuya-config.state.reach.status', 'green tuya-config.well']);
  });

  it('deploys that leave the account alone show nothing again', async () => {
    await start();
    tell('plan', used);
    await flow.deploy('nodes', { a: { name: 'renamed' } });
    await settled();
    const before = shown();
    before.slice(-2).should.eql(Array(2).fill('red tuya-config.state.quota.status'));
    for (const name of ['once', 'twice']) await flow.deploy('nodes', { a: { name: 'renamed' }, n: { name } });
    await settled();
    shown().should.eql(before);
  });

  for (const [what, change] of [
    ['deleted', undefined],
    ['disabled', { d: true }],
  ] as const) {
    it(`nobody speaks for an account that is ${what}`, async () => {
      await start();
      const { herald } = accountOf(RED, 'a');
      await settled();
      const before = shown();
      await flow.deploy('nodes', { a: change });
      herald?.state.tell('budget', spent);
      await settled();
      flow.logged('a').should.eql([]);
      shown().should.eql(before);
    });
  }

  it('what is over may begin again, and is told again', async () => {
    await start();
    for (let i = 0; i < 2; i++) {
      tell('budget', spent);
      tell('budget', undefined);
    }
    await settled();
    flow.logged('a').should.have.length(4);
    ofAccount(caught()).should.have.length(2);
  });

  it('Status nodes that a deploy has put there are shown what is known', async () => {
    const more = [
      { id: 'u', type: 'tab', label: 'u' },
      request('u1', { z: 'u' }),
      { id: 'st-u', ...PLACED, z: 'u', type: 'status', scope: null, d: true, wires: [['ear-u']] },
      { id: 'ear-u', ...PLACED, z: 'u', type: 'test-ear' },
    ];
    await start({}, more);
    tell('plan', used);
    await flow.deploy('nodes', { 'st-u': { d: false }, a: { name: 'renamed' } });
    await settled();
    shown('ear-u').should.eql(['red tuya-config.state.quota.status']);
  });

  for (const [what, account] of [
    ['', {}],
    [', nor of an account that cannot work', { dataCenter: 'moon' }],
  ] as const) {
    it(`a flow that does not use it any more hears nothing${what}`, async () => {
      const more = [
        { id: 'u', type: 'tab', label: 'u' },
        request('u1', { z: 'u' }),
        { id: 'all-u', ...PLACED, z: 'u', type: 'catch', scope: null, wires: [['ear-u']] },
        { id: 'ear-u', ...PLACED, z: 'u', type: 'test-ear' },
      ];
      await start({ account }, more);
      await flow.deploy('nodes', { u1: undefined });
      await settled();
      heard = [];
      tell('budget', spent);
      await settled();
      heard.filter(({ at }) => at === 'ear-u').should.eql([]);
      caught().should.have.length(1);
    });
  }

  it('who has left is told nothing', async () => {
    await start();
    let told = 0;
    const leave = accountOf(RED, 'a').herald?.join(flow.node('n'), () => told++);
    leave?.();
    tell('budget', spent);
    told.should.equal(1);
  });

  for (const [what, ways] of [
    ['', []],
    [', whatever ways to Tuya it has had', ['http://127.0.0.1:8', 'http://127.0.0.1:7']],
  ] as const) {
    it(`an account that is deleted learns nothing more from another one with its key${what}`, async () => {
      const second = { id: 'b', type: 'tuya-config', dataCenter: 'custom', rateLimit: 0, timeout: 5 };
      const proxy = { id: 'p', type: 'http proxy', url: 'http://127.0.0.1:9', noproxy: [] };
      await start({ account: { proxy: '${TUYA_TEST_PROXY}' } }, [
        ...[proxy, { ...second, baseUrl: 'http://127.0.0.1:9' }],
        request('nb', { account: 'b' }),
      ]);
      const { client_id, secret, url: baseUrl } = flow.cloud;
      const b = { baseUrl, credentials: { client_id, secret } };
      await flow.deploy('nodes', { b });
      const { herald } = accountOf(RED, 'a');
      for (const url of ways) await flow.deploy('nodes', { b: { baseUrl }, p: { url } });
      await flow.deploy('nodes', { b: { baseUrl }, a: undefined });
      flow.cloud.clockOffset = 7 * 60_000;
      const answer = flow.next();
      flow.node('nb').receive({});
      await answer;
      should(now('nb')).equal('tuya-config.state.clockBehind.status');
      should(herald?.state.now.size).equal(0);
    });
  }

  for (const name of ['p', '${TUYA_TEST_PROXY}']) {
    it(`L12: whether a new proxy ${name} leads to Tuya is not known yet, and no line says that it does`, async () => {
      const proxy = { id: 'p', type: 'http proxy', url: 'http://127.0.0.1:9', noproxy: [] };
      await start({ account: { proxy: name }, more: [proxy] });
      tell('reach', { severity: 'error', key: 'reach', error: new TuyaError('TUYA_NETWORK', 'no way') });
      should(now('n')).equal('tuya-config.state.reach.status');
      await flow.deploy('nodes', { p: { url: 'http://127.0.0.1:8' } });
      [now('n')].should.eql([undefined]);
      flow.logged('a').should.eql(['tuya-config.state.reach.log']);
    });
  }

  it('L12: a TLS or proxy node that is missing is told, and that there is a way again', async () => {
    const proxy = { id: 'p', type: 'http proxy', url: 'http://127.0.0.1:9', noproxy: [] };
    await start({ account: { proxy: '${TUYA_TEST_PROXY}' } }, [proxy]);
    flow.logged('a').should.eql([]);
    await flow.deploy('nodes', { p: undefined });
    await settled();
    shown().should.eql(['red tuya-config.state.route.status']);
    flow.logged('a').should.eql(['tuya-config.state.route.log']);
    should(now('n')).equal('tuya-request.status.config');
    await flow.deploy('nodes', { n: undefined, p: undefined });
    await flow.deploy('nodes', { n: undefined });
    flow.logged('a').should.eql(['tuya-config.state.route.log', 'tuya-config.over.route']);
  });

  it('L12: of a proxy node that is missing the log has one line, however many messages there are', async () => {
    await start({ account: { proxy: 'p' }, more: [] }, [request('n1')]);
    const three = inSidebar(3);
    for (let i = 0; i < 3; i++) flow.node('n1').receive({});
    await three;
    flow.logged('a').should.eql(['tuya-config.state.route.log']);
    flow.logged('n1').should.eql([]);
  });

  it('L1: redeploys leave no listener behind', async () => {
    await start();
    const { started, ended } = deploysOf(RED);
    const listeners = (): number[] => [started.size, ended.size];
    const before = listeners();
    for (const timeout of [6, 7, 8]) await flow.deploy('full', { a: { timeout } });
    listeners().should.eql(before);
    for (const timeout of [6, 7, 8]) await flow.deploy('nodes', { a: { timeout } });
    listeners().should.eql(before);
    for (const wrong of [{ dataCenter: 'moon' }, { mode: 'code', tokenStore: 'nowhere' }]) {
      await flow.deploy('full', { a: wrong });
      await flow.deploy('full', { a: { timeout: 5 } });
      listeners().should.eql(before);
    }
    const [ofAll = 0] = before;
    await flow.deploy('full', { a: undefined, n: undefined });
    listeners().should.eql([ofAll - 2, 0]); // without the account and its node
  });

  it('a node that is gone is told nothing more', async () => {
    await start({}, [request('gone')]);
    await flow.deploy('nodes', { gone: undefined });
    const { args } = (flow.node('n') as unknown as { status: { args: unknown[] } }).status;
    const before = args.length;
    tell('budget', spent);
    args.length.should.equal(before + 2); // the node that is there, and the account
  });

  it('nothing is known of it in the account’s node, where a flow could find its nodes', async () => {
    await start();
    tell('budget', spent);
    flow.node('a').should.not.have.property('users');
  });
});
