import { once } from 'node:events';
import 'should';
import { MAX_SOCKETS } from '../../../nodes/cloud/limits';
import { Projects } from '../../../nodes/cloud/projects';
import { FakeClock } from '../../support/fake-clock';
import { Households, namesIn } from '../../support/households';
import type { Process } from '../../support/households';
import { clientOf, failureOf } from '../../support/rig';

describe('token calls of several users at once', () => {
  let houses: Households;
  let clock: FakeClock;
  let one: Process;
  beforeEach(async () => {
    houses = await Households.start();
    clock = new FakeClock();
    clock.wall = Date.now();
    one = houses.process({ clock });
    for (const uid of ['uid-anna', 'uid-ben']) await houses.authorize(one, uid);
  });
  afterEach(() => houses.close());

  it('a refresh that hangs holds up nobody else: the other user’s is answered at once', async () => {
    const anna = (await one.store.read('uid-anna'))?.refresh_token ?? '';
    houses.cloud.expireTokens();
    houses.cloud.fail('hang', { path: `/v1.0/token/${anna}` });
    const hangs = failureOf(one.devices('uid-anna'));
    while (houses.refreshes === 0) await once(houses.cloud, 'arrived');
    namesIn(await one.devices('uid-ben')).should.containEql('Kitchen lamp');
    const closed = one.client.close();
    clock.advance(8000); // what a close has for a pair that is on its way
    await closed;
    (await hangs).code.should.equal('TUYA_ABORTED');
  });

  it('as many slow calls as there are sockets hold up no refresh', async () => {
    houses.cloud.fail('hang', { kind: 'business', times: MAX_SOCKETS });
    const slow = Array.from({ length: MAX_SOCKETS }, () => failureOf(one.devices('uid-anna')));
    while (houses.cloud.businessCalls.length < MAX_SOCKETS) await once(houses.cloud, 'arrived');
    await one.client.renewToken(houses.signal, 'uid-ben');
    houses.refreshes.should.equal(1);
    await one.client.close();
    await Promise.all(slow);
  });

  it('A13: codes that are refused as too many slow down neither a refresh nor the login of an account with the same key', async () => {
    const { client_id, secret, url: baseUrl } = houses.cloud;
    const projects = new Projects(clock);
    const account = { client_id, secret, baseUrl };
    const users = clientOf(account, one.store, clock, {}, projects);
    const project = clientOf(account, undefined, clock, {}, projects);
    houses.cloud.fail({ code: 1199 }, { kind: 'token' });
    (await failureOf(users.exchange('junk', '', houses.signal))).code.should.equal('TUYA_1199');
    const junk = failureOf(users.exchange('junk', '', houses.signal));
    // Nobody turns the clock: what is slowed down waits for good.
    await users.renewToken(houses.signal, 'uid-anna');
    await project.getToken(houses.signal);
    const asked = houses.cloud.tokenCalls.slice(2).map(({ rawUrl }) => rawUrl.replace(/[0-9a-f]{20,}/, '{}'));
    asked.should.eql(['/v1.0/token?code=junk&grant_type=2', '/v1.0/token/{}', '/v1.0/token?grant_type=1']);
    await users.close();
    await project.close();
    (await junk).code.should.equal('TUYA_ABORTED');
  });
});
