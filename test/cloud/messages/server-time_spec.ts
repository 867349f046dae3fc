import 'should';
import { ServerTime } from '../../../nodes/cloud/messages/server-time';
import { FakeClock } from '../../support/fake-clock';

const HOUR = 3_600_000;

describe('the server’s time', () => {
  let clock: FakeClock;
  let server: ServerTime;
  beforeEach(() => {
    clock = new FakeClock();
    server = new ServerTime(clock);
  });

  it('is this machine’s where nothing says otherwise', () => {
    server.at(undefined).should.equal(clock.now());
    server.at(clock.now() - 50).should.equal(clock.now());
  });

  it('R17: does not depend on how long this machine has been awake', () => {
    clock.mono = 10 * HOUR;
    const right = clock.now() - 24 * HOUR;
    server.at(right).should.equal(right);
  });

  it('R17: is this machine’s for what waited two hours and a quarter, and not for what is older', () => {
    const oldest = clock.now() - 135 * 60_000;
    new ServerTime(clock).at(oldest).should.equal(clock.now());
    new ServerTime(clock).at(oldest - 1).should.equal(oldest - 1);
  });

  it('of what waited is this machine’s: it tells for how long', () => {
    server.at(clock.now() - 2 * HOUR).should.equal(clock.now());
  });

  it('R17: is what messages tell when the own clock is a day off', () => {
    for (const off of [24 * HOUR, -24 * HOUR, 2 * 60_000]) {
      const right = clock.now() + off;
      new ServerTime(clock).at(right).should.equal(right);
    }
    const right = clock.now() - 24 * HOUR;
    server.at(right).should.equal(right);
    clock.advance(5000);
    server.at(right - HOUR).should.equal(right + 5000);
    server.at(undefined).should.equal(right + 5000);
  });

  it('is never before a message was sent', () => {
    server.at(clock.now() + 30_000).should.equal(clock.now() + 30_000);
  });
});
