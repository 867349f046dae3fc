import { EventEmitter, once } from 'node:events';
import 'should';
import { FakeClock } from '../../support/fake-clock';
import { Households } from '../../support/households';
import { failureOf } from '../../support/rig';

/** Time may pass far faster for an account than for the cloud, so that it has much of it. */
const PATIENT = { timeout: 600_000 };

describe('what a user’s life learns from the store', () => {
  let houses: Households;
  beforeEach(async () => {
    houses = await Households.start();
  });
  afterEach(() => houses.close());

  it('a pair that somebody else stored is used from then on, and not the one in memory', async () => {
    const [one, two] = [houses.process(), houses.process()];
    await houses.authorize(one, 'uid-anna');
    const before = await one.client.getToken(houses.signal, 'uid-anna');
    await houses.authorize(two, 'uid-anna');
    (await one.client.getToken(houses.signal, 'uid-anna')).access_token.should.equal(before.access_token);
    one.client.requireUsers().learn('uid-anna');
    const after = await one.client.getToken(houses.signal, 'uid-anna');
    after.access_token.should.equal((await two.client.getToken(houses.signal, 'uid-anna')).access_token);
    after.access_token.should.not.equal(before.access_token);
  });

  it('who watches is told of the pair that somebody else stored, and of those after it', async () => {
    const clock = new FakeClock();
    clock.wall = Date.now();
    const [one, two] = [houses.process({ clock }), houses.process()];
    await houses.authorize(one, 'uid-anna');
    const told = new EventEmitter();
    one.client.watch(({ access_token }) => told.emit('token', access_token));
    await houses.authorize(two, 'uid-anna');
    const stored = (await two.store.read('uid-anna'))?.access_token;
    const news = once(told, 'token', { signal: AbortSignal.timeout(2000) });
    one.client.requireUsers().learn('uid-anna');
    clock.advance(0);
    (await news).should.eql([stored]);
    houses.refreshes.should.equal(0);
    const next = once(told, 'token', { signal: AbortSignal.timeout(2000) });
    clock.advance(7_200_000);
    (await next).should.not.eql([stored]);
  });

  it('a user who had to authorize again and has done so is told of to who watches', async () => {
    const clock = new FakeClock();
    clock.wall = Date.now();
    const one = houses.process({ clock, account: PATIENT });
    const two = houses.process();
    await houses.authorize(one, 'uid-anna');
    const told = new EventEmitter();
    one.client.watch(({ access_token }) => told.emit('token', access_token));
    houses.cloud.expireTokens();
    houses.cloud.refuseRefreshTokens();
    const failed = failureOf(one.devices('uid-anna'));
    // The store is read again before the user has to authorize.
    const passes = setInterval(() => {
      clock.advance(200);
    });
    (await failed).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    clearInterval(passes);
    await houses.authorize(two, 'uid-anna');
    const news = once(told, 'token', { signal: AbortSignal.timeout(2000) });
    one.client.requireUsers().learn('uid-anna');
    clock.advance(0);
    (await news).should.eql([(await two.store.read('uid-anna'))?.access_token]);
  });

  it('a refresh token that was refused is tried once more', async () => {
    const clock = new FakeClock();
    clock.wall = Date.now();
    const one = houses.process({ clock, account: PATIENT });
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.refuseRefreshTokens();
    // The store is read again before the user has to authorize.
    const passes = setInterval(() => {
      clock.advance(200);
    });
    for (const refreshes of [1, 2]) {
      for (let i = 0; i < 2; i++) await failureOf(one.devices('uid-anna'));
      houses.refreshes.should.equal(refreshes);
      one.client.requireUsers().learn('uid-anna');
    }
    clearInterval(passes);
  });

  it('RULES 13: what was answered before somebody else stored another pair is handed out to nobody', async () => {
    const one = houses.process();
    await houses.authorize(one, 'uid-anna');
    const read = async (): Promise<number> => {
      const call = { method: 'GET', path: '/v1.0/devices' };
      await one.client.call(call, houses.signal, { uid: 'uid-anna', reuse: 60_000 });
      return houses.cloud.businessCalls.length;
    };
    (await read()).should.equal(1);
    (await read()).should.equal(1);
    one.client.requireUsers().learn('uid-anna');
    (await read()).should.equal(2);
  });

  it('nobody’s news changes nothing', () => {
    (() => {
      houses.process().client.requireUsers().learn('uid-nobody');
    }).should.not.throw();
  });
});
