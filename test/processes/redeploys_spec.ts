import { rmSync } from 'node:fs';
import 'should';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { logIn } from '../support/log-in';
import { makeUserDir, startNodeRed } from '../support/node-red';
import type { NodeRed, Resources } from '../support/node-red';
import { thirdPartyFlow } from '../support/third-party';

const REDEPLOYS = 500;
/** Redeploys after which whatever is made once has been made. */
const WARM = 20;
/** Looks at a process until what it was about to close is closed. */
const LOOKS = 500;
const PLACED = { z: 't', x: 100, y: 100 };

/**
 * The flow of many users, and a simple account beside it whose token is watched and whose devices are listened to: each with a
 * setting that a redeploy changes.
 */
function flowOf(baseUrl: string, change: number): object[] {
  const timeout = String(10 + (change % 5));
  const account = { type: 'tuya-config', dataCenter: 'custom', baseUrl, rateLimit: '0', timeout };
  const users = thirdPartyFlow({ baseUrl }).map((node) =>
    (node as { id: string }).id === 'a' ? { ...node, timeout } : node,
  );
  return [
    ...users,
    { ...account, id: 's', mode: 'simple' },
    { ...PLACED, id: 'in', type: 'http in', url: '/all', method: 'get', wires: [['all']] },
    {
      ...PLACED,
      id: 'all',
      type: 'tuya-request',
      account: 's',
      method: 'GET',
      path: '/v1.0/iot-01/associated-users/devices',
      wires: [['answer']],
    },
    {
      ...PLACED,
      id: 'watch',
      type: 'tuya-token',
      account: 's',
      action: 'get',
      emitOnRenewal: true,
      name: `change ${change}`,
      wires: [[]],
    },
    {
      ...PLACED,
      id: 'event',
      type: 'tuya-event',
      account: 's',
      name: `change ${change}`,
      wires: [[]],
    },
  ];
}

describe(`${REDEPLOYS} redeploys`, function () {
  this.timeout(300_000);
  let cloud: Cloud;
  let userDir: string;
  let nodeRed: NodeRed;

  before(async () => {
    cloud = await startCloud();
    const { client_id, secret } = cloud;
    userDir = makeUserDir(flowOf(cloud.url, 0), { a: { client_id, secret }, s: { client_id, secret } });
    nodeRed = await startNodeRed(userDir);
  });
  after(async () => {
    await nodeRed.stop();
    await cloud.close();
    rmSync(userDir, { recursive: true, force: true });
  });

  const get = (path: string, signal?: AbortSignal): Promise<Response> =>
    fetch(nodeRed.url + path, { headers: { connection: 'close' }, signal: signal ?? null });

  async function ask(path: string): Promise<Record<string, unknown>> {
    const reply = await get(path);
    const text = await reply.text();
    reply.status.should.equal(200, text);
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** One redeploy after each account has made a call; now and then with a call still on its way. */
  async function redeploy(i: number): Promise<void> {
    await Promise.all([ask('/all'), ask('/devices/uid-anna')]);
    const cut = new AbortController();
    let hanging: Promise<unknown> = Promise.resolve();
    if (i % 10 === 0) {
      cloud.fail('hang', { kind: 'business' });
      const calls = cloud.calls.length;
      hanging = get('/all', cut.signal).catch(() => undefined);
      await cloud.callCount(calls + 1);
    }
    await nodeRed.deploy(flowOf(cloud.url, i), (['full', 'nodes', 'flows'] as const)[i % 3] ?? 'full');
    cut.abort();
    await hanging;
    cloud.forgetCalls();
  }

  /** What it holds while it listens: a connection that is being made has other timers than one that stands. */
  async function listening(): Promise<Resources> {
    await cloud.messages.connected();
    cloud.messages.publish({ device: 'lamp0001desk', status: { switch_led: true } });
    await cloud.messages.settled();
    return nodeRed.resources();
  }

  /** What is held more often than before. */
  const excessOf = (after: Resources, before: Resources): string[] =>
    Object.entries(after.held)
      .filter(([name, count]) => count > (before.held[name] ?? 0))
      .map(([name]) => name);

  it('leave no timer, no socket and no listener, and hardly a byte', async () => {
    const { url } = await ask('/authorize');
    await ask(`/callback${new URL(await logIn(String(url), 'uid-anna')).search}`);
    for (let i = 1; i <= WARM; i++) await redeploy(i);
    const before = await listening();
    for (let i = WARM + 1; i <= REDEPLOYS; i++) await redeploy(i);
    let after = await listening();
    for (let look = 0; look < LOOKS && excessOf(after, before).length > 0; look++)
      after = await nodeRed.resources();
    excessOf(after, before).should.eql([]);
    cloud.messages.open.should.have.length(1);
    (after.heap - before.heap).should.be.below(10 * 1024 * 1024);
    (await ask('/devices/uid-anna')).should.have.property('devices');
  });
});
