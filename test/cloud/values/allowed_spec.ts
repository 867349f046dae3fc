import 'should';
import { speakEnglish } from '../../../nodes/cloud/errors/language';
import { allowed, codesIn, listed, shown } from '../../../nodes/cloud/values/allowed';

describe('what is allowed, in words', () => {
  it('keeps the letters of any language, and no control character', () => {
    shown('温度 ℃').should.equal('温度 ℃');
    shown('a\nb\u202ec\u0000').should.equal('a?b?c?');
    shown('x'.repeat(99)).should.have.length(60);
  });

  it('is a list', () => {
    speakEnglish(listed([])).should.equal('');
    speakEnglish(listed(['a', 'b'])).should.equal('a, b');
    const many = Array.from({ length: 42 }, (_, index) => `c${index}`);
    speakEnglish(listed(many.slice(0, 40))).should.endWith('c38, c39');
    speakEnglish(listed(many)).should.endWith('c38, c39, and 2 more');
    speakEnglish(codesIn([])).should.equal('none');
    speakEnglish(codesIn([{ code: 'switch', name: 'Schalter', type: { kind: 'Boolean' } }])).should.equal(
      'switch',
    );
  });

  it('has numbers as they are meant', () => {
    speakEnglish(
      allowed({ kind: 'Integer', min: -400, max: 1200, scale: 1, step: 1, unit: '℃' }),
    ).should.equal('a number from -40 ℃ to 120 ℃, in steps of 0.1 ℃');
  });

  it('is anything for what is not known', () => {
    speakEnglish(allowed({ kind: 'Other', name: 'struct' })).should.equal('whatever the device takes');
  });
});
