import 'should';
import { Households } from '../../support/households';
import { failureOf } from '../../support/rig';

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

  it('a refresh token that was refused is tried once more', async () => {
    const one = houses.process();
    await houses.authorize(one, 'uid-anna');
    houses.cloud.expireTokens();
    houses.cloud.refuseRefreshTokens();
    for (const refreshes of [1, 2]) {
      for (let i = 0; i < 2; i++) await failureOf(one.devices('uid-anna'));
      houses.refreshes.should.equal(refreshes);
      one.client.requireUsers().learn('uid-anna');
    }
  });

  it('nobody’s news changes nothing', () => {
    (() => {
      houses.process().client.requireUsers().learn('uid-nobody');
    }).should.not.throw();
  });
});
