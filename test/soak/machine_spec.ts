import 'should';
import { Machine } from './machine';

const HOUR = 60 * 60_000;

describe('the machine of a soak', () => {
  it('P8: its monotonic time goes on while it sleeps, its timers do not', () => {
    const machine = new Machine();
    let rang = false;
    machine.after(HOUR, () => (rang = true));
    machine.sleep(2 * HOUR);
    machine.monotonic().should.equal(2 * HOUR);
    machine.turned.advance(HOUR - 1);
    rang.should.be.false();
    machine.turned.advance(1);
    rang.should.be.true();
    [machine.now(), machine.monotonic(), machine.passed].should.eql([3 * HOUR, 3 * HOUR, 3 * HOUR]);
  });

  it('P7: its wall clock can be set, and nothing else moves', () => {
    const machine = new Machine();
    machine.turned.advance(HOUR);
    machine.setWall(50 * HOUR);
    [machine.now(), machine.monotonic(), machine.passed].should.eql([50 * HOUR, HOUR, HOUR]);
  });

  it('is followed by another process, which says what time it has yet to let pass', () => {
    const machine = new Machine();
    const other = new Machine(machine.moment);
    machine.turned.advance(HOUR);
    machine.sleep(HOUR);
    other.follow(machine.moment).should.equal(HOUR);
    other.turned.advance(HOUR);
    [other.now(), other.monotonic()].should.eql([machine.now(), machine.monotonic()]);
    // One that is ahead waits.
    other.turned.advance(1);
    other.follow(machine.moment).should.equal(0);
    other.now().should.equal(machine.now() + 1);
  });
});
