import 'should';
import { Alarm } from '../../../nodes/cloud/pace/alarm';
import { FakeClock } from '../../support/fake-clock';

describe('an alarm', () => {
  let clock: FakeClock;
  let rung: number[];
  let alarm: Alarm;
  beforeEach(() => {
    clock = new FakeClock();
    rung = [];
    alarm = new Alarm(clock, () => rung.push(clock.monotonic()));
  });

  it('rings once, when it is set to', () => {
    clock.advance(50);
    alarm.set(150, 50);
    clock.advance(99);
    rung.should.eql([]);
    clock.advance(1);
    clock.advance(1000);
    rung.should.eql([150]);
    clock.waiting.should.equal(0);
  });

  it('is one timer, however often it is set', () => {
    alarm.set(100, 0);
    alarm.set(100, 0);
    alarm.set(200, 0);
    alarm.set(50, 0);
    clock.waiting.should.equal(1);
    clock.advance(1000);
    rung.should.eql([50]);
  });

  it('set to the same time is left alone', () => {
    alarm.set(100, 0);
    clock.advance(60);
    alarm.set(100, 0); // a timer made anew would be late
    clock.advance(40);
    rung.should.eql([100]);
  });

  it('set to nothing is gone, and can be set to the same time again', () => {
    alarm.set(100, 0);
    alarm.set(undefined, 0);
    clock.waiting.should.equal(0);
    alarm.set(100, 0);
    clock.advance(100);
    alarm.set(100, 100); // it has rung
    clock.advance(0);
    rung.should.eql([100, 100]);
  });
});
