import { uptime } from 'node:os';
import 'should';
import { clockOf, pause, systemClock, systemTime, until } from '../../../nodes/cloud/time/clock';
import type { Clock } from '../../../nodes/cloud/time/clock';
import { Abort } from '../../../nodes/cloud/time/signal';
import { FakeClock } from '../../support/fake-clock';

const HOUR = 3_600_000;

/** A machine whose clocks are set by hand. */
class Machine {
  wall = 1_700_000_000_000;
  awake = 5_000;
  sinceBoot = 900_000;
  /** How often the system was asked how long it has been up. */
  asked = 0;
  readonly clock: Clock = clockOf({
    wall: () => this.wall,
    awake: () => this.awake,
    sinceBoot: () => {
      this.asked++;
      return this.sinceBoot;
    },
  });

  /** Time passes, as it does on every clock while the machine is awake. */
  run(ms: number): void {
    this.wall += ms;
    this.awake += ms;
    this.sinceBoot += ms;
  }

  /** Time passes for the others alone. */
  sleep(ms: number): void {
    this.wall += ms;
    this.sinceBoot += ms;
  }
}

describe('the clock', () => {
  it('P8: a wall clock that jumps, in either direction, does not move the monotonic time', () => {
    const machine = new Machine();
    const before = machine.clock.monotonic();
    before.should.equal(machine.awake);
    for (const jump of [-24 * HOUR, 48 * HOUR]) {
      machine.wall += jump;
      machine.clock.monotonic().should.equal(before);
      machine.clock.now().should.equal(machine.wall);
    }
  });

  it('P8: after a sleep of an hour the monotonic time is an hour later, for the first who asks', () => {
    const machine = new Machine();
    const before = machine.clock.monotonic();
    machine.run(10);
    machine.sleep(HOUR);
    machine.clock.monotonic().should.equal(before + 10 + HOUR);
    machine.run(1000);
    machine.clock.monotonic().should.equal(before + 1010 + HOUR);
    machine.sleep(HOUR);
    machine.clock.monotonic().should.equal(before + 1010 + 2 * HOUR);
  });

  it('P8: a sleep that the wall clock does not show is noticed within a second', () => {
    const machine = new Machine();
    const before = machine.clock.monotonic();
    machine.sinceBoot += HOUR;
    machine.run(999);
    machine.clock.monotonic().should.equal(before + 999);
    machine.run(1);
    machine.clock.monotonic().should.equal(before + 1000 + HOUR);
  });

  it('P8: so is one on a machine whose wall clock began with it, in 1970', () => {
    const machine = new Machine();
    machine.wall = machine.awake;
    const before = machine.clock.monotonic();
    machine.sinceBoot += HOUR;
    machine.run(1000);
    machine.clock.monotonic().should.equal(before + 1000 + HOUR);
  });

  it('P8: a sleep together with a wall clock that is set back is noticed at once', () => {
    const machine = new Machine();
    const before = machine.clock.monotonic();
    machine.sinceBoot += HOUR;
    machine.wall -= 60_000;
    machine.clock.monotonic().should.equal(before + HOUR);
  });

  it('the coarse steps of the time since boot count for nothing, and time never goes back', () => {
    const machine = new Machine();
    let last = machine.clock.monotonic();
    for (const step of [900, -900, 1100, -1900, 1999, -1999, 2800, -2800]) {
      machine.run(1000);
      machine.sinceBoot += step;
      const now = machine.clock.monotonic();
      now.should.equal(last + 1000);
      last = now;
    }
    machine.run(1000);
    machine.sinceBoot += 2801; // 2001 ahead in all
    machine.clock.monotonic().should.equal(last + 1000 + 2001);
  });

  it('the system is asked once a second at most, and not for a wall clock that is put right by a second', () => {
    const machine = new Machine();
    machine.clock.monotonic();
    const before = machine.asked;
    for (let step = 0; step < 99; step++) {
      machine.run(10);
      if (step === 50) machine.wall += 2000;
      machine.clock.monotonic();
    }
    machine.asked.should.equal(before);
    machine.run(10);
    machine.clock.monotonic();
    machine.asked.should.equal(before + 1);
    machine.wall += 2001;
    for (let step = 0; step < 5; step++) machine.clock.monotonic();
    machine.asked.should.equal(before + 2);
    machine.wall -= 2001;
    machine.clock.monotonic();
    machine.asked.should.equal(before + 3);
  });

  it('a timer runs once, not before its time, and not when it was cancelled', async () => {
    const { clock } = new Machine();
    const began = performance.now();
    const cancelled = clock.after(1, () => {
      throw new Error('cancelled');
    });
    cancelled();
    await new Promise<void>((resolve) => clock.after(20, resolve));
    (performance.now() - began).should.be.above(18);
    await new Promise<void>((resolve) => clock.after(-5, resolve));
  });

  it('P9: a timer of years does not fire at once', async () => {
    const { clock } = new Machine();
    let fired = false;
    const cancel = clock.after(1e12, () => {
      fired = true;
    });
    await new Promise<void>((resolve) => clock.after(20, resolve));
    fired.should.be.false();
    cancel();
  });
});

describe("the machine's own clocks", () => {
  it('are read in milliseconds', () => {
    systemTime.wall().should.be.approximately(Date.now(), 100);
    systemTime.awake().should.be.approximately(performance.now(), 100);
    systemTime.sinceBoot().should.be.approximately(uptime() * 1000, 2000);
    systemClock.monotonic().should.be.approximately(performance.now(), 100);
  });
});

describe('pause', () => {
  it('ends after its time and leaves no listener', async () => {
    const clock = new FakeClock();
    const signal = new Watched();
    const paused = pause(clock, 100, signal);
    clock.advance(99);
    clock.waiting.should.equal(1);
    clock.advance(1);
    await paused;
    signal.listening.should.equal(0);
  });

  it('ends with the reason of the signal at once, and leaves no timer', async () => {
    const clock = new FakeClock();
    const signal = new Watched();
    const paused = pause(clock, 100, signal);
    const reason = new Error('enough');
    signal.abort(reason);
    await paused.should.be.rejectedWith(reason);
    clock.waiting.should.equal(0);
    await pause(clock, 100, signal).should.be.rejectedWith(reason);
    clock.waiting.should.equal(0);
  });
});

describe('until', () => {
  it('is the outcome of the promise, good or bad, and leaves no listener', async () => {
    const signal = new Watched();
    (await until(Promise.resolve(7), signal)).should.equal(7);
    await until(Promise.reject(new Error('no')), signal).should.be.rejectedWith('no');
    signal.listening.should.equal(0);
  });

  it('ends with the reason of the signal; the promise goes on, and what becomes of it is nobody’s business', async () => {
    const signal = new Watched();
    const reason = new Error('enough');
    const waits = until(new Promise(() => undefined), signal);
    signal.abort(reason);
    await waits.should.be.rejectedWith(reason);
    const unhandled: unknown[] = [];
    const note = (failure: unknown): number => unhandled.push(failure);
    process.once('unhandledRejection', note);
    await until(Promise.reject(new Error('unseen')), signal).should.be.rejectedWith(reason);
    await new Promise(setImmediate); // by now an unhandled rejection would have been told of
    process.off('unhandledRejection', note);
    unhandled.should.eql([]);
  });
});

/** A signal that counts who listens. */
class Watched extends Abort {
  listening = 0;
  override addEventListener(type: 'abort', listener: () => void): void {
    type.should.equal('abort');
    this.listening++;
    super.addEventListener(type, listener);
  }
  override removeEventListener(type: 'abort', listener: () => void): void {
    type.should.equal('abort');
    this.listening--;
    super.removeEventListener(type, listener);
  }
}
