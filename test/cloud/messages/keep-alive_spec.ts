import 'should';
import type { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { KeepAlive } from '../../../nodes/cloud/messages/keep-alive';
import { FakeClock } from '../../support/fake-clock';

describe('the keep-alive', () => {
  let clock: FakeClock;
  let pings: number;
  let ends: TuyaError[];
  let paused: boolean;
  let alive: KeepAlive;
  beforeEach(() => {
    clock = new FakeClock();
    pings = 0;
    ends = [];
    paused = false;
    alive = new KeepAlive(
      clock,
      { ping: () => (pings += 1), terminate: (error) => ends.push(error) },
      () => paused,
    );
  });
  afterEach(() => {
    alive.stop();
    clock.waiting.should.equal(0);
  });

  it('asks every thirty seconds while it is answered', () => {
    for (let n = 1; n <= 10; n++) {
      clock.advance(30_000);
      pings.should.equal(n);
      alive.heard();
    }
    ends.should.have.length(0);
  });

  it('R7: ends what does not answer within ten seconds', () => {
    clock.advance(39_999);
    ends.should.have.length(0);
    clock.advance(1);
    ends
      .map(({ code, message }) => `${code} ${message}`)
      .should.eql(['TUYA_NETWORK The connection was lost: no sign of life']);
  });

  it('does not judge what it cannot hear: nothing is read for a while', () => {
    paused = true;
    clock.advance(600_000);
    ends.should.have.length(0);
    paused = false;
    clock.advance(45_000);
    ends.should.have.length(1);
  });

  it('R20: a minute between two looks is a long time, and more is sleep', () => {
    clock.mono += 60_000;
    clock.advance(0);
    ends.should.have.length(0);
    clock.advance(5000);
    alive.heard();
    clock.mono += 60_001;
    clock.advance(0);
    ends
      .map(({ code, message }) => `${code} ${message}`)
      .should.eql(['TUYA_NETWORK The connection was lost while the machine slept']);
  });
});
