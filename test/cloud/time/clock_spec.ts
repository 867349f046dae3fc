import 'should';
import { clockOf } from '../../../nodes/cloud/time/clock';

describe('the clock', () => {
  /** A machine whose times are set by hand. */
  const machine = { wall: 1_700_000_000_000, awake: 5_000, sinceBoot: 900_000 };
  const clock = clockOf({
    wall: () => machine.wall,
    awake: () => machine.awake,
    sinceBoot: () => machine.sinceBoot,
  });

  it('P8: a wall clock that jumps does not move the monotonic time', () => {
    const before = clock.monotonic();
    machine.wall -= 86_400_000;
    clock.monotonic().should.equal(before);
    clock.now().should.equal(machine.wall);
  });

  it('P8: after a sleep of an hour the monotonic time is an hour later', () => {
    const before = clock.monotonic();
    machine.sinceBoot += 3_600_000;
    clock.monotonic().should.equal(before + 3_600_000);
    machine.awake += 1000;
    machine.sinceBoot += 1000;
    clock.monotonic().should.equal(before + 3_601_000);
  });

  it('the coarse steps of the time since boot count for nothing, and time never goes back', () => {
    let last = clock.monotonic();
    for (const step of [900, -900, 500, -400]) {
      machine.awake += 10;
      machine.sinceBoot += 10 + step;
      const now = clock.monotonic();
      now.should.equal(last + 10);
      last = now;
    }
  });
});
