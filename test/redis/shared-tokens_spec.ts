import { rmSync } from 'node:fs';
import { join } from 'node:path';
import should from 'should';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { logIn } from '../support/log-in';
import { makeUserDir, startNodeRed } from '../support/node-red';
import type { NodeRed } from '../support/node-red';
import { Redis } from '../support/redis';
import { thirdPartyFlow } from '../support/third-party';

const ROTATIONS = 200;
const USERS = ['uid-anna', 'uid-ben'];
/** Milliseconds that a flow may take to answer, well above the deadline of the account. */
const PATIENCE = 20_000;

describe('two Node-REDs share their users through a real Redis', function () {
  this.timeout(300_000);
  let cloud: Cloud;
  let redis: Redis;
  let userDirs: string[];
  let both: [NodeRed, NodeRed];

  before(async () => {
    cloud = await startCloud();
    redis = await Redis.start();
    const key = { a: { client_id: cloud.client_id, secret: cloud.secret } };
    const flow = thirdPartyFlow({ baseUrl: cloud.url, tokenStore: 'redis' });
    userDirs = [makeUserDir(flow, key), makeUserDir(flow, key)];
    both = [await start(0), await start(1)];
  });
  after(async () => {
    await Promise.all(both.map((nodeRed) => nodeRed.stop()));
    await redis.stop();
    await cloud.close();
    for (const folder of userDirs) rmSync(folder, { recursive: true, force: true });
  });

  function start(which: 0 | 1): Promise<NodeRed> {
    const store = { module: join(__dirname, 'context-store.js'), config: { url: redis.url } };
    const contextStorage = { default: { module: 'memory' }, redis: store };
    return startNodeRed(userDirs[which] ?? '', { contextStorage });
  }

  const get = (nodeRed: NodeRed, path: string): Promise<Response> =>
    fetch(nodeRed.url + path, { signal: AbortSignal.timeout(PATIENCE) });

  /** Asks a flow; what it answers has to be a success. */
  async function ask(nodeRed: NodeRed, path: string): Promise<Record<string, unknown>> {
    const response = await get(nodeRed, path);
    const text = await response.text();
    response.status.should.equal(200, text);
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** What the flow's callback gets from a user's browser. */
  async function callbackOf(nodeRed: NodeRed, uid: string): Promise<string> {
    const { url } = await ask(nodeRed, '/authorize');
    return `/callback${new URL(await logIn(String(url), uid)).search}`;
  }

  /** Both ask for each user at once. */
  async function askAll(): Promise<void> {
    const asked = both.flatMap((nodeRed) => USERS.map((uid) => ask(nodeRed, `/devices/${uid}`)));
    for (const { devices } of await Promise.all(asked)) should(devices).be.an.Array();
  }

  it('each login comes back once, at whichever of them', async () => {
    for (const [i, uid] of USERS.entries()) {
      const begun = both[i === 0 ? 0 : 1];
      const other = both[i === 0 ? 1 : 0];
      const callback = await callbackOf(begun, uid);
      (await ask(other, callback)).should.have.property('uid', uid);
      // Even with a code that Tuya would take: the state is over at both.
      const again = new URLSearchParams(callback.slice(callback.indexOf('?')));
      again.set('code', cloud.issueCode(uid));
      for (const nodeRed of both) {
        const refused = await get(nodeRed, `/callback?${again.toString()}`);
        refused.status.should.equal(500);
        ((await refused.json()) as { code: string }).code.should.equal('TUYA_STATE');
      }
    }
  });

  it('of two that bring the same login at the same moment, each with a code that Tuya takes, one has it', async () => {
    for (let i = 0; i < 20; i++) {
      const query = new URL(`http://x${await callbackOf(both[0], 'uid-anna')}`).searchParams;
      const calls = cloud.tokenCalls.length;
      const replies = await Promise.all(
        both.map((nodeRed) => {
          const own = new URLSearchParams(query);
          own.set('code', cloud.issueCode('uid-anna'));
          return get(nodeRed, `/callback?${own.toString()}`);
        }),
      );
      replies
        .map(({ status }) => status)
        .sort()
        .should.eql([200, 500]);
      const refused = (await replies.find(({ status }) => status === 500)?.json()) as { code: string };
      refused.code.should.equal('TUYA_STATE');
      cloud.tokenCalls.should.have.length(calls + 1); // Tuya would have taken both
    }
  });

  it(`${ROTATIONS} rotations lose no user, through kill -9 of either and a restart of Redis`, async () => {
    await askAll();
    const before = cloud.tokenCalls.length;
    for (let i = 0; i < ROTATIONS; i++) {
      cloud.expireTokens();
      if (i === 50 || i === 100) await killAfterARotation(i === 50 ? 0 : 1);
      if (i === 150) await restartRedis();
      else await askAll();
    }
    const renewed = cloud.tokenCalls.slice(before).filter(({ code }) => code === undefined);
    renewed.should.have.length(ROTATIONS * USERS.length); // each died each time, and nobody renewed one in vain
  });

  it('Redis holds nothing that anybody could use', async () => {
    const contents = await redis.contents();
    contents.should.match(/tuya_[0-9a-f]{32}_/);
    contents.should.not.match(/-bid-/);
    for (const secret of [cloud.secret, ...cloud.issuedTokens, ...USERS])
      contents.should.not.containEql(secret);
  });

  /** One of the two is killed once Tuya has answered its refresh, with the call that follows still open, and is started anew. */
  async function killAfterARotation(which: 0 | 1): Promise<void> {
    const calls = cloud.calls.length;
    cloud.fail({ code: 1010 }, { kind: 'business' });
    cloud.fail('hang', { kind: 'business' });
    const cut = get(both[which], '/devices/uid-anna').catch(() => undefined);
    await cloud.callCount(calls + 3); // the refused call, the refresh, and the call that hangs
    await both[which].kill('SIGKILL');
    await cut;
    both[which] = await start(which);
  }

  /** Redis goes while calls are on their way, and comes back with what it knew. */
  async function restartRedis(): Promise<void> {
    await redis.down();
    const asked = askAll();
    await redis.up();
    await asked;
  }
});
