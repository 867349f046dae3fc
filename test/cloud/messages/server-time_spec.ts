import 'should';
import { ServerTime } from '../../../nodes/cloud/messages/server-time';
import { Ears } from '../../support/ears';
import { FakeClock } from '../../support/fake-clock';
import { MessageRig } from '../../support/message-rig';

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

  describe('R17: where the own clock is ahead by less than what waits may be old', () => {
    for (const ahead of [2 * 60_000, HOUR, 2 * HOUR]) {
      it(`by ${ahead / 60_000} minutes, is what two messages tell that came as far apart as they were sent`, () => {
        const right = (): number => clock.now() - ahead;
        server.at(right() - 200);
        clock.advance(10_000);
        server.at(right() - 1900).should.equal(right() - 200);
        clock.advance(60_000);
        server.at(right() - HOUR).should.equal(right() - 200);
      });
    }

    it('is not believed of what came within ten seconds, or was sent further apart than it came', () => {
      const old = clock.now() - HOUR;
      server.at(old);
      clock.advance(9_999);
      server.at(old + 9_999).should.equal(clock.now());
      clock.advance(20_000);
      server.at(old + 9_999).should.equal(clock.now());
      clock.advance(20_000);
      server.at(old + 60_000).should.equal(clock.now());
    });

    it('is believed of two that took a second more and a second less on their way', () => {
      const right = (): number => clock.now() - HOUR;
      server.at(right() - 1500);
      clock.advance(10_000);
      server.at(right() - 500).should.equal(right() - 500);
    });

    it('a backlog that a flow takes slowly has its right age', () => {
      const start = clock.now();
      for (let sent = start - 2 * HOUR; sent < start; sent += 60_000) {
        server.at(sent).should.equal(clock.now());
        clock.advance(15_000);
      }
    });

    it('a backlog that ends as fast as time passes does not creep past as what has just come', () => {
      const start = clock.now();
      for (let sent = start - 2 * HOUR; sent < start - HOUR; sent += 7500) {
        server.at(sent).should.equal(clock.now());
        clock.advance(6000);
      }
    });

    it('is this machine’s again when that is set right, and when what waited turns out to have waited', () => {
      const late = clock.now() - HOUR;
      server.at(late);
      clock.advance(10_000);
      server.at(late + 10_000).should.equal(late + 10_000);
      clock.wall -= HOUR;
      server.at(late).should.equal(clock.now());
      server = new ServerTime(clock);
      server.at(late - HOUR);
      clock.advance(10_000);
      server.at(late - HOUR + 10_000).should.equal(late - HOUR + 10_000);
      const younger = clock.now() - HOUR;
      server.at(younger).should.equal(clock.now());
      const live = clock.now() - 100;
      server.at(live).should.equal(clock.now());
      clock.advance(60_000);
      server.at(live).should.equal(clock.now());
    });

    it('messages that come live are not late', async () => {
      const rig = await MessageRig.start();
      const ears = new Ears();
      rig.clock.wall += HOUR;
      rig.messages().join(ears);
      for (let n = 1; n <= 3; n++) {
        rig.cloud.messages.publish({ device: 'lamp0001desk', status: { n } });
        await ears.heard(n);
        await rig.pass(10_000);
      }
      await rig.close();
      ears.events.map(({ age }) => age).should.eql([HOUR, 0, 0]);
      ears.events
        .slice(1)
        .map(({ late }) => late)
        .should.eql([false, false]);
    });

    it('is learned anew when the own clock is set wrong later', () => {
      server.at(clock.now());
      clock.advance(10_000);
      const right = clock.now();
      server.at(right).should.equal(right);
      clock.wall += HOUR;
      clock.advance(10_000);
      server.at(right + 10_000).should.equal(right + 10_000);
    });
  });
});
