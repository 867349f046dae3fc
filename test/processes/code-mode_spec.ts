import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import should from 'should';
import { startCloud } from '../simulator/index';
import type { Cloud } from '../simulator/index';
import { logIn } from '../support/log-in';
import { makeUserDir, startNodeRed } from '../support/node-red';
import type { NodeRed, Settings } from '../support/node-red';
import { thirdPartyFlow } from '../support/third-party';

const ROTATIONS = 50;
/** Milliseconds that a flow may take to answer, well above the deadline of the account. */
const PATIENCE = 20_000;

describe('code mode across processes', function () {
  this.timeout(120_000);
  let cloud: Cloud;
  let started: Promise<NodeRed>[];
  let folders: string[];

  beforeEach(async () => {
    cloud = await startCloud();
    started = [];
    folders = [];
  });
  afterEach(async () => {
    const stopped = await Promise.allSettled(started.map(async (nodeRed) => (await nodeRed).stop()));
    await cloud.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    for (const end of stopped) if (end.status === 'rejected') throw end.reason;
  });

  function start(userDir: string, settings?: Settings): Promise<NodeRed> {
    const nodeRed = startNodeRed(userDir, settings);
    started.push(nodeRed);
    return nodeRed;
  }

  /** A user directory with the flow. */
  function userDirFor(tokenStore = 'file'): string {
    const flow = thirdPartyFlow({ baseUrl: cloud.url, tokenStore });
    const userDir = makeUserDir(flow, { a: { client_id: cloud.client_id, secret: cloud.secret } });
    folders.push(userDir);
    return userDir;
  }

  /** A folder that several processes share. */
  function sharedFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'tuya-shared-'));
    folders.push(folder);
    return folder;
  }

  /** Two processes whose user directories hold the same token folder. */
  function startTwo(): Promise<[NodeRed, NodeRed]> {
    const shared = sharedFolder();
    const one = (): Promise<NodeRed> => {
      const userDir = userDirFor();
      symlinkSync(shared, join(userDir, 'tuya-tokens'), 'dir');
      return start(userDir);
    };
    return Promise.all([one(), one()]);
  }

  /** Asks a flow; what it answers has to be a success. */
  async function ask(nodeRed: NodeRed, path: string): Promise<Record<string, unknown>> {
    const response = await fetch(nodeRed.url + path, { signal: AbortSignal.timeout(PATIENCE) });
    const text = await response.text();
    response.status.should.equal(200, text);
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** What the flow's callback gets from a user's browser. */
  async function callbackOf(nodeRed: NodeRed, uid: string): Promise<string> {
    const { url } = await ask(nodeRed, '/authorize');
    return `/callback${new URL(await logIn(String(url), uid)).search}`;
  }

  async function authorize(nodeRed: NodeRed, uid: string): Promise<void> {
    (await ask(nodeRed, await callbackOf(nodeRed, uid))).should.have.property('uid', uid);
  }

  const devicesOf = async (nodeRed: NodeRed, uid: string): Promise<unknown> =>
    (await ask(nodeRed, `/devices/${uid}`)).devices;

  /** Every access token dies again and again, and both processes ask for each user at once. */
  async function rotate(both: NodeRed[], uids: string[]): Promise<void> {
    for (let i = 0; i < ROTATIONS; i++) {
      cloud.expireTokens();
      await Promise.all(both.flatMap((nodeRed) => uids.map((uid) => devicesOf(nodeRed, uid))));
    }
    const renewed = cloud.tokenCalls.filter(({ path, code }) => path !== '/v1.0/token' && code === undefined);
    renewed.should.have.length(ROTATIONS * uids.length); // each died each time, and nobody renewed one in vain
  }

  it('L3: kill -9 right after Tuya answered a refresh loses no user', async () => {
    const userDir = userDirFor();
    const first = await start(userDir);
    await authorize(first, 'uid-anna');
    cloud.expireTokens();
    cloud.fail({ code: 1010 }, { kind: 'business' });
    cloud.fail('hang', { kind: 'business' });
    const cut = fetch(`${first.url}/devices/uid-anna`).catch(() => undefined);
    await cloud.callCount(4); // exchange, refused call, refresh, and the call that hangs
    cloud.calls.map(({ kind }) => kind).should.eql(['token', 'business', 'token', 'business']);
    await first.kill('SIGKILL');
    await cut;

    const second = await start(userDir);
    should(await devicesOf(second, 'uid-anna')).be.an.Array();
    // The pair that was stored still works: nothing is asked for twice, and nothing is refused.
    cloud.tokenCalls.map(({ code }) => code).should.eql([undefined, undefined]);
    cloud.expireTokens();
    should(await devicesOf(second, 'uid-anna')).be.an.Array();
    cloud.tokenCalls.map(({ code }) => code).should.eql([undefined, undefined, undefined]);
  });

  it(`L6: two processes on one folder, through ${ROTATIONS} rotations of two users`, async () => {
    const both = await startTwo();
    await authorize(both[0], 'uid-anna');
    await authorize(both[1], 'uid-ben');
    await rotate(both, ['uid-anna', 'uid-ben']);
  });

  it(`L6: two processes on one context store, through ${ROTATIONS} rotations of two users`, async () => {
    const config = { dir: sharedFolder(), cache: false };
    const contextStorage = {
      default: { module: 'memory' },
      shared: { module: 'localfilesystem', config },
    };
    // localfilesystem keeps all of a context in one file: each process undoes now and then what the other has written.
    const one = (): Promise<NodeRed> => start(userDirFor('shared'), { contextStorage });
    const both = await Promise.all([one(), one()]);
    await authorize(both[0], 'uid-anna');
    await authorize(both[1], 'uid-ben');
    await rotate(both, ['uid-anna', 'uid-ben']);
  });

  it('L6: a login may come back at another process, once', async () => {
    const [one, two] = await startTwo();
    const callback = await callbackOf(one, 'uid-anna');
    (await ask(two, callback)).should.have.property('uid', 'uid-anna');
    should(await devicesOf(one, 'uid-anna')).be.an.Array();

    // Even with a code that Tuya would take: the state is over, wherever it comes in.
    const calls = cloud.calls.length;
    const again = new URLSearchParams(callback.slice(callback.indexOf('?')));
    again.set('code', cloud.issueCode('uid-ben'));
    for (const nodeRed of [two, one]) {
      const refused = await fetch(`${nodeRed.url}/callback?${again.toString()}`);
      refused.status.should.equal(500);
      ((await refused.json()) as { code: string }).code.should.equal('TUYA_STATE');
    }
    cloud.calls.should.have.length(calls);
  });
});
