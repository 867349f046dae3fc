import { once } from 'node:events';
import 'should';
import { Projects } from '../../../nodes/cloud/projects';
import { TokenStore } from '../../../nodes/cloud/storage/token-store';
import { systemClock } from '../../../nodes/cloud/time/clock';
import { Abort } from '../../../nodes/cloud/time/signal';
import type { TuyaClient } from '../../../nodes/cloud/client';
import { startCloud } from '../../simulator';
import type { Cloud } from '../../simulator';
import { clientOf, failureOf } from '../../support/rig';
import { freePort } from '../../support/free-port';
import { Proxy } from '../../support/tunnel';

const LIST = { method: 'GET', path: '/v1.0/devices' };

describe("the project's token, shared by accounts with one key", () => {
  const never = new Abort();
  let cloud: Cloud;
  let one: TuyaClient;
  let two: TuyaClient;
  let projects: Projects;
  beforeEach(async () => {
    cloud = await startCloud({ login: 'strict' });
    projects = new Projects(systemClock);
    const { client_id, secret, url: baseUrl } = cloud;
    const account = { client_id, secret, baseUrl };
    one = clientOf(account, undefined, systemClock, {}, projects);
    two = clientOf(account, undefined, systemClock, {}, projects);
  });
  afterEach(async () => {
    await one.close();
    await two.close();
    await cloud.close();
  });

  it('L14: sixty calls of two accounts cost one login, where each login cancels the one before', async () => {
    const calls = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? one : two).call(LIST, never));
    for (const { attempts } of await Promise.all(calls)) attempts.should.equal(1);
    cloud.tokenCalls.should.have.length(1);
  });

  it('L14: a clock that one account has learned, both know', async () => {
    cloud.clockOffset = 7_200_000;
    await one.call(LIST, never);
    await two.call(LIST, never);
    cloud.calls.filter(({ code }) => code === 1013).should.have.length(1);
  });

  it('a refused login is remembered for both', async () => {
    cloud.fail({ code: 1001 }, { kind: 'token', times: Infinity });
    (await failureOf(one.call(LIST, never))).code.should.equal('TUYA_1001');
    (await failureOf(two.call(LIST, never))).code.should.equal('TUYA_1001');
    cloud.tokenCalls.should.have.length(1);
  });

  it('an account that closes in the middle of the login leaves no other one waiting', async () => {
    cloud.delay = 200;
    const first = failureOf(one.call(LIST, never));
    const second = two.call(LIST, never);
    await once(cloud, 'arrived');
    await one.close();
    cloud.delay = 0;
    (await first).code.should.equal('TUYA_ABORTED');
    (await second).envelope.success.should.be.true();
  });

  it('an account whose proxy is down has its token from the other one, and takes none of theirs', async () => {
    const dead = new URL(`http://127.0.0.1:${await freePort()}`);
    const { client_id, secret, url: baseUrl } = cloud;
    const projects = new Projects(systemClock);
    const account = { client_id, secret, baseUrl };
    const cut = clientOf(account, undefined, systemClock, { proxyFor: () => dead }, projects);
    const well = clientOf(account, undefined, systemClock, {}, projects);
    const token = await cut.getToken(never);
    (await well.call(LIST, never)).attempts.should.equal(1);
    (await well.getToken(never)).should.equal(token);
    cloud.tokenCalls.should.have.length(1);
    await cut.close();
    await well.close();
  });

  it('accounts whose proxies are all down tell one error, which each of them learns at no further cost', async () => {
    const silent = await Promise.all([
      Proxy.start({ credentials: 'me:secret' }),
      Proxy.start({ credentials: 'me:secret' }),
    ]);
    const { client_id, secret, url: baseUrl } = cloud;
    const projects = new Projects(systemClock);
    const cut = silent.map(({ url }) =>
      clientOf(
        { client_id, secret, baseUrl },
        undefined,
        systemClock,
        { proxyFor: () => new URL(url) },
        projects,
      ),
    );
    const errors = await Promise.all(cut.map((client) => failureOf(client.call(LIST, never))));
    errors.map(({ code }) => code).should.eql(['TUYA_NETWORK', 'TUYA_NETWORK']);
    silent.map(({ targets }) => targets.length).should.eql([1, 1]);
    for (const one of [...cut, ...silent]) await one.close();
  });

  it('an account that closes takes nothing from the other one', async () => {
    await one.call(LIST, never);
    await one.close();
    await two.call(LIST, never);
    cloud.tokenCalls.should.have.length(1);
  });

  it('L14: an account that is deployed anew beside one in code mode, which keeps the project alive, has its token', async () => {
    const { client_id, secret, url: baseUrl } = cloud;
    const account = { client_id, secret, baseUrl };
    const store = new TokenStore(account, undefined, () => undefined);
    const inCodeMode = clientOf(account, store, systemClock, {}, projects);
    await one.call(LIST, never);
    await Promise.all([one.close(), two.close()]);
    one = clientOf(account, undefined, systemClock, {}, projects);
    (await one.call(LIST, never)).envelope.success.should.be.true();
    await inCodeMode.close();
  });

  it('what one account forgets is gone for both, and renewed for both', async () => {
    const before = await one.getToken(never);
    await two.forget();
    const after = await one.getToken(never);
    after.access_token.should.not.equal(before.access_token);
    (await two.getToken(never)).should.equal(after);
    const renewed = await one.renewToken(never);
    (await two.getToken(never)).should.equal(renewed);
  });

  it('each account tells its own watchers, until it closes', async () => {
    const told: string[] = [];
    one.watch(() => told.push('one'));
    two.watch(() => told.push('two'));
    await one.getToken(never);
    await one.close();
    await two.renewToken(never);
    told.should.eql(['one', 'two', 'two']);
  });
});
