import should from 'should';
import { CloudTime } from '../../../nodes/cloud/time/cloud-time';
import { FakeClock } from '../../support/fake-clock';

describe("the cloud's time", () => {
  let clock: FakeClock;
  let time: CloudTime;
  beforeEach(() => {
    clock = new FakeClock();
    time = new CloudTime(clock);
  });

  it("is this machine's, in whole milliseconds, until something is learned", () => {
    clock.wall = 1_700_000_000_000.6;
    time.now().should.equal(1_700_000_000_001);
  });

  it('P7: learns from a reply that is half a round trip old', () => {
    time.learn(clock.wall + 3_600_000, 200).should.be.true();
    time.now().should.equal(clock.wall + 3_600_100);
    clock.advance(1000);
    time.now().should.equal(clock.wall + 3_600_100);
  });

  it('P7: a clock that is set while the call is on its way teaches nothing wrong', () => {
    const cloud = clock.wall + 60_000;
    clock.wall += 12 * 3_600_000; // set in between: only the moment of the reply counts
    time.learn(cloud, 0).should.be.true();
    time.now().should.equal(cloud);
  });

  for (const [what, t] of [
    ['is missing', undefined],
    ['lies before Tuya had this', Date.UTC(2020, 0) - 1],
    ['lies in another century', Date.UTC(2100, 0) + 1],
    ['is none', NaN],
  ] as [string, number | undefined][]) {
    it(`P7: a time that ${what} is not learned`, () => {
      time.learn(t, 0).should.equal(false);
      time.now().should.equal(clock.wall);
    });
  }

  it('P7: the first and the last sensible moment count', () => {
    time.learn(Date.UTC(2020, 0), 0).should.be.true();
    time.learn(Date.UTC(2100, 0), 0).should.be.true();
  });

  it('P7: how far this machine’s own clock is off, whatever was learned', () => {
    should(time.behind(clock.wall + 1000, 200)).equal(1100);
    time.learn(clock.wall + 3_600_000, 0);
    should(time.behind(clock.wall - 1000, 0)).equal(-1000);
    for (const t of [undefined, NaN, 5, Date.UTC(2100, 0) + 1]) should(time.behind(t, 0)).be.undefined();
  });

  it('tells how far it is from this machine’s, now and when it was learned, and not to who has left', () => {
    const told: number[] = [];
    time.learn(clock.wall + 60_000, 0);
    const stop = time.watch((offset) => told.push(offset));
    time.learn(NaN, 0);
    time.learn(clock.wall - 1000, 0);
    stop();
    time.learn(clock.wall, 0);
    told.should.eql([60_000, -1000]);
    time.offset.should.equal(0);
  });
});
