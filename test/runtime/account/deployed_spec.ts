import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { NodeAPI } from 'node-red';
import should from 'should';
import { accountOf } from '../../../nodes/runtime/account/accounts';
import { ACCOUNT, TOKEN, useCodeMode } from '../../support/code-mode';
import { PLACED, helper, startFlow } from '../../support/flow-rig';
import type { LiveNode, Msg, Running } from '../../support/flow-rig';
import { useLiveNode, useServer } from '../../support/live-node';
import { Proxy } from '../../support/tunnel';

const core = (name: string): ((RED: NodeAPI) => void) =>
  createRequire(__filename)(`@node-red/nodes/core/network/${name}.js`) as (RED: NodeAPI) => void;

const LAMP = '/v1.0/devices/lamp0001desk';
const NODES = [core('05-tls'), core('06-httpproxy')];

describe('L12: the TLS and proxy nodes of an account', () => {
  let flow: Running;
  let first: Proxy;
  let second: Proxy;
  useServer();
  before(() => {
    process.env.TUYA_TEST_PROXY = 'p';
    process.env.TUYA_TEST_TLS = 'tls';
  });
  after(() => {
    delete process.env.TUYA_TEST_PROXY;
    delete process.env.TUYA_TEST_TLS;
  });
  beforeEach(async () => {
    first = await Proxy.start();
    second = await Proxy.start();
  });
  afterEach(async () => {
    await flow.stop();
    await first.close();
    await second.close();
  });

  /** A flow whose account goes through a proxy that stands behind it in the file. */
  async function start(account: Record<string, unknown>, node: object = {}): Promise<void> {
    const more = [
      { id: 'p', type: 'http proxy', url: first.url, noproxy: [] },
      { id: 'tls', type: 'tls-config', cert: '', key: '', ca: '', verifyservercert: true },
    ];
    flow = await startFlow({ path: LAMP, ...node }, { account, more, nodes: NODES });
  }
  const works = async (): Promise<void> => {
    const { error, payload } = await flow.ask({});
    [error].should.eql([undefined]);
    should(payload).have.property('name', 'Desk lamp');
  };
  const fails = async (): Promise<void> => {
    should((await flow.ask({})).error).have.property('code', 'TUYA_CONFIG');
  };
  const texts = (): (string | undefined)[] => flow.statuses('n').map(({ text }) => text);

  it('are found behind the account in the file, though an environment variable names them', async () => {
    await start({ proxy: '${TUYA_TEST_PROXY}', tls: '${TUYA_TEST_TLS}' });
    texts().should.not.containEql('tuya-request.status.config');
    await works();
    first.targets.length.should.be.above(0);
  });

  for (const type of ['nodes', 'flows'] as const) {
    for (const proxy of ['p', '${TUYA_TEST_PROXY}']) {
      it(`by ${type}: the next message goes through the proxy ${proxy} as it was changed, with the same token`, async () => {
        await start({ proxy });
        await works();
        const tunnels = first.targets.length;
        await flow.deploy(type, { p: { url: second.url } });
        await works();
        first.targets.should.have.length(tunnels);
        second.targets.length.should.be.above(0);
        if (proxy !== 'p') flow.cloud.tokenCalls.should.have.length(1);
      });

      it(`by ${type}: a proxy ${proxy} that was deleted and brought back is used by the next message`, async () => {
        await start({ proxy });
        await works();
        await flow.deploy(type, { p: undefined });
        await fails();
        const tunnels = first.targets.length;
        await flow.deploy(type);
        [texts().at(-1)].should.eql([undefined]); // the red ring goes without a message
        await works();
        first.targets.length.should.be.above(tunnels);
      });
    }

    it(`by ${type}: a TLS node that was deleted and brought back is used by the next message`, async () => {
      await start({ tls: 'tls' });
      await flow.deploy(type, { tls: undefined });
      await fails();
      await flow.deploy(type);
      await works();
    });
  }

  it('a call that is under way while the proxy goes ends with TUYA_ABORTED, and its sockets with it', async () => {
    await start({ proxy: '${TUYA_TEST_PROXY}' });
    await works();
    flow.cloud.fail('hang', { kind: 'business' });
    const arrived = once(flow.cloud, 'arrived');
    const node = flow.node('n') as LiveNode & {
      error: { args: [{ code: string }][]; thisValues: unknown[] };
    };
    const caught = flow.ask({});
    await arrived;
    await flow.deploy('nodes', { p: undefined });
    should((await caught).error).have.property('code', 'TUYA_ABORTED');
    const own = node.error.args.filter((_, i) => node.error.thisValues[i] === node);
    own.map(([{ code }]) => code).should.eql(['TUYA_ABORTED']);
    await first.quiet();
    await fails();
  });

  it('in code mode users stay authorized, and a login that was begun goes on', async () => {
    const account = { mode: 'code', redirectUrl: 'https://me.example/callback', proxy: '${TUYA_TEST_PROXY}' };
    await start(account, { type: 'tuya-token', action: '', property: 'payload', propertyType: 'msg' });
    const begin = async (): Promise<string> =>
      ((await flow.ask({ action: 'authorize' })).payload as { state: string }).state;
    const finish = async (uid: string, state: string): Promise<void> => {
      const { payload } = await flow.ask({ action: 'exchange', code: flow.cloud.issueCode(uid), state });
      should(payload).have.property('uid', uid);
    };
    await finish('uid-anna', await begin());
    const state = await begin();
    await flow.deploy('nodes', { p: { url: second.url } });
    await finish('uid-ben', state);
    second.targets.length.should.be.above(0);
    should((await flow.ask({ action: 'get', uid: 'uid-anna' })).payload).have.property('uid', 'uid-anna');
    should((await flow.ask({ action: 'users' })).payload).have.length(2);
    const log = JSON.stringify((helper.log() as unknown as { args: unknown[] }).args);
    log.should.not.match(/warn/);
  });

  it('P20: a close waits for a refresh that was under way before the way to Tuya changed, once and again', async () => {
    const account = { mode: 'code', redirectUrl: 'https://me.example/callback', proxy: '${TUYA_TEST_PROXY}' };
    await start(account, { type: 'tuya-token', action: '', property: 'payload', propertyType: 'msg' });
    const { cloud } = flow;
    const { state } = (await flow.ask({ action: 'authorize' })).payload as { state: string };
    await flow.ask({ action: 'exchange', code: cloud.issueCode('uid-carl'), state });
    cloud.delay = 1500;
    const arrived = once(cloud, 'arrived');
    const aborted = flow.ask({ action: 'renew', uid: 'uid-carl' });
    await arrived;
    let answered = false;
    cloud.once('call', () => (answered = true));
    await flow.deploy('nodes', { p: { url: second.url } });
    should((await aborted).error).have.property('code', 'TUYA_ABORTED');
    await flow.deploy('nodes', { p: { url: first.url } });
    await flow.deploy('nodes', { a: undefined });
    answered.should.be.true();
  });
});

describe('L9: users whom only memory holds', () => {
  const rig = useCodeMode();

  it('are offered to the disk once more when their account is closed: it may have room by then', async () => {
    const folder = join(rig.userDir, 'tuya-tokens');
    writeFileSync(folder, 'a file where the folder should be');
    await rig.start();
    await rig.authorize('uid-anna');
    rmSync(folder);
    rig.storedFiles().should.eql([]);
    await rig.redeploy({ d: true });
    rig.storedFiles().should.have.length(1);
  });
});

describe('A14: what is told of an account whose settings came from environment variables', () => {
  let flow: Running;
  let RED: NodeAPI;
  const keep = (red: NodeAPI): void => {
    RED = red;
  };
  const client_id = 'canary0client0id0001';
  before(() => {
    process.env.TUYA_TEST_ID = client_id;
  });
  after(() => {
    delete process.env.TUYA_TEST_ID;
  });
  afterEach(() => flow.stop());

  for (const code of [1004, 1005]) {
    it(`names the variable where Tuya says what it holds, or what was signed: ${code}`, async () => {
      const credentials = { client_id: '${TUYA_TEST_ID}', secret: 's'.repeat(32) };
      flow = await startFlow({ path: LAMP }, { credentials, nodes: [keep] });
      flow.cloud.fail({ code, msg: `refused: ${client_id}` }, { times: Infinity });
      const { error, tuya } = await flow.ask({});
      const told = accountOf(RED, 'a').herald?.state.now.get('key')?.error;
      should(told).have.property('code', `TUYA_${code}`);
      for (const one of [told, { error, tuya }]) {
        const shown = inspect(one, { depth: null, showHidden: true });
        shown.should.match(/TUYA_TEST_ID/).and.not.match(/canary/);
      }
    });
  }
});

describe('two accounts in code mode with one key', () => {
  const user = { ...TOKEN, ...PLACED, wires: [['out']] };
  const live = useLiveNode({
    account: ACCOUNT,
    twins: ['b'],
    more: ['a', 'b'].map((account) => ({ id: `of-${account}`, ...user, account })),
  });

  it('keep to their own logins: what a flow of one has begun no other account takes', async () => {
    const { running } = live();
    const ask = (account: string, msg: object): Promise<Msg> => {
      const answer = running.next();
      running.node(`of-${account}`).receive(msg);
      return answer;
    };
    const { state } = (await ask('a', { action: 'authorize' })).payload as { state: string };
    const back = { action: 'exchange', code: running.cloud.issueCode('uid-anna'), state };
    const [a, b] = ['a', 'b'].map((id) => {
      const account = accountOf(live().flow.RED, id);
      return 'states' in account && account.states.isOurs(state);
    });
    [a, b].should.eql([true, false]);
    should((await ask('a', back)).payload).have.property('uid', 'uid-anna');
  });
});

describe('A14: environment variables in the settings of a deployed account', () => {
  const HELD = {
    TUYA_TEST_ID: 'canaryid',
    TUYA_TEST_BUNDLE: 'com.canary.app',
    TUYA_TEST_BASE: 'https://canary.example',
    TUYA_TEST_LOGIN: 'https://login.canary.test/page',
    TUYA_TEST_BACK: 'https://back.canary.test/callback',
  };
  before(() => Object.assign(process.env, HELD));
  after(() => {
    for (const name of Object.keys(HELD)) Reflect.deleteProperty(process.env, name);
  });
  const live = useLiveNode({
    account: {
      ...{ mode: 'code', baseUrl: '${TUYA_TEST_BASE}', bundleId: '${TUYA_TEST_BUNDLE}' },
      ...{
        authorizeUrl: '${TUYA_TEST_LOGIN}',
        redirectUrl: '${TUYA_TEST_BACK}',
        name: '${TUYA_TEST_BUNDLE}',
      },
    },
    credentials: { client_id: '${TUYA_TEST_ID}', secret: 'secret' },
  });

  it('are used, and named where what they hold would be told', () => {
    const account = accountOf(live().flow.RED, 'a');
    if ('problem' in account) throw account.problem;
    should(account.settings).have.properties({ client_id: 'canaryid', bundleId: 'com.canary.app' });
    const told = account.variables.hide(Object.values(HELD).join(' '));
    told.should.equal(
      Object.keys(HELD)
        .map((name) => `\${${name}}`)
        .join(' '),
    );
  });
});
