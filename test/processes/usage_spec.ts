import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import should from 'should';
import type { Usage } from '../../nodes/cloud';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { makeUserDir, startNodeRed } from '../support/node-red';
import type { NodeRed, Settings } from '../support/node-red';

const PLACED = { z: 't', x: 100, y: 100 };
const PATH = '/v1.0/devices/lamp0001desk/status';

/** A flow that reads and asks what was spent when its addresses are called. */
function flowOf(baseUrl: string, account: object = {}): object[] {
  const wired = (id: string, to: string): object => ({ ...PLACED, id, wires: [[to]] });
  return [
    { id: 't', type: 'tab', label: 'test' },
    {
      id: 'a',
      type: 'tuya-config',
      dataCenter: 'custom',
      baseUrl,
      mode: 'simple',
      timeout: '5',
      rateLimit: '0',
      ...account,
    },
    { ...wired('in', 'read'), type: 'http in', url: '/read', method: 'get' },
    {
      ...wired('read', 'answer'),
      type: 'tuya-request',
      name: 'Desk lamp',
      account: 'a',
      method: 'GET',
      path: PATH,
    },
    { ...wired('asked', 'usage'), type: 'http in', url: '/usage', method: 'get' },
    { ...wired('usage', 'answer'), type: 'tuya-token', account: 'a', action: 'usage' },
    { ...wired('catch', 'failed'), type: 'catch', scope: ['read'], uncaught: false },
    {
      ...wired('failed', 'answer'),
      type: 'function',
      outputs: 1,
      func: 'msg.statusCode = 500; msg.payload = { code: msg.error.code }; return msg;',
    },
    { ...PLACED, id: 'answer', type: 'http response', wires: [] },
  ];
}

describe('what was spent is kept by a Node-RED of its own process', function () {
  this.timeout(120_000);
  let cloud: Cloud;
  let userDirs: string[];
  let running: NodeRed[];
  beforeEach(async () => {
    cloud = await startCloud();
    userDirs = [];
    running = [];
  });
  afterEach(async () => {
    for (const one of running) await one.stop();
    await cloud.close();
    for (const folder of userDirs) rmSync(folder, { recursive: true, force: true });
  });

  const key = (): { client_id: string; secret: string } => ({
    client_id: cloud.client_id,
    secret: cloud.secret,
  });
  function home(account: object = {}): string {
    const userDir = makeUserDir(flowOf(cloud.url, account), { a: key() });
    userDirs.push(userDir);
    return userDir;
  }
  async function start(userDir: string, settings: Settings = {}): Promise<NodeRed> {
    const nodeRed = await startNodeRed(userDir, settings);
    running.push(nodeRed);
    return nodeRed;
  }
  async function get(nodeRed: NodeRed, path: string): Promise<Record<string, unknown>> {
    const reply = await fetch(nodeRed.url + path, { signal: AbortSignal.timeout(30_000) });
    return (await reply.json()) as Record<string, unknown>;
  }
  const read = async (nodeRed: NodeRed, times: number): Promise<void> => {
    for (let n = 0; n < times; n++) await get(nodeRed, '/read');
  };
  const usage = async (nodeRed: NodeRed): Promise<Usage> =>
    (await get(nodeRed, '/usage')) as unknown as Usage;
  const files = (userDir: string): string[] => {
    const folder = join(userDir, 'tuya-usage');
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name));
  };
  const written = async (userDir: string): Promise<string> => {
    for (;;) {
      const [file] = files(userDir);
      if (file !== undefined) return file;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it('kill -9: what was counted a minute ago is there again, and the budget still holds', async () => {
    const userDir = home({ budget: '6' });
    const first = await start(userDir);
    await read(first, 4);
    const file = await written(userDir);
    (statSync(file).mode & 0o777).toString(8).should.equal('600');
    const text = readFileSync(file, 'utf8');
    for (const secret of [...Object.values(key()), ...cloud.issuedTokens]) text.should.not.containEql(secret);
    const kept = (JSON.parse(text) as { nodes: Record<string, { name: string }> }).nodes.read;
    should(kept?.name).equal('Desk lamp');
    await read(first, 1);
    await first.kill('SIGKILL');
    const second = await start(userDir);
    const { calls, byNode } = await usage(second);
    // A token and up to five reads: the last may have come after the write.
    calls.should.be.within(2, 6);
    should(byNode[0]?.name).equal('Desk lamp');
    const before = cloud.calls.length;
    await read(second, 10);
    (cloud.calls.length - before).should.equal(6 - calls);
    (await get(second, '/read')).should.eql({ code: 'TUYA_BUDGET' });
    (await usage(second)).should.containEql({ calls: 6, left: 0 });
  });

  it('an orderly end and a start lose nothing', async () => {
    const userDir = home();
    const first = await start(userDir);
    await read(first, 7);
    await first.stop();
    const second = await start(userDir);
    await read(second, 1);
    const { calls, byNode } = await usage(second);
    calls.should.equal(cloud.calls.length);
    byNode.map(({ name }) => name).should.eql(['Desk lamp', 'the account itself: tokens and its dialog']);
  });

  it('a damaged file is set aside with one warning, and counting goes on', async () => {
    const userDir = home();
    const first = await start(userDir);
    await read(first, 1);
    await first.stop();
    const [file = ''] = files(userDir);
    writeFileSync(file, '{"version":1,"mon');
    const second = await start(userDir);
    await read(second, 2);
    (await usage(second)).calls.should.equal(3);
    should(second.printed().match(/counted calls are damaged/g)?.length).equal(1);
    await second.stop();
    files(userDir)
      .filter((name) => name.includes('damaged'))
      .should.have.length(1);
    const third = await start(userDir);
    (await usage(third)).calls.should.equal(3);
    third.printed().should.not.match(/damaged/);
  });

  it('L9: where nothing can be written calls go on, and it is told once', async () => {
    const userDir = home();
    writeFileSync(join(userDir, 'tuya-usage'), 'not a folder');
    const nodeRed = await start(userDir);
    await read(nodeRed, 3);
    (await usage(nodeRed)).calls.should.equal(4);
    while (!nodeRed.printed().includes('counted calls cannot be stored')) await new Promise(setImmediate);
    await nodeRed.stop();
    should(nodeRed.printed().match(/counted calls cannot be stored/g)?.length).equal(1);
  });

  it('two Node-REDs that share a context store count each what it spends itself', async () => {
    const shared = mkdtempSync(join(tmpdir(), 'tuya-shared-'));
    userDirs.push(shared);
    const config = { dir: shared, cache: false };
    const settings = {
      contextStorage: { default: { module: 'memory' }, shared: { module: 'localfilesystem', config } },
    };
    const [one, two] = [
      home({ mode: 'code', tokenStore: 'shared' }),
      home({ mode: 'code', tokenStore: 'shared' }),
    ];
    // In code mode nobody has authorized: a test of the account is what costs a call.
    const ask = async (nodeRed: NodeRed): Promise<void> => {
      const body = JSON.stringify({
        id: 'a',
        dataCenter: 'custom',
        baseUrl: cloud.url,
        mode: 'code',
        tokenStore: 'shared',
        credentials: key(),
      });
      const reply = await fetch(`${nodeRed.url}/tuya-config/test`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      reply.status.should.equal(200);
    };
    for (const [userDir, times] of [
      [one, 1],
      [two, 3],
    ] as const) {
      const nodeRed = await start(userDir, settings);
      for (let n = 0; n < times; n++) await ask(nodeRed);
      (await usage(nodeRed)).calls.should.equal(times);
      await nodeRed.stop();
    }
    for (const [userDir, times] of [
      [one, 1],
      [two, 3],
    ] as const) {
      const nodeRed = await start(userDir, settings);
      (await usage(nodeRed)).calls.should.equal(times);
      await nodeRed.stop();
    }
    files(one).should.eql([]);
    const stored = JSON.parse(
      readFileSync(join(shared, 'context', 'global', 'global.json'), 'utf8'),
    ) as object;
    Object.keys(stored).should.have.length(2);
    for (const name of Object.keys(stored)) name.should.startWith('tuya-usage_');
  });

  it('L2: a deleted account takes its counts along, a redeployed one does not', async () => {
    const userDir = home();
    const nodeRed = await start(userDir);
    await read(nodeRed, 2);
    await nodeRed.deploy(flowOf(cloud.url, { name: 'renamed', credentials: key() }), 'full');
    (await usage(nodeRed)).calls.should.equal(3);
    files(userDir).should.have.length(1);
    await nodeRed.deploy([{ id: 't', type: 'tab', label: 'test' }], 'full');
    while (files(userDir).length > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});
