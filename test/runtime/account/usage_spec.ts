import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import should from 'should';
import type { Usage } from '../../../nodes/cloud';
import { numbersFrom } from '../../support/chance';
import { readAccount } from '../../../nodes/runtime/account/settings';
import { AccountState } from '../../../nodes/runtime/account/state';
import { AccountUsage } from '../../../nodes/runtime/account/usage';
import { PLACED, helper, seen, startFlow } from '../../support/flow-rig';
import type { FlowSettings, Msg, Running } from '../../support/flow-rig';
import { useLiveNode } from '../../support/live-node';

const LAMP = '/v1.0/devices/lamp0001desk';
const COMMAND = { commands: [{ code: 'switch_led', value: true }] };
/** Nodes beside the one that reads: they command, follow a list, renew the token and ask what was spent. */
const MORE = [
  { id: 'w', type: 'tuya-request', account: 'a', name: 'Hall', method: 'POST', path: `${LAMP}/commands` },
  {
    id: 'l',
    type: 'tuya-request',
    account: 'a',
    method: 'GET',
    path: '/v1.0/iot-01/associated-users/devices?size=2',
    pages: 'all',
  },
  { id: 'r', type: 'tuya-token', account: 'a', action: 'renew' },
  { id: 'u', type: 'tuya-token', account: 'a', action: 'usage' },
].map((node) => ({ ...node, ...PLACED, wires: [['out']] }));
const CATCH = { id: 'c', ...PLACED, type: 'catch', scope: null, uncaught: false, wires: [['out']] };

/** What a deploy removes is gone some turns after it. */
async function emptied(left: () => string[]): Promise<void> {
  for (let turn = 0; turn < 10_000 && left().length > 0; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  left().should.eql([]);
}

describe('what an account spends', function () {
  this.timeout(90_000);
  let userDir: string;
  let flow: Running;
  let came: Msg[];
  let marks = 0;
  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), 'tuya-usage-'));
  });
  afterEach(async () => {
    await flow.stop();
    helper.settings({});
    rmSync(userDir, { recursive: true, force: true });
  });

  async function start(account: Record<string, unknown> = {}, settings: FlowSettings = {}): Promise<void> {
    helper.settings({ userDir });
    flow = await startFlow(
      { name: 'Lamp', path: `${LAMP}/status` },
      { account, ...settings, more: [...MORE, ...(settings.more ?? [])] },
    );
    await flow.deploy('full', { c: CATCH });
    came = [];
    flow.node('out').on('input', (msg) => came.push(msg));
  }
  /** What becomes of a message: Catch nodes hear of the account in between. */
  async function through(id: string, msg: Msg = {}, meanwhile?: () => Promise<void>): Promise<Msg> {
    const mark = ++marks;
    flow.node(id).receive({ ...(id.startsWith('w') ? { payload: COMMAND } : {}), ...msg, mark });
    await meanwhile?.();
    for (;;) {
      const found = came.find((one) => one.mark === mark);
      if (found !== undefined) return found;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const usage = async (id = 'u'): Promise<Usage> => (await through(id)).payload as Usage;
  /** What the cloud has counted itself. */
  const counted = (): Pick<Usage, 'calls' | 'reads' | 'commands' | 'tokens'> => {
    const { calls } = flow.cloud;
    const of = (is: (call: (typeof calls)[number]) => boolean): number => calls.filter(is).length;
    return {
      calls: calls.length,
      reads: of(({ kind, method }) => kind === 'business' && method === 'GET'),
      commands: of(({ kind, method }) => kind === 'business' && method === 'POST'),
      tokens: of(({ kind }) => kind === 'token'),
    };
  };

  it('agrees with the cloud to the call, over a mixed hour of reads, commands, lists, repeats, renewals, faults and redeploys', async () => {
    await start();
    const random = numbersFrom(7);
    let name = 0;
    const redeploy = (): Promise<void> =>
      flow.deploy('nodes', { a: { name: `account ${++name}` }, c: CATCH });
    const steps: (() => Promise<unknown>)[] = [
      () => through('n'),
      () => through('n'),
      () => through('w'),
      () => through('l'),
      () => through('r'),
      () => {
        flow.cloud.fail({ status: 503 }, { kind: 'business' });
        return through('n');
      },
      () => {
        flow.cloud.fail('reset', { kind: 'business' });
        return through('w');
      },
      () => {
        flow.cloud.fail({ code: 1106 }, { kind: 'business' });
        return through('n');
      },
      () => {
        flow.cloud.expireTokens();
        return through('w');
      },
      () => {
        flow.cloud.fail({ code: 1013 }, { kind: 'business' });
        return through('n');
      },
      () => through('n', { path: 'not a path' }),
      redeploy,
      async () => {
        flow.cloud.delay = 100;
        const arrived = once(flow.cloud, 'arrived');
        await through('n', {}, async () => {
          await arrived;
          await redeploy();
        });
        flow.cloud.delay = 0;
      },
    ];
    for (let n = 0; n < 80; n++) {
      await steps[Math.floor(random() * steps.length)]?.();
      if (n % 10 === 9) (await usage()).should.containEql(counted());
    }
    const { repeats, byNode, perDay, calls } = await usage();
    repeats.should.be.above(5);
    byNode
      .map(({ name: called }) => called)
      .should.containEql('Lamp')
      .and.containEql('Hall');
    byNode.reduce((sum, node) => sum + node.calls, 0).should.equal(calls);
    perDay.reduce((sum, day) => sum + day.calls, 0).should.equal(calls);
  });

  it('is answered without a call, also where the cloud is not reached and in code mode', async () => {
    await start({ mode: 'code', baseUrl: 'http://127.0.0.1:9' });
    const answer = await usage();
    Object.keys(answer).should.eql([
      ...['month', 'calls', 'reads', 'commands', 'tokens', 'repeats', 'messages', 'budget', 'left', 'today'],
      ...['perDay', 'byNode', 'forecast'],
    ]);
    answer.should.containEql({ calls: 0, budget: 0, left: null, forecast: null, byNode: [] });
    const asked = { payload: 'x', action: 'usage' };
    await flow.deploy('nodes', { u: { action: '' }, c: CATCH });
    ((await through('u', asked)).payload as Usage).calls.should.equal(0);
    flow.cloud.calls.should.have.length(0);
  });

  it('who spends is named, the account itself too', async () => {
    await start();
    // Texts are their keys here.
    await through('n');
    (await usage()).byNode.should.eql([
      { id: '', name: 'tuya-config.usage.account', calls: 1 },
      { id: 'n', name: 'Lamp', calls: 1 },
    ]);
  });

  it('the budget of each of two accounts is its own, at each setting', async () => {
    const b = {
      id: 'b',
      type: 'tuya-config',
      dataCenter: 'custom',
      mode: 'simple',
      rateLimit: 0,
      timeout: 5,
    };
    const n2 = {
      ...PLACED,
      id: 'n2',
      type: 'tuya-request',
      account: 'b',
      method: 'GET',
      path: `${LAMP}/status`,
      wires: [['out']],
    };
    const w2 = { ...n2, id: 'w2', method: 'POST', path: `${LAMP}/commands` };
    const u2 = { ...PLACED, id: 'u2', type: 'tuya-token', account: 'b', action: 'usage', wires: [['out']] };
    await start(
      { budget: 3, overBudget: 'stop reads' },
      {
        more: [b, n2, w2, u2],
        moreCredentials: {
          b: { client_id: 'demo0client0id000001', secret: 'demo0secret0of0the0playground001' },
        },
      },
    );
    const { url: baseUrl } = flow.cloud;
    const deploy = (overBudget: string): Promise<void> =>
      flow.deploy('nodes', { b: { baseUrl, budget: '2', overBudget }, c: CATCH });
    await deploy('stop all');
    const code = async (id: string, msg: Msg = {}): Promise<unknown> => (await through(id, msg)).error?.code;
    for (let n = 0; n < 2; n++) should(await code('n')).be.undefined();
    // The token is the project's: it was paid for once, by the account that asked.
    for (let n = 0; n < 2; n++) should(await code('n2')).be.undefined();
    should(await code('n')).equal('TUYA_BUDGET');
    should(await code('n2')).equal('TUYA_BUDGET');
    should(await code('w')).be.undefined();
    should(await code('w2')).equal('TUYA_BUDGET');
    const refused = await through('n');
    String(refused.tuya?.hint).should.match(/begins anew on [A-Z][a-z]+ 1; until then commands still go/);
    const [one, two] = [await usage(), await usage('u2')];
    one.should.containEql({ calls: 4, budget: 3, left: 0 });
    two.should.containEql({ calls: 2, reads: 2, tokens: 0, budget: 2, left: 0 });
    (one.calls + two.calls).should.equal(flow.cloud.calls.length);
    await deploy('warn');
    should(await code('n2')).be.undefined();
    should(await code('w2')).be.undefined();
    (await usage('u2')).calls.should.equal(4);
    (await usage()).calls.should.equal(4);
  });

  for (const budget of ['1.5', '-1', 'many', '1e12']) {
    it(`a budget of ${budget} is an error of the account, and nothing is sent or counted`, async () => {
      await start({ budget });
      should((await through('n')).error?.code).equal('TUYA_CONFIG');
      should((await through('w')).error?.message).match(/budget/);
      flow.cloud.calls.should.have.length(0);
      await flow.deploy('nodes', { a: { budget: '7' }, c: CATCH });
      (await usage()).should.containEql({ calls: 0, budget: 7, left: 7 });
    });
  }

  it('four fifths and the end of the budget are told once each, to the log, to Catch and below the nodes', async () => {
    await start({ budget: 10, overBudget: 'stop reads' });
    await Promise.all(Array.from({ length: 14 }, () => through('n')));
    const complaints = came.filter(({ mark }) => mark === undefined).map(({ error }) => error?.message ?? '');
    complaints.should.have.length(2);
    should(complaints[0]).match(/80% of the budget .* is spent/);
    should(complaints[1]).match(/budget of calls for this month is spent/);
    const log = JSON.stringify(seen(flow.node('n')));
    log.should.match(/budgetNear\.status/).and.match(/budgetSpent\.status/);
    await flow.deploy('nodes', { a: { budget: 100 }, c: CATCH });
    should((await through('n')).error).be.undefined();
  });

  it('L2: an account that was disabled and is deleted takes its counts along', async () => {
    await start();
    await through('n');
    const folder = join(userDir, 'tuya-usage');
    await flow.deploy('full', { a: { d: true }, c: CATCH });
    readdirSync(folder).should.have.length(1);
    await flow.deploy('full', { a: undefined, c: CATCH });
    await emptied(() => readdirSync(folder));
  });

  it('L2: an account in code mode that is deleted takes its counts out of its context store', async () => {
    const account = { mode: 'code', redirectUrl: 'https://me.example/callback', tokenStore: 'default' };
    await start(account, {
      more: [{ ...PLACED, id: 'x', type: 'tuya-token', account: 'a', action: '', wires: [['out']] }],
    });
    const { state } = (await through('x', { action: 'authorize' })).payload as { state: string };
    await through('x', { action: 'exchange', code: flow.cloud.issueCode('uid-anna'), state });
    const { global } = flow.node('u').context();
    const kept = (): string[] => global.keys().filter((name) => name.startsWith('tuya-usage_'));
    await flow.deploy('full', { a: { ...account, d: true }, c: CATCH });
    kept().should.have.length(1);
    await flow.deploy('full', { a: undefined, c: CATCH });
    await emptied(kept);
  });

  it('what devices tell is counted beside it', async () => {
    const event = {
      ...PLACED,
      id: 'e',
      type: 'tuya-event',
      account: 'a',
      kinds: ['status'],
      wires: [['out']],
    };
    await start({}, { more: [event] });
    flow.cloud.messages.publish({ device: 'lamp0001desk', status: { switch_led: true } });
    while (!came.some(({ event: told }) => told !== undefined)) await once(flow.node('out'), 'input');
    const { messages, calls } = await usage();
    messages.should.equal(1);
    calls.should.equal(flow.cloud.calls.length);
  });
});

describe('an account that was replaced', () => {
  const live = useLiveNode();

  it('says no more how its budget stands: the one that has taken its place does', async () => {
    const { RED } = live().flow;
    const node = live().running.node('a');
    const settings = readAccount({ budget: 1 }, { client_id: 'replaced', secret: 'secret' });
    const state = new AccountState();
    const usage = new AccountUsage({ RED, node }, settings, state);
    await usage.close();
    usage.meter.leave({ kind: 'read', by: '', repeat: false });
    state.now.size.should.equal(0);
    const next = new AccountUsage({ RED, node }, settings, state);
    await next.report();
    should(state.now.get('budget')?.key).equal('budgetSpent');
    await next.close();
  });
});
