import should from 'should';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { Deadline, within } from '../../../nodes/cloud/time/deadline';
import { Abort } from '../../../nodes/cloud/time/signal';
import type { Signal } from '../../../nodes/cloud/time/signal';
import { Counted } from '../../support/counted-signal';
import { FakeClock } from '../../support/fake-clock';

const codeOf = ({ reason }: Signal): string => (reason as TuyaError).code;

describe('a deadline', () => {
  const clock = new FakeClock();

  it('does not run before it is started, and is over after its time', () => {
    const deadline = new Deadline(clock, []);
    clock.advance(1_000_000);
    deadline.aborted.should.be.false();
    deadline.left().should.equal(Infinity);
    deadline.start(1500);
    deadline.left().should.equal(1500);
    clock.advance(1499);
    deadline.left().should.equal(1);
    deadline.aborted.should.be.false();
    clock.advance(1);
    codeOf(deadline).should.equal('TUYA_TIMEOUT');
    (deadline.reason as Error).message.should.equal('No answer within 1.5 seconds');
  });

  it('started anew it has all its time again', () => {
    const deadline = new Deadline(clock, []);
    deadline.start(100);
    clock.advance(90);
    deadline.start(100);
    clock.waiting.should.equal(1);
    clock.advance(90);
    deadline.aborted.should.be.false();
    clock.advance(10);
    deadline.aborted.should.be.true();
  });

  it('ends with any of its signals, with their reason where it is ours and as TUYA_ABORTED where it is not', () => {
    const [closing, caller] = [new Abort(), new Abort()];
    const first = new Deadline(clock, [undefined, closing, caller]);
    caller.abort(new TuyaError('TUYA_CONFIG', 'gone'));
    codeOf(first).should.equal('TUYA_CONFIG');
    const foreign = new AbortController();
    const second = new Deadline(clock, [foreign.signal]);
    foreign.abort();
    codeOf(second).should.equal('TUYA_ABORTED');
    first.release();
    second.release();
  });

  it('a signal that is over already ends it at once', () => {
    const over = new Abort();
    over.abort(new TuyaError('TUYA_ABORTED', 'closed'));
    const deadline = new Deadline(clock, [over]);
    deadline.aborted.should.be.true();
  });

  it('leaves neither timer nor listener behind', () => {
    const signal = new Counted();
    const deadline = new Deadline(clock, [signal]);
    deadline.start(100);
    signal.count.should.equal(1);
    clock.waiting.should.equal(1);
    deadline.release();
    signal.count.should.equal(0);
    clock.waiting.should.equal(0);
    signal.abort('late');
    deadline.aborted.should.be.false();
  });

  it('within: gives the task its deadline and cleans up, whether it succeeds or fails', async () => {
    const signal = new Counted();
    const left = await within(clock, 50, [signal], (deadline) => Promise.resolve(deadline.left()));
    left.should.equal(50);
    const failed = within(clock, 50, [signal], () => Promise.reject(new Error('no')));
    await failed.should.be.rejectedWith('no');
    signal.count.should.equal(0);
    clock.waiting.should.equal(0);
    should(signal.aborted).be.false();
  });
});
