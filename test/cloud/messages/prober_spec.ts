import 'should';
import { Prober } from '../../../nodes/cloud/messages/prober';
import { FakeClock } from '../../support/fake-clock';

const QUARTER = 15 * 60_000;

describe('the prober', () => {
  let clock: FakeClock;
  let asked: number;
  let ended: number;
  let renewed: number;
  let paused: boolean;
  let prober: Prober;
  const socket = { send: (): unknown => (asked += 1), terminate: (): unknown => (ended += 1) };
  beforeEach(() => {
    clock = new FakeClock();
    asked = ended = renewed = 0;
    paused = false;
    prober = new Prober(
      clock,
      () => (renewed += 1),
      () => paused,
    );
    prober.begin(socket);
  });

  it('R9: asks a quarter of an hour after the last message', () => {
    clock.advance(QUARTER - 1);
    prober.message();
    clock.advance(QUARTER - 1);
    asked.should.equal(0);
    clock.advance(1);
    asked.should.equal(1);
    prober.answered();
    clock.advance(QUARTER);
    asked.should.equal(2);
    ended.should.equal(0);
  });

  it('R9: ends what does not answer a question that was answered before, each time', () => {
    clock.advance(QUARTER);
    prober.answered();
    for (const count of [1, 2, 3]) {
      clock.advance(QUARTER + 10_000);
      ended.should.equal(count);
      prober.end();
      prober.begin(socket);
    }
    renewed.should.equal(0);
  });

  it('takes a message for a sign of life as well', () => {
    clock.advance(QUARTER);
    prober.message();
    clock.advance(10_000);
    ended.should.equal(0);
  });

  it('does not ask while nothing is read', () => {
    paused = true;
    clock.advance(2 * QUARTER);
    asked.should.equal(0);
    paused = false;
    clock.advance(QUARTER);
    asked.should.equal(1);
    paused = true;
    clock.advance(10_000);
    ended.should.equal(0);
  });

  it('R9: learns from a new connection whether the first one was dead or the question is not known', () => {
    clock.advance(QUARTER + 10_000);
    ended.should.equal(1);
    prober.end();
    prober.begin(socket);
    asked.should.equal(2);
    prober.answered();
    clock.advance(QUARTER);
    asked.should.equal(3);
  });

  it('R9: asks no more than before on a new connection once there was an answer to a doubt', () => {
    clock.advance(QUARTER + 10_000);
    prober.end();
    prober.begin(socket);
    prober.answered();
    prober.end();
    prober.begin(socket);
    asked.should.equal(2);
    clock.advance(QUARTER);
    asked.should.equal(3);
    prober.message();
    clock.advance(10_000);
    ended.should.equal(1);
  });

  it('R9: takes no message for the answer to a doubt: what is not answered on a new connection either is not asked again', () => {
    clock.advance(QUARTER + 10_000);
    prober.end();
    prober.begin(socket);
    prober.message();
    clock.advance(10_000);
    ended.should.equal(1);
    for (let times = 0; times < 2; times++) {
      clock.advance(QUARTER);
      prober.end();
      prober.begin(socket);
    }
    asked.should.equal(2);
  });

  it('R9: that closes at the question is asked no more when a connection ends for another reason', () => {
    clock.advance(QUARTER);
    for (let times = 0; times < 4; times++) {
      prober.end();
      prober.begin(socket);
    }
    asked.should.equal(2);
  });

  it('R9: after an hour and a half without a message connects anew, although every question is answered', () => {
    const quarters = (count: number): void => {
      for (let i = 0; i < count; i++) {
        clock.advance(QUARTER);
        prober.answered();
      }
    };
    quarters(5);
    prober.message();
    quarters(5);
    renewed.should.equal(0);
    asked.should.equal(10);
    clock.advance(QUARTER);
    renewed.should.equal(1);
    asked.should.equal(10);
  });

  it('R9: counts the hour and a half anew on a new connection', () => {
    for (let i = 0; i < 3; i++) {
      clock.advance(QUARTER);
      prober.answered();
    }
    prober.end();
    prober.begin(socket);
    for (let i = 0; i < 5; i++) {
      clock.advance(QUARTER);
      prober.answered();
    }
    renewed.should.equal(0);
  });

  it('leaves no timer when the connection ends', () => {
    prober.end();
    clock.waiting.should.equal(0);
  });
});
