import should from 'should';
import { clockOf, pause, systemClock, until } from '../../../nodes/cloud/time/clock';
import { Abort } from '../../../nodes/cloud/time/signal';
import { FakeClock } from '../../support/fake-clock';
import { Counted } from '../../support/counted-signal';

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

describe('a pause', () => {
  let clock: FakeClock;
  let signal: Counted;
  beforeEach(() => {
    clock = new FakeClock();
    signal = new Counted();
  });

  it('ends after its time and not before, and listens to nobody afterwards', async () => {
    let over = false;
    const waiting = pause(clock, 300, signal).then(() => (over = true));
    signal.count.should.equal(1);
    clock.advance(299);
    await Promise.resolve();
    over.should.be.false();
    clock.advance(1);
    await waiting;
    signal.count.should.equal(0);
  });

  it('ends at once with the reason of who gives up, and leaves no timer', async () => {
    const waiting = pause(clock, 300, signal);
    signal.abort(new Error('given up'));
    await waiting.should.be.rejectedWith('given up');
    clock.waiting.should.equal(0);
  });

  it('does not begin where somebody has given up already', async () => {
    signal.abort(new Error('given up'));
    await pause(clock, 300, signal).should.be.rejectedWith('given up');
    clock.waiting.should.equal(0);
    signal.count.should.equal(0);
  });
});

describe('waiting until something ends', () => {
  it('brings its outcome, good or bad, and listens to nobody afterwards', async () => {
    const signal = new Counted();
    (await until(Promise.resolve('done'), signal)).should.equal('done');
    await until(Promise.reject(new Error('failed')), signal).should.be.rejectedWith('failed');
    signal.count.should.equal(0);
  });

  it('ends with the reason of who gives up, before or meanwhile; a failure that comes later disturbs nobody', async () => {
    for (const early of [true, false]) {
      const signal = new Abort();
      const { promise, reject } = withReject();
      if (early) signal.abort(new Error('given up'));
      const waiting = until(promise, signal);
      if (!early) signal.abort(new Error('given up'));
      await waiting.should.be.rejectedWith('given up');
      reject(new Error('too late'));
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  function withReject(): { promise: Promise<unknown>; reject: (reason: Error) => void } {
    let reject: (reason: Error) => void = () => undefined;
    const promise = new Promise((_resolve, refuse) => (reject = refuse));
    return { promise, reject };
  }
});

describe("the machine's own clock", () => {
  it('tells the wall clock and a time that grows', () => {
    Math.abs(systemClock.now() - Date.now()).should.be.below(1000);
    const before = systemClock.monotonic();
    systemClock.monotonic().should.be.aboveOrEqual(before);
  });

  it('runs a task after its time, at once when that is over, and never when it was cancelled', async () => {
    const told: string[] = [];
    const cancel = systemClock.after(0, () => told.push('cancelled'));
    cancel();
    await new Promise<void>((resolve) => {
      systemClock.after(30, resolve);
      systemClock.after(-1, () => told.push('overdue'));
    });
    told.should.eql(['overdue']);
  });

  it('a task in half a year does not come at once', async () => {
    let came = false;
    const cancel = systemClock.after(2 ** 34, () => (came = true));
    await new Promise((resolve) => setTimeout(resolve, 10));
    cancel();
    should(came).be.false();
  });
});
