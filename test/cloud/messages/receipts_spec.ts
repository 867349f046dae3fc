import 'should';
import { Receipts } from '../../../nodes/cloud/messages/receipts';
import type { DeviceEvent } from '../../../nodes/cloud/messages/listener';
import { FakeClock } from '../../support/fake-clock';

const eventOf = (id: string): DeviceEvent => ({ id }) as DeviceEvent;
const A = { id: 'a', ackTimeout: 1000 };
const B = { id: 'b', ackTimeout: 2000 };

describe('receipts', () => {
  let clock: FakeClock;
  let done: [string, number][];
  let overdue: [string, string][];
  let receipts: Receipts;
  beforeEach(() => {
    clock = new FakeClock();
    done = [];
    overdue = [];
    receipts = new Receipts(
      clock,
      (id, on) => done.push([id, on]),
      (listener, { id }) => overdue.push([listener, id]),
    );
  });

  it('R25: a message is done when all who have it have confirmed it, once each', () => {
    receipts.add(eventOf('x'), 1, [A, B]);
    receipts.close('a', 'x').should.be.true();
    receipts.close('a', 'x').should.be.false();
    done.should.eql([]);
    receipts.close('b', 'x').should.be.true();
    done.should.eql([['x', 1]]);
    receipts.close('b', 'x').should.be.false();
    receipts.close('a', 'unknown').should.be.false();
    clock.waiting.should.equal(0);
  });

  it('R25: what nobody confirms is done when its time is over, and told', () => {
    receipts.add(eventOf('x'), 1, [A, B]);
    clock.advance(1000);
    overdue.should.eql([['a', 'x']]);
    done.should.eql([]);
    clock.advance(1000);
    overdue.should.eql([
      ['a', 'x'],
      ['b', 'x'],
    ]);
    done.should.eql([['x', 1]]);
  });

  it('R25: what comes again is acknowledged where it came last', () => {
    receipts.add(eventOf('x'), 1, [A]);
    receipts.cameAgain('x', 2).should.be.true();
    receipts.cameAgain('y', 2).should.be.false();
    receipts.close('a', 'x');
    done.should.eql([['x', 2]]);
  });

  it('has a hundred places', () => {
    for (let n = 0; n < 99; n++) receipts.add(eventOf(String(n)), 1, [A]);
    receipts.full.should.be.false();
    receipts.add(eventOf('99'), 1, [A]);
    receipts.full.should.be.true();
    receipts.close('a', '5');
    receipts.full.should.be.false();
  });

  it('of one who leaves are closed, those of others are not', () => {
    receipts.add(eventOf('x'), 1, [A, B]);
    receipts.add(eventOf('y'), 1, [A]);
    receipts.closeAll('a');
    done.should.eql([['y', 1]]);
    receipts.close('b', 'x').should.be.true();
  });

  it('end with a list of who has not confirmed what, and without a timer', () => {
    receipts.add(eventOf('x'), 1, [A, B]);
    receipts.close('a', 'x');
    receipts.end().should.eql(new Map([['x', new Set(['b'])]]));
    clock.waiting.should.equal(0);
    done.should.eql([]);
    receipts.close('b', 'x').should.be.false();
    receipts.end().size.should.equal(0);
  });
});
