import 'should';
import { Abort } from '../../../nodes/cloud/time/signal';
import { TokenLife } from '../../../nodes/cloud/tokens/token-life';
import { Watch } from '../../../nodes/cloud/tokens/watch';
import { FakeClock } from '../../support/fake-clock';

describe('who is told of the tokens of an account', () => {
  const never = new Abort();
  let clock: FakeClock;
  let watch: Watch;
  let n = 0;

  const lifeOf = (uid: string): TokenLife =>
    new TokenLife(clock, () => {
      const token = { access_token: `${uid}${++n}`, refresh_token: '', uid, base_url: '', life: 100_000 };
      return Promise.resolve({ ...token, askedAt: clock.monotonic() });
    });
  beforeEach(() => {
    clock = new FakeClock();
    watch = new Watch();
    n = 0;
  });

  it('everybody, of every life, whichever came first', async () => {
    const told: string[] = [];
    const anna = lifeOf('anna');
    watch.attend(anna);
    watch.add((token) => told.push(`one ${token.access_token}`));
    const ben = lifeOf('ben');
    watch.attend(ben);
    await anna.get(never);
    await ben.get(never);
    told.should.eql(['one anna1', 'one ben2']);
    clock.waiting.should.equal(2);
  });

  it('not those who have left: their timers go with them', async () => {
    const told: string[] = [];
    const life = lifeOf('anna');
    watch.attend(life);
    const stay = watch.add(() => told.push('stays'));
    const leave = watch.add(() => told.push('left'));
    leave();
    await life.get(never);
    told.should.eql(['stays']);
    clock.waiting.should.equal(1);
    stay();
    clock.waiting.should.equal(0);
  });

  it('nor of lives that begin after they have left, which they may do twice', async () => {
    const told: string[] = [];
    const before = lifeOf('anna');
    watch.attend(before);
    const leave = watch.add(() => told.push('told'));
    leave();
    leave();
    const after = lifeOf('ben');
    watch.attend(after);
    await before.get(never);
    await after.get(never);
    told.should.eql([]);
    clock.waiting.should.equal(0);
  });

  it('nor who comes when a life has ended, which renews no more either', async () => {
    const told: unknown[] = [];
    const life = lifeOf('anna');
    watch.attend(life)();
    watch.add(() => told.push('token'));
    watch.onRenewing((renewing) => told.push(renewing));
    await life.get(never);
    told.should.eql([]);
    clock.waiting.should.equal(0);
  });

  it('not of a life that has ended', async () => {
    const told: string[] = [];
    const life = lifeOf('anna');
    const end = watch.attend(life);
    watch.add(() => told.push('told'));
    end();
    await life.get(never);
    told.should.eql([]);
    clock.waiting.should.equal(0);
  });

  it('when the first token call begins and the last one ends', async () => {
    const told: boolean[] = [];
    const [anna, ben] = [lifeOf('anna'), lifeOf('ben')];
    watch.attend(anna);
    watch.attend(ben);
    const stop = watch.onRenewing((renewing) => told.push(renewing));
    await Promise.all([anna.get(never), ben.get(never)]);
    told.should.eql([true, true, true, false]);
    stop();
    await anna.renew(never);
    told.should.have.length(4);
  });

  it('a life that ends in the middle of its call counts as over', async () => {
    const told: boolean[] = [];
    const life = lifeOf('anna');
    const end = watch.attend(life);
    watch.onRenewing((renewing) => told.push(renewing));
    const got = life.get(never);
    end();
    told.should.eql([true, false]);
    await got;
    told.should.have.length(2);
  });

  it('what a life says of the whole account, as long as somebody looks after it and listens', async () => {
    const told: string[] = [];
    const life = lifeOf('anna');
    const end = watch.attend(life);
    const stop = watch.onNews(({ about }) => told.push(about));
    await life.get(never);
    told.should.eql(['key']);
    stop();
    await life.renew(never);
    watch.onNews(({ about }) => told.push(about));
    end();
    await life.renew(never);
    told.should.eql(['key']);
  });
});
