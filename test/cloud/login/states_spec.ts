import crypto = require('node:crypto');
import 'should';
import { digestOf, same, stateError } from '../../../nodes/cloud/login/states';

describe('states of logins', () => {
  it('A1: the difference between wrong, used and expired is nobody’s business', () => {
    const error = stateError();
    error.code.should.equal('TUYA_STATE');
    error.message.should.match(/not known here, was used already or took too long/);
  });

  it('are the same only when all is the same', () => {
    const bytes = Buffer.from('0123456789');
    same(bytes, Buffer.from('0123456789')).should.be.true();
    for (const other of ['', '012345678', '01234567890', 'x123456789', '012345678x']) {
      same(bytes, Buffer.from(other)).should.be.false(other);
    }
  });

  it('are compared by the comparison that takes as long wherever they differ', () => {
    const own = crypto.timingSafeEqual;
    let compared = 0;
    crypto.timingSafeEqual = (a, b) => (compared++, own(a, b));
    try {
      same(Buffer.from('a'), Buffer.from('b'));
      compared.should.equal(1);
    } finally {
      crypto.timingSafeEqual = own;
    }
  });

  it('are remembered by a digest', () => {
    digestOf('abc').toString('hex').should.startWith('ba7816bf8f01cfea414140de5dae2223');
    digestOf(Buffer.from('abc')).equals(digestOf('abc')).should.be.true();
  });
});
