import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import should from 'should';
import { TokenStore } from '../../../nodes/cloud/storage/token-store';
import { contextStorageOf } from '../../../nodes/runtime/account/context-stores';
import { digest, dropTokens, letGo, storeOf } from '../../../nodes/runtime/account/token-stores';
import type { Red } from '../../../nodes/runtime/red-types';
import { ACCOUNT, useCodeMode } from '../../support/code-mode';
import { FakeClock } from '../../support/fake-clock';
import { clientOf } from '../../support/rig';

/** Node-RED's nodes share one spy. */
interface Warned {
  args: [string][];
  thisValues: unknown[];
}

describe('where an account keeps its users’ tokens', () => {
  const rig = useCodeMode();

  it('L9: users that only memory holds outlive a deploy', async () => {
    writeFileSync(join(rig.userDir, 'tuya-tokens'), 'a file where the folder should be');
    const flow = await rig.start();
    await rig.authorize('uid-anna');
    await rig.redeploy({ name: 'renamed' });
    should((await flow.ask({ action: 'get' })).payload).have.property('uid', 'uid-anna');
    rmSync(join(rig.userDir, 'tuya-tokens'));
    await rig.redeploy({ name: 'renamed again' });
    await flow.ask({ action: 'renew' });
    rig.storedFiles().should.have.length(1);
  });

  it('L9: whoever deploys it anew is told anew that nothing is stored, by the node that is there now', async () => {
    writeFileSync(join(rig.userDir, 'tuya-tokens'), 'a file where the folder should be');
    const flow = await rig.start();
    await rig.authorize('uid-anna');
    for (let renewal = 0; renewal < 2; renewal++) await flow.ask({ action: 'renew' });
    flow.logged('a').should.have.length(1);
    await rig.redeploy({ name: 'renamed' });
    await flow.ask({ action: 'renew' });
    const { args, thisValues } = (flow.node('a') as unknown as { warn: Warned }).warn;
    args.should.have.length(2);
    should(args[1]).eql(args[0]);
    thisValues.map((node) => node === flow.node('a')).should.eql([false, true]);
  });

  it('are one file each, in a folder for its key in one for its account, as the version before has left them', async () => {
    const { cloud } = await rig.start();
    await rig.authorize('uid-anna');
    const [file = ''] = rig.storedFiles();
    const nameOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
    dirname(file).should.equal(join(nameOf('a'), nameOf(cloud.client_id)));
  });

  it('a context store that does not exist is TUYA_CONFIG, and no token goes elsewhere', async () => {
    const flow = await rig.start({}, { account: { ...ACCOUNT, tokenStore: 'rediss' } });
    const answer = await flow.ask({ action: 'users' });
    should(answer.error?.code).equal('TUYA_CONFIG');
    should(answer.error?.message)
      .match(/context store/)
      .and.not.match(/rediss/);
  });

  it('users in a context store are found there, sealed', async () => {
    const flow = await rig.start({}, { account: { ...ACCOUNT, tokenStore: 'default' } });
    flow
      .logged('a')
      .join()
      .should.match(/is in memory/);
    await rig.authorize('uid-anna');
    const context = flow.node('a').context().global;
    const [key = ''] = context
      .keys()
      .filter((name) => /^tuya_[0-9a-f]{32}_[0-9a-f]{8}-[0-9a-f]{40}$/.test(name));
    String(context.get(key))
      .should.match(/^v1\./)
      .and.not.match(/uid-anna/);
    await rig.redeploy({ name: 'renamed', tokenStore: 'default' });
    should((await flow.ask({ action: 'get' })).payload).have.property('uid', 'uid-anna');
  });

  it('L6: two clients on one context store, through 50 rotations', async () => {
    const flow = await rig.start();
    const node = flow.node('a');
    const key = { client_id: flow.cloud.client_id, secret: flow.cloud.secret };
    const [one, two] = [1, 2].map(() => {
      const store = new TokenStore(key, contextStorageOf(node, 'default', 'a'), () => undefined);
      return clientOf({ ...key, baseUrl: flow.cloud.url }, store);
    });
    if (one === undefined || two === undefined) throw new Error('There are two');
    const { signal } = new AbortController();
    await one.exchange(flow.cloud.issueCode('uid-anna'), '', signal);
    const read = { method: 'GET', path: '/v1.0/devices' };
    for (let i = 0; i < 50; i++) {
      flow.cloud.expireTokens();
      await Promise.all([one.call(read, signal), two.call(read, signal)]);
    }
    await one.close();
    await two.close();
    const stored = inspect(node.context().global.keys());
    stored.should.not.match(/uid-anna/);
  });

  it('L6: a pair that another process has undone in a context store is stored again', async () => {
    const flow = await rig.start();
    const { global } = flow.node('a').context();
    const clock = new FakeClock();
    const key = { client_id: flow.cloud.client_id, secret: flow.cloud.secret };
    const storage = contextStorageOf(flow.node('a'), 'default', 'undone');
    const store = new TokenStore(key, storage, () => undefined, clock);
    await store.welcome({
      ...{ uid: 'uid-anna', access_token: 'access', refresh_token: 'refresh', base_url: flow.cloud.url },
      ...{ authorized_at: clock.now(), expires_at: clock.now() + 7_200_000 },
    });
    const kept = (): string[] => global.keys().filter((name) => /^tuya_undone_[0-9a-f]{8}-/.test(name));
    const [name = ''] = kept();
    global.set(name, undefined);
    clock.advance(1000);
    for (let turn = 0; turn < 1000 && kept().length === 0; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    kept().should.eql([name]);
    await store.rest();
  });

  it('another account, key, secret or place has another store, and the same one has the same', () => {
    const RED = { settings: {} } as Red;
    const place = { id: 'apart', client_id: 'one', secret: 's', tokenStore: 'file' };
    const places = [
      place,
      { ...place, id: 'other' },
      { ...place, client_id: 'two' },
      { ...place, secret: 'new' },
      { ...place, id: 'aparto', client_id: 'ne' },
      { ...place, tokenStore: 'memory' },
    ];
    const open = (): TokenStore[] => places.map((one) => storeOf(RED, one, undefined));
    const stores = open();
    new Set(stores).size.should.equal(places.length);
    open()
      .every((store, at) => store === stores[at])
      .should.be.true();
    stores.forEach(letGo);
  });

  it('L2: what only memory holds of a deleted account goes too, and one of its name begins anew', async () => {
    const RED = { settings: {}, nodes: { eachNode: () => undefined } } as unknown as Red;
    const place = { id: 'dropped', client_id: 'one', secret: 's', tokenStore: 'file' };
    const store = storeOf(RED, place, undefined);
    const now = Date.now();
    await store.welcome({
      ...{
        uid: 'uid-anna',
        access_token: 'access',
        refresh_token: 'refresh',
        base_url: 'http://127.0.0.1:9',
      },
      ...{ authorized_at: now, expires_at: now + 7_200_000 },
    });
    await dropTokens(RED, 'dropped');
    (await store.list({ limit: 1 })).total.should.equal(0);
    const next = storeOf(RED, place, undefined);
    next.should.not.equal(store);
    letGo(next);
  });

  it('L2: who waits for an account’s end finds nothing of it: the next one of its name may begin at once', async () => {
    const folder = join(rig.userDir, 'tuya-tokens', digest('dropped'));
    mkdirSync(join(folder, 'key'), { recursive: true });
    writeFileSync(join(folder, 'key', 'anna.token'), 'sealed');
    const RED = { settings: { userDir: rig.userDir }, nodes: { eachNode: () => undefined } };
    await dropTokens(RED as unknown as Red, 'dropped');
    existsSync(folder).should.be.false();
  });

  it('L9: a folder that cannot be removed is nobody’s error: nobody waits for it', async () => {
    writeFileSync(join(rig.userDir, 'tuya-tokens'), 'a file where the folder should be');
    const RED = { settings: { userDir: rig.userDir }, nodes: { eachNode: () => undefined } };
    await dropTokens(RED as unknown as Red, 'dropped').should.be.fulfilled();
  });

  it('a store that is let go takes no other along, not even of the same account with another key', () => {
    const RED = { settings: {} } as Red;
    const key = { client_id: 'one', secret: 's', tokenStore: 'file' };
    const places = [
      { ...key, id: 'let-go' },
      { ...key, id: 'let-go', client_id: 'two' },
      { ...key, id: 'stays' },
    ];
    const open = (): TokenStore[] => places.map((place) => storeOf(RED, place, undefined));
    const before = open();
    before.slice(0, 1).forEach(letGo);
    const after = open();
    after.map((store, at) => store === before[at]).should.eql([false, true, true]);
    after.forEach(letGo);
  });
});
