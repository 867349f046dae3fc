import { spawn } from 'node:child_process';
import { EventEmitter, on, once } from 'node:events';
import { join } from 'node:path';
import { inspect } from 'node:util';
import should from 'should';
import { FileStorage } from '../../../nodes/cloud/storage/file-storage';
import type { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { FakeClock } from '../../support/fake-clock';
import { Households, namesIn } from '../../support/households';
import type { Process } from '../../support/households';
import { failureOf } from '../../support/rig';
import { freePort } from '../../support/free-port';
import { Proxy } from '../../support/tunnel';
import { startCloud } from '../../simulator/index';
import type { Call, Cloud } from '../../simulator/index';
import { MemoryStorage } from '../../support/memory-storage';
import { root } from '../../support/root';

describe('users in code mode', () => {
  let houses: Households;
  let one: Process;
  let elsewhere: Cloud;
  before(async () => {
    elsewhere = await startCloud();
  });
  after(() => elsewhere.close());
  beforeEach(async () => {
    houses = await Households.start();
    one = houses.process();
  });
  afterEach(() => houses.close());

  /** Resolves as soon as the cloud has got such a call, before it answers. */
  async function arrived(fits: (path: string) => boolean): Promise<void> {
    for await (const [call] of on(houses.cloud, 'arrived')) if (fits((call as Call).path)) return;
  }

  /** Lets time pass for a client until something has happened, no faster than it does: a disk may take its time. */
  async function passing(clock: FakeClock, happened: Promise<unknown>): Promise<void> {
    const state = { done: false };
    const end = (): void => {
      state.done = true;
    };
    happened.then(end, end);
    while (!state.done) {
      clock.advance(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  it('each user sees their own devices with their own token', async () => {
    await houses.authorize(one, 'uid-anna');
    await houses.authorize(one, 'uid-ben');
    namesIn(await one.devices('uid-anna'))
      .should.containEql('Desk lamp')
      .and.not.containEql('Kitchen lamp');
    namesIn(await one.devices('uid-ben')).should.eql(['Kitchen lamp', 'Television socket']);
    houses.cloud.calls.every(({ verified }) => verified).should.be.true();
  });

  it('exchanges a code with the query sorted before it is signed', async () => {
    await houses.authorize(one, 'uid-anna');
    const [call] = houses.cloud.tokenCalls;
    should(call?.rawUrl).match(/^\/v1\.0\/token\?code=[0-9a-f]+&grant_type=2$/);
    should(call?.verified).be.true();
  });

  it('the only user is the default, several have to be named, nobody is an error', async () => {
    const fails = async (uid: string | undefined, code: string, message: RegExp): Promise<void> => {
      const error = await failureOf(one.devices(uid));
      error.code.should.equal(code);
      error.message.should.match(message);
    };
    await fails(undefined, 'TUYA_AUTHORIZATION_REQUIRED', /^Nobody has authorized/);
    await houses.authorize(one, 'uid-anna');
    namesIn(await one.devices()).should.containEql('Desk lamp');
    await houses.authorize(one, 'uid-ben');
    await fails(undefined, 'TUYA_USER_REQUIRED', /^Several users .* none is named$/);
    await fails('uid-carl', 'TUYA_AUTHORIZATION_REQUIRED', /^This user has to authorize again$/);
  });

  it('tells who has authorized, without tokens', async () => {
    await houses.authorize(one, 'uid-anna');
    const users = await one.client.requireUsers().list();
    users.map((user) => Object.keys(user)).should.eql([['uid', 'base_url', 'authorized_at', 'expires_at']]);
    should(users[0]?.uid).equal('uid-anna');
    should(users[0]?.expires_at).be.within(Date.now() + 7_190_000, Date.now() + 7_200_000);
  });

  it('tells them in the order in which they authorized, by the clock', async () => {
    const clock = new FakeClock();
    const process = houses.process({ clock });
    for (const [uid, ago] of [
      ['uid-anna', 0],
      ['uid-ben', 60_000],
      ['uid-carl', 30_000],
    ] as const) {
      clock.wall = Date.now() - ago;
      await houses.authorize(process, uid);
    }
    const users = await process.client.requireUsers().list();
    users.map(({ uid }) => uid).should.eql(['uid-ben', 'uid-carl', 'uid-anna']);
  });

  it('who asks for one user at the same time shares one life', async () => {
    await houses.authorize(one, 'uid-anna');
    const users = houses.process().client.requireUsers();
    const [first, second] = await Promise.all([users.lifeOf('uid-anna'), users.lifeOf('uid-anna')]);
    (first === second).should.be.true();
  });

  it('nothing is kept of token calls that have ended, of users whom nobody knows or who were forgotten, nor after a close', async () => {
    const clock = new FakeClock();
    clock.wall = Date.now();
    const process = houses.process({ clock });
    const users = process.client.requireUsers();
    await houses.authorize(process, 'uid-anna');
    await process.client.renewToken(houses.signal, 'uid-anna');
    (await failureOf(process.devices('uid-nobody'))).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    await houses.authorize(process, 'uid-ben');
    houses.cloud.refuseRefreshTokens();
    const failed = failureOf(process.client.renewToken(houses.signal, 'uid-ben'));
    await passing(clock, failed);
    (await failed).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    await process.client.forget('uid-ben');
    const kept = users as unknown as {
      lives: Map<string, unknown>;
      watch: { lives: Map<unknown, unknown> };
      refused: Map<string, unknown>;
      vital: Set<unknown>;
      giveUp: { listeners: Set<unknown> };
    };
    [...kept.lives.keys()].should.eql(['uid-anna']);
    kept.watch.lives.size.should.equal(1);
    kept.refused.size.should.equal(0);
    kept.vital.size.should.equal(0);
    kept.giveUp.listeners.size.should.equal(0);
    await users.close();
    clock.waiting.should.equal(0);
  });

  it('closed, no exchange begins, and none that was under way hands a token out', async () => {
    const users = one.client.requireUsers();
    const exchange = (uid: string) =>
      failureOf(users.exchange(houses.cloud.issueCode(uid), houses.cloud.url, houses.signal));
    houses.cloud.delay = 20;
    const failed = exchange('uid-anna');
    await arrived((path) => path === '/v1.0/token');
    await users.close();
    (await failed).code.should.equal('TUYA_ABORTED');
    (await exchange('uid-ben')).code.should.equal('TUYA_ABORTED');
    houses.cloud.calls.should.have.length(1);
  });

  it('RULES 11: closed, nobody gets a token: not who waits, who had one, or who asks for a user for the first time', async () => {
    for (const uid of ['uid-anna', 'uid-ben', 'uid-carl']) await houses.authorize(one, uid);
    const clock = new FakeClock();
    clock.wall = Date.now();
    const users = houses.process({ clock }).client.requireUsers();
    const [anna, ben] = [await users.lifeOf('uid-anna'), await users.lifeOf('uid-ben')];
    await anna.get(houses.signal);
    houses.cloud.fail('hang', { kind: 'token' });
    const got: string[] = [];
    const note = async (token: Promise<unknown>): Promise<void> => {
      const code = (reason: unknown): string => (reason as TuyaError).code;
      got.push(await token.then(() => 'a token', code));
    };
    void note(ben.renew(houses.signal));
    await arrived((path) => path.startsWith('/v1.0/token/'));
    const closed = users.close();
    for (const uid of ['uid-anna', 'uid-carl']) await note((await users.lifeOf(uid)).get(houses.signal));
    got.push(anna.ready() === undefined ? 'nothing' : 'a token');
    clock.advance(8000);
    await closed;
    await new Promise((resolve) => setImmediate(resolve));
    got.should.eql(['TUYA_ABORTED', 'TUYA_ABORTED', 'TUYA_ABORTED', 'nothing']);
    clock.waiting.should.equal(0); // the call on its way was given up as well
  });

  it('P3, RULES 7: a refused refresh token is TUYA_AUTHORIZATION_REQUIRED, once, and no further calls', async () => {
    const clock = new FakeClock();
    clock.wall = Date.now();
    const process = houses.process({ clock });
    await houses.authorize(process, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.refuseRefreshTokens();
    const failed = failureOf(process.devices());
    await passing(clock, failed);
    (await failed).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    const calls = houses.cloud.calls.length;
    for (let i = 0; i < 5; i++)
      (await failureOf(process.devices())).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    houses.cloud.calls.length.should.equal(calls);
    houses.refreshes.should.equal(1);
    await houses.authorize(process, 'uid-anna');
    namesIn(await process.devices()).should.containEql('Desk lamp');
  });

  it('P3: a refresh token that was refused and comes with a new authorization counts again', async () => {
    const clock = new FakeClock();
    clock.wall = Date.now();
    const process = houses.process({ clock });
    await houses.authorize(process, 'uid-anna');
    const { refresh_token = '' } = (await process.store.read('uid-anna')) ?? {};
    houses.cloud.expireTokens();
    houses.cloud.fail({ code: 1010 }, { kind: 'token' });
    const failed = failureOf(process.devices());
    await passing(clock, failed);
    (await failed).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    houses.cloud.fail({ token: { refresh_token } }, { kind: 'token' });
    await houses.authorize(process, 'uid-anna');
    await process.devices();
    houses.cloud.expireTokens();
    namesIn(await process.devices()).should.containEql('Desk lamp');
    houses.refreshes.should.equal(2);
  });

  it('P3: a user whom another process forgets while the store is read again has to authorize', async () => {
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.refuseRefreshTokens();
    houses.cloud.delay = 20;
    const failed = failureOf(one.devices('uid-anna'));
    await arrived((path) => path.startsWith('/v1.0/token/'));
    await houses.process().client.forget('uid-anna');
    (await failed).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
  });

  it('who watches hears nothing of a stored token whose time is over', async () => {
    await houses.authorize(one, 'uid-anna');
    const stored = await one.store.read('uid-anna');
    const clock = new FakeClock();
    clock.wall = stored?.expires_at ?? 0;
    const process = houses.process({ clock });
    const told: string[] = [];
    process.client.watch(({ access_token }) => told.push(access_token));
    const { access_token } = await process.client.getToken(houses.signal, 'uid-anna');
    access_token.should.not.equal(stored?.access_token);
    told.should.eql([access_token]);
  });

  it('P4, RULES 7: a lost reply to a refresh is tried once more, and asked for authorization when the token was used up', async () => {
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.fail('lost-reply', { kind: 'token' });
    (await failureOf(one.devices())).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    houses.refreshes.should.equal(2);
  });

  it('P4: a refresh that never arrived succeeds the second time', async () => {
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.fail('reset', { kind: 'token' });
    namesIn(await one.devices()).should.containEql('Desk lamp');
    houses.refreshes.should.equal(2);
  });

  it('an outage loses no user: the refresh token is tried again later', async () => {
    const clock = new FakeClock();
    clock.wall = Date.now();
    const process = houses.process({ clock, account: { timeout: 600_000 } });
    await houses.authorize(process, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.fail('reset', { kind: 'token', times: 2 });
    const failed = failureOf(process.devices());
    await passing(clock, failed);
    (await failed).code.should.equal('TUYA_NETWORK');
    (await failureOf(process.devices())).code.should.equal('TUYA_NETWORK');
    houses.refreshes.should.equal(2);
    clock.advance(1000);
    namesIn(await process.devices()).should.containEql('Desk lamp');
  });

  for (const [what, spoil] of [
    ['used twice', async () => houses.cloud.issueCode('uid-anna')],
    ['expired', async () => ((houses.cloud.codeLife = 0), houses.cloud.issueCode('uid-anna'))],
    ['of another data center', async () => elsewhere.issueCode('uid-anna')],
  ] as [string, () => Promise<string>][]) {
    it(`P15: a code that is ${what} is a clear error, and what was there stays valid`, async () => {
      await houses.authorize(one, 'uid-anna');
      const code = await spoil();
      if (what === 'used twice') await one.client.exchange(code, '', houses.signal);
      (await failureOf(one.client.exchange(code, '', houses.signal))).code.should.equal('TUYA_1107');
      namesIn(await one.devices()).should.containEql('Desk lamp');
    });
  }

  it('P16: a platform_url of an unknown host is not followed, in the callback and in the reply', async () => {
    houses.cloud.platform = 'https://evil.example';
    await one.client.exchange(houses.cloud.issueCode('uid-anna'), 'https://evil.example', houses.signal);
    const [user] = await one.client.requireUsers().list();
    should(user?.base_url).equal(houses.cloud.url);
    namesIn(await one.devices()).should.containEql('Desk lamp');
  });

  it('P16: a platform_url of a data center becomes the base of that user', async () => {
    houses.cloud.platform = 'https://openapi.tuyaus.com';
    await houses.authorize(one, 'uid-anna');
    const [user] = await one.client.requireUsers().list();
    should(user?.base_url).equal('https://openapi.tuyaus.com');
  });

  it('forget drops one user and leaves the others', async () => {
    await houses.authorize(one, 'uid-anna');
    await houses.authorize(one, 'uid-ben');
    should(await one.client.forget('uid-ben')).equal('uid-ben');
    (await failureOf(one.devices('uid-ben'))).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    namesIn(await one.devices()).should.containEql('Desk lamp');
  });

  it('without the permission package a user authorization is a 1106 that costs one call', async () => {
    await houses.authorize(one, 'uid-anna');
    houses.cloud.packages.authorization = false;
    (await failureOf(one.devices())).code.should.equal('TUYA_1106');
    houses.cloud.calls.should.have.length(2);
  });

  it('RULES 4: 200 rotations with a token life of two seconds lose no user', async () => {
    const clock = new FakeClock();
    clock.wall = Date.now();
    const process = houses.process({ clock });
    houses.cloud.tokenLife = 2;
    const uids = ['uid-anna', 'uid-ben'];
    for (const uid of uids) await houses.authorize(process, uid);
    for (let i = 0; i < 200; i++) {
      clock.advance(2100);
      houses.cloud.clockOffset += 2100;
      await Promise.all(uids.map((uid) => process.devices(uid)));
    }
    houses.refreshes.should.equal(400);
  });

  it('L6: two processes on one folder find each other’s pairs, through 50 rotations', async () => {
    const two = houses.process();
    await houses.authorize(one, 'uid-anna');
    for (let i = 0; i < 50; i++) {
      houses.cloud.expireTokens();
      const both = await Promise.all([one.devices(), two.devices()]);
      for (const answer of both) namesIn(answer).should.containEql('Desk lamp');
    }
  });

  it('L3: killed right after a rotation, the next process goes on with the stored pair', async () => {
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    const child = spawn(
      process.execPath,
      [join(root, 'dist/test/support/rotate-and-wait.js'), houses.cloud.url, houses.folder],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const said: unknown = (await once(child.stdout, 'data'))[0];
    String(said).should.match(/rotated/);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    houses.refreshes.should.equal(1);
    namesIn(await houses.process().devices()).should.containEql('Desk lamp');
    houses.refreshes.should.equal(1);
  });

  it('RULES 4: a new pair is used only when it is stored, after a login and after a refresh', async () => {
    const storage = new MemoryStorage();
    const process = houses.process({ storage });
    let held = storage.hold('set');
    let given = false;
    const login = houses.authorize(process, 'uid-anna').then(() => (given = true));
    await held.began;
    await new Promise((resolve) => setImmediate(resolve));
    given.should.be.false();
    held.letGo();
    await login;
    houses.cloud.expireTokens();
    held = storage.hold('set');
    const call = process.devices();
    await held.began;
    // A call that was sent would have arrived before an answer to a later one comes back.
    for (let i = 0; i < 3; i++) await (await fetch(houses.cloud.url)).arrayBuffer();
    const calls = (): number => houses.cloud.calls.filter(({ path }) => path === '/v1.0/devices').length;
    calls().should.equal(1); // the one whose token was refused
    held.letGo();
    await call;
    calls().should.equal(2);
  });

  it('a close in the middle of a rotation loses nobody: the pair is stored before it ends', async () => {
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.delay = 100;
    const call = failureOf(one.devices());
    await arrived((path) => path.startsWith('/v1.0/token/'));
    await one.client.close();
    (await call).code.should.equal('TUYA_ABORTED');
    houses.cloud.delay = 0;
    const sent = houses.cloud.calls.length;
    namesIn(await houses.process().devices()).should.containEql('Desk lamp');
    houses.refreshes.should.equal(1);
    sent.should.equal(3); // the code, the refused call and the refresh: nothing was sent after the close
  });

  it('a close in the middle of an exchange stores the user', async () => {
    houses.cloud.delay = 100;
    const exchange = failureOf(houses.authorize(one, 'uid-anna'));
    await arrived((path) => path === '/v1.0/token');
    await one.client.close();
    (await exchange).code.should.equal('TUYA_ABORTED');
    houses.cloud.delay = 0;
    namesIn(await houses.process().devices()).should.containEql('Desk lamp');
  });

  it('a close gives up a cloud that says nothing to a refresh after eight seconds, and all other calls at once', async () => {
    const clock = new FakeClock();
    clock.wall = Date.now();
    const process = houses.process({ clock });
    await houses.authorize(process, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.fail('hang', { kind: 'token' });
    const call = failureOf(process.devices());
    await arrived((path) => path.startsWith('/v1.0/token/'));
    let closed = false;
    const close = process.client.close().then(() => (closed = true));
    (await call).code.should.equal('TUYA_ABORTED');
    clock.advance(7999);
    await new Promise((resolve) => setImmediate(resolve));
    closed.should.be.false();
    clock.advance(1);
    await close;
  });

  it('RULES 2: a wall clock that is set while a rotated pair is being stored does not shorten its life', async () => {
    const clock = new FakeClock();
    clock.wall = Date.now();
    const storage = new MemoryStorage();
    const { client } = houses.process({ clock, storage });
    await client.exchange(houses.cloud.issueCode('uid-anna'), '', houses.signal);
    const held = storage.hold('set');
    const renewal = client.renewToken(houses.signal);
    await held.began;
    clock.wall += 86_400_000;
    held.letGo();
    client.leftOf(await renewal).should.equal(7_200_000);
  });

  it('forget is not undone by a rotation under way, and its caller learns what happened', async () => {
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.delay = 50;
    const call = failureOf(one.devices());
    await arrived((path) => path.startsWith('/v1.0/token/'));
    await one.client.forget('uid-anna');
    (await call).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    await one.client.close(); // the rotation has ended by now
    (await houses.process().client.requireUsers().list()).should.eql([]);
  });

  it('a user whom another process forgets during a rotation stays forgotten', async () => {
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.delay = 50;
    const call = failureOf(one.devices());
    await arrived((path) => path.startsWith('/v1.0/token/'));
    await houses.process().client.forget('uid-anna');
    (await call).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    (await houses.process().client.requireUsers().list()).should.eql([]);
  });

  it('a user who authorizes anew during a rotation keeps the new pair', async () => {
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.delay = 50;
    const call = one.devices();
    await arrived((path) => path.startsWith('/v1.0/token/'));
    houses.cloud.delay = 0;
    await houses.authorize(one, 'uid-anna');
    const fresh = (await one.store.read('uid-anna'))?.access_token;
    await call;
    (await one.client.getToken(houses.signal)).access_token.should.equal(fresh);
    should((await one.store.read('uid-anna'))?.access_token).equal(fresh);
  });

  it('RULES 7: a pair that the storage did not take gives way to one that another process has stored, once it is refused', async () => {
    const storage = new FileStorage(houses.folder);
    const behind = houses.process({ storage });
    await houses.authorize(behind, 'uid-anna');
    storage.set = () => Promise.reject(Object.assign(new Error('read-only'), { code: 'EROFS' }));
    await behind.client.renewToken(houses.signal); // only memory knows this pair
    houses.cloud.expireTokens();
    houses.cloud.refuseRefreshTokens();
    await houses.authorize(one, 'uid-anna');
    namesIn(await behind.devices()).should.containEql('Desk lamp');
  });

  it('L6: an older pair that a lost write left in the storage is passed over, and the newer one waited for', async () => {
    const storage = new FileStorage(houses.folder);
    const clock = new FakeClock();
    clock.wall = Date.now();
    const behind = houses.process({ storage, clock });
    await houses.authorize(one, 'uid-anna');
    const read = storage.get.bind(storage);
    const [name = ''] = await storage.names();
    const older = await read(name);
    await behind.client.renewToken(houses.signal);
    await one.devices();
    await one.client.renewToken(houses.signal);
    // The newest is not to be seen before the third look after the refusal.
    let looks = 0;
    const isRefused = (): boolean => houses.cloud.tokenCalls.some(({ code }) => code !== undefined);
    storage.get = (each) => (isRefused() && ++looks > 2 ? read(each) : Promise.resolve(older));
    storage.set = () => Promise.resolve();
    const listed = behind.devices();
    await passing(clock, listed);
    namesIn(await listed).should.containEql('Desk lamp');
    looks.should.equal(3);
    houses.refreshes.should.equal(3); // each process' own, and the one that was refused
  });

  it('RULES 11: a close begins no rotation, and ends the lives of all users: their watchers hear of nothing more', async () => {
    const clock = new FakeClock();
    clock.wall = Date.now();
    const process = houses.process({ clock });
    for (const uid of ['uid-anna', 'uid-ben']) await houses.authorize(process, uid);
    const told: string[] = [];
    process.client.watch(({ uid }) => told.push(uid));
    const renewing: boolean[] = [];
    process.client.onRenewing((busy) => renewing.push(busy));
    const news: string[] = [];
    process.client.onNews(({ about }) => news.push(about));
    news.length = 0; // what it was told at once
    houses.cloud.fail('hang', { kind: 'token' });
    const failed = failureOf(process.client.renewToken(houses.signal, 'uid-ben'));
    await arrived((path) => path.startsWith('/v1.0/token/'));
    const closed = process.client.close();
    (await failed).code.should.equal('TUYA_ABORTED');
    renewing.should.eql([true, false]);
    clock.advance(8000); // what a close has for a pair that is on its way
    await closed;
    clock.advance(7_200_000);
    await new Promise((resolve) => setImmediate(resolve));
    told.should.eql([]);
    news.should.eql([]); // a close is no refusal of the key
    houses.refreshes.should.equal(1);
    (await failureOf(process.devices('uid-anna'))).code.should.equal('TUYA_ABORTED');
  });

  it('renew brings a new token, after a start too', async () => {
    await houses.authorize(one, 'uid-anna');
    const before = await one.client.getToken(houses.signal);
    const started = houses.process();
    const renewed = await started.client.renewToken(houses.signal);
    renewed.access_token.should.not.equal(before.access_token);
    const [first, second] = await Promise.all([
      started.client.renewToken(houses.signal),
      started.client.renewToken(houses.signal),
    ]);
    first.access_token.should.equal(second.access_token);
    houses.refreshes.should.equal(2);
  });

  it('a token that was stored before a start says nothing of the key, nor of another program when it is refused', async () => {
    for (const uid of ['uid-anna', 'uid-ben']) await houses.authorize(one, uid);
    const process = houses.process();
    const told: string[] = [];
    process.client.onNews((news) => {
      if (news.about === 'key') told.push(news.error?.code ?? 'good');
      if (news.about === 'rival') told.push('rival');
    });
    houses.cloud.fail({ code: 1004 }, { kind: 'token' });
    (await failureOf(process.client.renewToken(houses.signal, 'uid-anna'))).code.should.equal('TUYA_1004');
    houses.cloud.fail({ code: 1010 }, { kind: 'business' });
    houses.cloud.fail({ code: 1004 }, { kind: 'token' });
    (await failureOf(process.devices('uid-ben'))).code.should.equal('TUYA_1004');
    told.should.eql(['TUYA_1004', 'TUYA_1004']);
  });

  it('RULES 5: of two tokens that are refused the stored one from before a start is not counted as taken by another program', async () => {
    await houses.authorize(one, 'uid-anna');
    const process = houses.process();
    const told: boolean[] = [];
    process.client.onNews((news) => {
      if (news.about === 'rival') told.push(news.taken);
    });
    const refuse = async (): Promise<void> => {
      houses.cloud.fail({ code: 1010 }, { kind: 'business' });
      await process.devices('uid-anna');
    };
    await refuse();
    await refuse();
    told.should.eql([]);
    await refuse();
    told.should.eql([true]);
  });

  it('what another process has stored counts before what memory holds', async () => {
    const two = houses.process();
    await houses.authorize(one, 'uid-anna');
    await two.devices();
    await one.client.renewToken(houses.signal);
    houses.refreshes.should.equal(1);
    await two.devices(); // refused, then found in the storage
    houses.refreshes.should.equal(1);
  });

  it('L6: one that was found long ago and one that is found now may both be dead: the call refreshes', async () => {
    const two = houses.process();
    await houses.authorize(one, 'uid-anna');
    await two.devices();
    await one.client.renewToken(houses.signal);
    await two.devices(); // goes on with what it has found
    await one.client.renewToken(houses.signal);
    houses.cloud.expireTokens();
    await two.devices();
    houses.refreshes.should.equal(3);
  });

  it('a code waits for three turns at most, however many calls wait', async () => {
    const slow = houses.process({ account: { rateLimit: 5 } });
    await houses.authorize(slow, 'uid-anna');
    const waiting = Promise.allSettled(Array.from({ length: 20 }, () => slow.devices()));
    const before = houses.cloud.businessCalls.length;
    await houses.authorize(slow, 'uid-ben');
    (houses.cloud.businessCalls.length - before).should.be.belowOrEqual(3);
    await slow.client.close();
    await waiting;
  });

  it('A8, A10: a refresh token or code that the cloud says back is masked', async () => {
    await houses.authorize(one, 'uid-anna');
    const { refresh_token = '' } = (await one.store.read('uid-anna')) ?? {};
    houses.cloud.expireTokens();
    houses.cloud.fail({ code: 500, msg: `what is ${refresh_token}?` }, { kind: 'token', times: 3 });
    const refused = await failureOf(one.devices());
    inspect(refused, { depth: 6 })
      .should.match(/what is \*\*\*/)
      .and.not.containEql(refresh_token);
    houses.cloud.clearFaults();
    const code = houses.cloud.issueCode('uid-ben');
    houses.cloud.fail({ code: 1107, msg: `code invalid: ${code}` }, { kind: 'token' });
    const error = await failureOf(one.client.exchange(code, '', houses.signal));
    inspect(error, { depth: 6 })
      .should.match(/code invalid: \*\*\*/)
      .and.not.containEql(code);
  });

  it('a key that is bound to an app id signs it, in token calls and others', async () => {
    const bound = await Households.start({ bundleId: 'com.example.app' });
    const right = bound.process({ account: { bundleId: 'com.example.app' } });
    await bound.authorize(right, 'uid-anna');
    namesIn(await right.devices()).should.containEql('Desk lamp');
    bound.cloud.calls.map(({ verified }) => verified).should.eql([true, true]);
    (await failureOf(bound.authorize(bound.process(), 'uid-anna'))).code.should.equal('TUYA_1004');
    await bound.close();
  });

  it('P16: a code is exchanged in the region that came with it', async () => {
    const through = await Proxy.start();
    const away = houses.process({ transport: { proxyFor: () => new URL(through.url) } });
    for (const platform of ['https://openapi.tuyaus.com', 'https://openapi.tuyaus.com.evil.example']) {
      await failureOf(away.client.exchange('code', platform, houses.signal));
    }
    through.targets.should.eql(['openapi.tuyaus.com:443', new URL(houses.cloud.url).host]);
    await away.client.close();
    await through.close();
  });

  it('P14: another secret sees nothing of the users of the old one', async () => {
    await houses.authorize(one, 'uid-anna');
    const other = houses.process({ secret: 'another0secret0another0secret000' });
    (await other.client.requireUsers().list()).should.eql([]);
    (await failureOf(other.devices())).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    namesIn(await one.devices()).should.containEql('Desk lamp');
  });

  it('P14: a secret that was changed at Tuya costs one try, not one per message', async () => {
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.fail({ code: 1004 }, { kind: 'token', times: 100 });
    for (let i = 0; i < 5; i++) (await failureOf(one.devices())).code.should.equal('TUYA_1004');
    houses.refreshes.should.equal(1);
  });

  it('P20: a refresh that takes longer than the account’s timeout is stored all the same', async () => {
    await houses.authorize(one, 'uid-anna');
    const impatient = houses.process({ account: { timeout: 100 } });
    houses.cloud.delay = 400;
    (await failureOf(impatient.client.renewToken(houses.signal))).code.should.equal('TUYA_TIMEOUT');
    await once(houses.cloud, 'call');
    houses.cloud.delay = 0;
    await impatient.client.close();
    namesIn(await houses.process().devices()).should.containEql('Desk lamp');
    houses.refreshes.should.equal(1);
  });

  it('P20: a close waits for a refresh that takes seconds, and its pair is stored', async () => {
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.delay = 1500;
    const call = failureOf(one.devices());
    await arrived((path) => path.startsWith('/v1.0/token/'));
    await one.client.close();
    (await call).code.should.equal('TUYA_ABORTED');
    houses.cloud.delay = 0;
    namesIn(await houses.process().devices()).should.containEql('Desk lamp');
    houses.refreshes.should.equal(1);
  });

  it('a code that never left the machine is tried again', async () => {
    const port = await freePort();
    const clock = new FakeClock();
    clock.wall = Date.now();
    const account = { baseUrl: `http://127.0.0.1:${port}`, timeout: 600_000 };
    const away = houses.process({ clock, account });
    const exchanged = away.client.exchange('0123456789', '', houses.signal);
    // Two deadlines and the pause before the repeat: the connection was refused.
    while (clock.waiting < 3) await new Promise((resolve) => setImmediate(resolve));
    const cloud = await startCloud({ port });
    clock.advance(1000);
    (await failureOf(exchanged)).code.should.equal('TUYA_1107');
    cloud.tokenCalls.should.have.length(1);
    await cloud.close();
  });

  it('a code that may have arrived is not', async () => {
    houses.cloud.fail('reset', { kind: 'token' });
    (await failureOf(houses.authorize(one, 'uid-anna'))).code.should.equal('TUYA_NETWORK');
    houses.cloud.tokenCalls.should.have.length(1);
  });

  describe('a list that is followed', () => {
    const LIST = '/v1.0/iot-01/associated-users/devices';
    /** Its pages; the first has come when another user authorizes. */
    async function begun(): Promise<ReturnType<Process['client']['pages']>> {
      await houses.authorize(one, 'uid-anna');
      houses.cloud.pageSize = 1;
      const pages = one.client.pages({ method: 'GET', path: LIST }, 3, houses.signal);
      await pages.next();
      await houses.authorize(one, 'uid-ben');
      return pages;
    }
    /** Takes what is left; all three pages have to be one user's. */
    async function isOnes(pages: Awaited<ReturnType<typeof begun>>): Promise<void> {
      for await (const { answer } of pages) answer.envelope.success.should.be.true();
      const lists = houses.cloud.businessCalls.filter(({ path }) => path.startsWith(LIST));
      lists.should.have.length(3);
      new Set(lists.map(({ access_token }) => access_token)).size.should.equal(1);
    }

    it('stays with its user, whoever authorizes meanwhile', async () => {
      await isOnes(await begun());
    });

    it('ends when its user is forgotten', async () => {
      const pages = await begun();
      await one.client.forget('uid-anna');
      (await failureOf(pages.next())).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
      houses.cloud.businessCalls.should.have.length(1);
    });

    it('RULES 13: does so where another node might reuse its later pages', async () => {
      const pages = await begun();
      const reusing = { uid: 'uid-ben', reuse: 60_000 };
      await one.client.call({ method: 'GET', path: '/v1.0/devices' }, houses.signal, reusing);
      await isOnes(pages);
    });
  });

  it('RULES 7: a stored pair of another process that is refused as well is refreshed once more', async () => {
    const two = houses.process();
    await houses.authorize(one, 'uid-anna');
    await two.devices();
    await one.client.renewToken(houses.signal);
    houses.cloud.expireTokens(); // the pair that the other process has stored is dead, too
    namesIn(await two.devices()).should.containEql('Desk lamp');
    houses.refreshes.should.equal(2);
  });

  it('RULES 7: and only once: a cloud that refuses every token ends it', async () => {
    const two = houses.process();
    await houses.authorize(one, 'uid-anna');
    await two.devices();
    await one.client.renewToken(houses.signal);
    houses.cloud.fail({ code: 1010 }, { kind: 'business', times: Infinity });
    const before = houses.cloud.businessCalls.length;
    (await failureOf(two.devices())).code.should.equal('TUYA_1010');
    (houses.cloud.businessCalls.length - before).should.equal(3);
  });

  it('a user who authorizes anew during a rotation counts, though the wall clock went back in between', async () => {
    const clock = new FakeClock();
    clock.wall = Date.now();
    const process = houses.process({ clock });
    await houses.authorize(process, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.delay = 50;
    const call = process.devices();
    await arrived((path) => path.startsWith('/v1.0/token/'));
    houses.cloud.delay = 0;
    clock.wall -= 86_400_000;
    await houses.authorize(process, 'uid-anna');
    const fresh = (await process.store.read('uid-anna'))?.access_token;
    await call;
    should((await process.store.read('uid-anna'))?.access_token).equal(fresh);
  });

  it('P8: a machine that starts in 1970 takes no stored token for years younger than it is', async () => {
    await houses.authorize(one, 'uid-anna');
    const clock = new FakeClock();
    clock.wall = 1000;
    const started = houses.process({ clock });
    houses.cloud.expireTokens();
    namesIn(await started.devices()).should.containEql('Desk lamp');
    // The clock is learned, then the pair is rotated: no call tries the old token.
    houses.cloud.tokenCalls.map(({ code }) => code ?? 0).should.eql([0, 1013, 0]);
    houses.cloud.businessCalls.should.have.length(1);
  });

  it('after the account’s address was changed its users’ calls and refreshes go to the new one', async () => {
    await houses.authorize(one, 'uid-anna');
    const through = await Proxy.start({ silent: true });
    const moved = houses.process({
      account: { baseUrl: 'http://127.0.0.2:9', timeout: 200 },
      transport: { proxyFor: () => new URL(through.url) },
    });
    await failureOf(moved.devices());
    through.targets.should.matchEach('127.0.0.2:9');
    await moved.client.close();
    await through.close();
  });

  it('a region that the cloud named stays the user’s, whatever the account’s address is', async () => {
    houses.cloud.platform = 'https://openapi.tuyaus.com';
    await houses.authorize(one, 'uid-anna');
    const through = await Proxy.start({ silent: true });
    const moved = houses.process({
      account: { baseUrl: 'http://127.0.0.2:9', timeout: 200 },
      transport: { proxyFor: () => new URL(through.url) },
    });
    await failureOf(moved.devices());
    through.targets.should.matchEach('openapi.tuyaus.com:443');
    await moved.client.close();
    await through.close();
  });

  it('a message that begins while its user is being forgotten goes on when the storage does not let go', async () => {
    const storage = new FileStorage(houses.folder);
    const process = houses.process({ storage });
    await houses.authorize(process, 'uid-anna');
    let refuse = (): void => undefined;
    storage.delete = () =>
      new Promise((_, reject) => {
        refuse = () => {
          reject(Object.assign(new Error('read-only'), { code: 'EROFS' }));
        };
      });
    const forgotten = failureOf(process.client.forget('uid-anna'));
    const call = process.devices('uid-anna');
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    refuse();
    (await forgotten).code.should.equal('TUYA_CONFIG');
    namesIn(await call).should.containEql('Desk lamp');
  });

  it('so does one whose user is to be forgotten while the storage is read', async () => {
    const storage = new MemoryStorage();
    await houses.authorize(houses.process({ storage }), 'uid-anna');
    const process = houses.process({ storage });
    const reading = storage.hold('get');
    const call = process.devices('uid-anna');
    await reading.began;
    storage.break('delete', 'EROFS');
    const removal = storage.hold('delete');
    const forgotten = failureOf(process.client.forget('uid-anna'));
    await removal.began;
    reading.letGo();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    removal.letGo();
    (await forgotten).code.should.equal('TUYA_CONFIG');
    namesIn(await call).should.containEql('Desk lamp');
  });

  it('a call of a user whose token is known asks no storage', async () => {
    const storage = new FileStorage(houses.folder);
    const process = houses.process({ storage });
    await houses.authorize(process, 'uid-anna');
    let asked = 0;
    const get = storage.get.bind(storage);
    storage.get = (name) => {
      asked++;
      return get(name);
    };
    await process.devices('uid-anna');
    asked.should.equal(0);
  });

  it('a message that begins while its user is being forgotten gets no token out of memory', async () => {
    await houses.authorize(one, 'uid-anna');
    const forgotten = one.client.forget('uid-anna');
    const call = failureOf(one.devices('uid-anna'));
    await forgotten;
    (await call).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    (await failureOf(one.devices('uid-anna'))).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
  });

  it('a message whose user is forgotten while the storage is read gets no token either', async () => {
    await houses.authorize(one, 'uid-anna');
    const storage = new FileStorage(houses.folder);
    const process = houses.process({ storage });
    const reading = new EventEmitter();
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const get = storage.get.bind(storage);
    storage.get = async (name) => {
      const text = await get(name);
      reading.emit('begun');
      await held;
      return text;
    };
    const begun = once(reading, 'begun');
    const call = failureOf(process.devices('uid-anna'));
    await begun;
    const forgotten = process.client.forget('uid-anna');
    answer();
    await forgotten;
    (await call).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    houses.cloud.businessCalls.should.have.length(0);
  });

  it('RULES 11: a closed client begins no exchange, and hands out no token that came afterwards', async () => {
    await one.client.close();
    (await failureOf(houses.authorize(one, 'uid-anna'))).code.should.equal('TUYA_ABORTED');
    houses.cloud.calls.should.have.length(0);
  });

  it('a rotation that brings no new refresh token keeps the old one', async () => {
    await houses.authorize(one, 'uid-anna');
    const before = (await one.store.read('uid-anna'))?.refresh_token;
    houses.cloud.expireTokens();
    houses.cloud.fail({ token: { refresh_token: '' } }, { kind: 'token' });
    await one.devices();
    should((await one.store.read('uid-anna'))?.refresh_token).equal(before);
  });

  it('a rotation is its user’s, whomever the answer names, and changes nothing of when they authorized', async () => {
    const clock = new FakeClock();
    clock.wall = Date.now();
    const { client, store } = houses.process({ clock });
    await client.exchange(houses.cloud.issueCode('uid-anna'), '', houses.signal);
    const before = (await store.read('uid-anna'))?.authorized_at;
    should(before).equal(clock.now());
    clock.advance(60_000);
    houses.cloud.fail({ token: { uid: '' } }, { kind: 'token' });
    (await client.renewToken(houses.signal, 'uid-anna')).uid.should.equal('uid-anna');
    should((await store.read('uid-anna'))?.authorized_at).equal(before);
  });

  for (const missing of ['uid', 'refresh_token']) {
    it(`a code whose answer has no ${missing} stores nobody`, async () => {
      houses.cloud.fail({ token: { [missing]: '' } }, { kind: 'token' });
      const { code, message } = await failureOf(houses.authorize(one, 'uid-anna'));
      code.should.equal('TUYA_BAD_RESPONSE');
      message.should.match(/names no user or no refresh token/);
      (await one.client.requireUsers().list()).should.eql([]);
    });
  }
});
