import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import 'should';
import { FakeClock } from './fake-clock';
import { Households, namesIn } from './households';
import type { Process } from './households';
import { failureOf } from './rig';

describe('users in code mode', () => {
  let houses: Households;
  let one: Process;
  beforeEach(async () => {
    houses = await Households.start();
    one = houses.process();
  });
  afterEach(() => houses.close());

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
    call?.rawUrl.should.match(/^\/v1\.0\/token\?code=[0-9a-f]+&grant_type=2$/);
    call?.verified.should.be.true();
  });

  it('the only user is the default, several have to be named, nobody is an error', async () => {
    (await failureOf(one.devices())).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    await houses.authorize(one, 'uid-anna');
    namesIn(await one.devices()).should.containEql('Desk lamp');
    await houses.authorize(one, 'uid-ben');
    (await failureOf(one.devices())).code.should.equal('TUYA_USER_REQUIRED');
    (await failureOf(one.devices('uid-carl'))).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
  });

  it('tells who has authorized, without tokens', async () => {
    await houses.authorize(one, 'uid-anna');
    const users = await one.client.requireUsers().list();
    users.map((user) => Object.keys(user)).should.eql([['uid', 'base_url', 'authorized_at', 'expires_at']]);
    users[0]?.uid.should.equal('uid-anna');
    users[0]?.expires_at.should.be.within(Date.now() + 7_190_000, Date.now() + 7_200_000);
  });

  it('P3: a refused refresh token is TUYA_AUTHORIZATION_REQUIRED, once, and no further calls', async () => {
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.refuseRefreshTokens();
    (await failureOf(one.devices())).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    const calls = houses.cloud.calls.length;
    for (let i = 0; i < 5; i++)
      (await failureOf(one.devices())).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    houses.cloud.calls.length.should.equal(calls);
    houses.refreshes.should.equal(1);
    await houses.authorize(one, 'uid-anna');
    namesIn(await one.devices()).should.containEql('Desk lamp');
  });

  it('P4: a lost reply to a refresh is tried once more, and asked for authorization when the token was used up', async () => {
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
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.fail('reset', { kind: 'token', times: 2 });
    (await failureOf(one.devices())).code.should.equal('TUYA_NETWORK');
    namesIn(await one.devices()).should.containEql('Desk lamp');
  });

  for (const [what, spoil] of [
    ['used twice', async () => houses.cloud.issueCode('uid-anna')],
    ['expired', async () => ((houses.cloud.codeLife = 0), houses.cloud.issueCode('uid-anna'))],
    ['of another data center', async () => 'code0of0another0cloud'],
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
    user?.base_url.should.equal(houses.cloud.url);
    namesIn(await one.devices()).should.containEql('Desk lamp');
  });

  it('P16: a platform_url of a data center becomes the base of that user', async () => {
    houses.cloud.platform = 'https://openapi.tuyaus.com';
    await houses.authorize(one, 'uid-anna');
    const [user] = await one.client.requireUsers().list();
    user?.base_url.should.equal('https://openapi.tuyaus.com');
  });

  it('forget drops one user and leaves the others', async () => {
    await houses.authorize(one, 'uid-anna');
    await houses.authorize(one, 'uid-ben');
    (await one.client.forget('uid-ben'))?.should.equal('uid-ben');
    (await failureOf(one.devices('uid-ben'))).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    namesIn(await one.devices()).should.containEql('Desk lamp');
  });

  it('without the permission package a user authorization is a 1106 that costs one call', async () => {
    await houses.authorize(one, 'uid-anna');
    houses.cloud.packages.authorization = false;
    (await failureOf(one.devices())).code.should.equal('TUYA_1106');
    houses.cloud.calls.should.have.length(2);
  });

  it('200 rotations with a token life of two seconds lose no user', async () => {
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
      [join(__dirname, 'rotate-and-wait.js'), houses.cloud.url, houses.folder],
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
});
