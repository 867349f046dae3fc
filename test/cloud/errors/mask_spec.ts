import 'should';
import { mask } from '../../../nodes/cloud/errors/mask';

const SIGN = '0123456789ABCDEF'.repeat(4);

describe('what may not be seen in a text', () => {
  it('A8: each secret, wherever and however often it stands, is three stars', () => {
    mask('s3cret, token and s3cret', ['s3cret', 'token']).should.equal('***, *** and ***');
  });

  it('a secret is taken as it is written: no character of it means anything', () => {
    mask('a.c abc a+c', ['a.c']).should.equal('*** abc a+c');
    mask('pa$$&word', ['pa$$&word']).should.equal('***');
  });

  it('a secret that is missing or empty hides nothing', () => {
    mask('plain text', [undefined, '']).should.equal('plain text');
  });

  it('A10: every signature, and only what is as long as one', () => {
    mask(`sign=${SIGN} and ${SIGN}`, []).should.equal('sign=*** and ***');
    mask(SIGN.slice(1), []).should.equal(SIGN.slice(1));
    mask(`${SIGN}0`, []).should.equal(`${SIGN}0`);
    mask(`0${SIGN}`, []).should.equal(`0${SIGN}`);
    // The digest of a body is in small letters, and no secret.
    mask(SIGN.toLowerCase(), []).should.equal(SIGN.toLowerCase());
  });

  it('the refresh token in the path of a token call, up to query, quotation mark or space', () => {
    mask('GET /v1.0/token/r3fresh failed', []).should.equal('GET /v1.0/token/*** failed');
    mask('"/v1.0/token/r3fresh"', []).should.equal('"/v1.0/token/***"');
    mask('/v1.0/token/r3fresh?a=1', []).should.equal('/v1.0/token/***?a=1');
    mask('/v1.0/token/one /v1.0/token/two', []).should.equal('/v1.0/token/*** /v1.0/token/***');
    mask('/v1.0/token?grant_type=1', []).should.equal('/v1.0/token?grant_type=1');
    mask('/v1x0/token/r3fresh', []).should.equal('/v1x0/token/r3fresh');
  });

  it('the code of an exchange, up to the next field, quotation mark or space', () => {
    mask('/v1.0/token?code=c0de&grant_type=2', []).should.equal('/v1.0/token?code=***&grant_type=2');
    mask('"?code=c0de"', []).should.equal('"?code=***"');
    mask('code=one code=two', []).should.equal('code=*** code=***');
    mask('the code is 1106', []).should.equal('the code is 1106');
  });
});
