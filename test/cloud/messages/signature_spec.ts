import { createHash } from 'node:crypto';
import 'should';
import { isSigned } from '../../../nodes/cloud/messages/signature';

const payload = { data: 'cipher', protocol: 4, pv: '2.0', t: 1622449865296 };
const sign = createHash('md5').update('data=cipher||protocol=4||pv=2.0||t=1622449865296||key').digest('hex');

describe('the signature of a message', () => {
  it('is over all fields by name but itself and the version of the encryption', () => {
    isSigned({ ...payload, sign }, 'key').should.be.true();
    isSigned(
      { t: payload.t, encryptVersion: 'v2', sign, pv: '2.0', protocol: 4, data: 'cipher' },
      'key',
    ).should.be.true();
  });

  it('is over a field that is no text as its JSON', () => {
    const more = { b: [1], a: { x: 'y' } };
    const own = createHash('md5').update('a={"x":"y"}||b=[1]||key').digest('hex');
    isSigned({ ...more, sign: own }, 'key').should.be.true();
  });

  it('does not match another key, another field, another text, or none', () => {
    isSigned({ ...payload, sign }, 'other').should.be.false();
    isSigned({ ...payload, more: 1, sign }, 'key').should.be.false();
    isSigned({ ...payload, data: 'other', sign }, 'key').should.be.false();
    isSigned({ ...payload, sign: sign.toUpperCase() }, 'key').should.be.false();
    isSigned(payload, 'key').should.be.false();
  });
});
