import 'should';
import { Confirmations } from '../../../nodes/runtime/node/event-acks';

describe('what a flow confirms', () => {
  let confirmed: string[];
  let confirmations: Confirmations;
  beforeEach(() => {
    confirmed = [];
    const open = new Set(['one', 'three']);
    confirmations = new Confirmations((id) => open.delete(id) && confirmed.push(id) > 0);
  });

  it('R25: an event that became several messages is confirmed by the last of them, and once', () => {
    confirmations.expect('three', 3);
    confirmations.confirm('three').should.be.true();
    confirmations.confirm('three').should.be.true();
    confirmed.should.eql([]);
    confirmations.confirm('three').should.be.true();
    confirmed.should.eql(['three']);
    confirmations.confirm('three').should.be.false();
    const { left } = confirmations as unknown as { left: Map<string, number> };
    left.size.should.equal(0);
  });

  it('one message needs one word, and none that is expected needs no other', () => {
    confirmations.expect('one', 1);
    confirmations.confirm('one').should.be.true();
    confirmations.confirm('three').should.be.true();
    confirmed.should.eql(['one', 'three']);
  });

  it('an event that comes again, and is one message this time, needs one word', () => {
    confirmations.expect('one', 3);
    confirmations.expect('one', 1);
    confirmations.confirm('one').should.be.true();
    confirmed.should.eql(['one']);
  });

  it('what was given up is waited for no more', () => {
    confirmations.expect('gone', 2);
    confirmations.forget('gone');
    confirmations.confirm('gone').should.be.false();
  });
});
