import 'should';
import { allowed, codesIn, listed, shown } from '../../../nodes/cloud/values/allowed';

describe('what is allowed, in words', () => {
  it('keeps the letters of any language, and no control character', () => {
    shown('温度 ℃').should.equal('温度 ℃');
    shown('a\nb\u202ec\u0000').should.equal('a?b?c?');
    shown('x'.repeat(99)).should.have.length(60);
  });

  it('is a list', () => {
    listed([]).should.equal('');
    listed(['a', 'b']).should.equal('a, b');
    codesIn([]).should.equal('none');
    codesIn([{ code: 'switch', name: 'Schalter', type: { kind: 'Boolean' } }]).should.equal('switch');
  });

  it('has numbers as they are meant', () => {
    allowed({ kind: 'Integer', min: -400, max: 1200, scale: 1, step: 1, unit: '℃' }).should.equal(
      'a number from -40 ℃ to 120 ℃, in steps of 0.1 ℃',
    );
  });

  it('is anything for what is not known', () => {
    allowed({ kind: 'Other', name: 'struct' }).should.equal('whatever the device takes');
  });
});
