import 'should';
import { afterElapsed } from '../../../nodes/cloud/time/elapsed';
import { FakeClock } from '../../support/fake-clock';

describe('a timer that counts the time asleep', () => {
  it('runs once when its time is over, and not before', () => {
    const clock = new FakeClock();
    let runs = 0;
    afterElapsed(clock, 61_234, () => (runs += 1));
    clock.advance(61_233);
    runs.should.equal(0);
    clock.advance(1);
    runs.should.equal(1);
    clock.advance(100_000);
    runs.should.equal(1);
    clock.waiting.should.equal(0);
  });

  for (const [what, every, within] of [
    ['within five seconds', undefined, 5000],
    ['as soon as it is looked at, where that is said', 60_000, 60_000],
  ] as const) {
    it(`R20: runs ${what}, after a sleep that was longer than the wait`, () => {
      const clock = new FakeClock();
      let runs = 0;
      afterElapsed(clock, 300_000, () => (runs += 1), every);
      clock.sleep(3_600_000);
      clock.advance(within - 1);
      runs.should.equal(0);
      clock.advance(1);
      runs.should.equal(1);
    });
  }

  it('can be given up at any time', () => {
    const clock = new FakeClock();
    const cancel = afterElapsed(clock, 20_000, () => {
      throw new Error('It was given up');
    });
    clock.advance(12_000);
    cancel();
    clock.waiting.should.equal(0);
  });
});
