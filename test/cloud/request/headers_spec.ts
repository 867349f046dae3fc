import 'should';
import { headersOf, signedHeaders, withFormType, withJsonType } from '../../../nodes/cloud/request/headers';

const FORM = 'application/x-www-form-urlencoded';

describe('the headers of a call', () => {
  const refused = (headers: unknown, reason: RegExp, hint = /^/): void => {
    (() => headersOf(headers)).should.throw({ message: reason, code: 'TUYA_BAD_REQUEST', hint });
  };

  it('are those of the message, as it writes them', () => {
    headersOf({
      lang: 'de',
      'X-List': [1, 'a'],
      On: true,
      tab: 'a\tb',
      gone: null,
      none: undefined,
      empty: '',
    }).should.eql({
      lang: 'de',
      'X-List': '1,a',
      On: 'true',
      tab: 'a\tb',
      empty: '',
    });
    for (const none of [undefined, null, '', {}]) headersOf(none).should.eql({});
  });

  it('A2: a line break or what a header cannot carry is refused', () => {
    for (const value of ['a\r\nb', 'a\nb', 'a\rb', 'a\u0000b', 'ü', '\u007f', '\u0080']) {
      refused({ lang: value }, /^The header "lang" holds a line break/);
    }
    for (const value of [' a', 'a ', '\ta'])
      refused({ lang: value }, /^The header "lang" begins or ends with a blank$/);
    for (const name of ['', 'a b', 'a:b', 'ü', 'a\n', '(x)'])
      refused({ [name]: 'x' }, /is not a header name$/);
    headersOf({ "!#$%&'*+.^_`|~09AZaz-": '~ '.trim() }).should.eql({ "!#$%&'*+.^_`|~09AZaz-": '~' });
  });

  it('A7: the headers of the signature are refused, however they are written', () => {
    for (const name of [
      'sign',
      'Access_Token',
      'client_id',
      't',
      'nonce',
      'sign_method',
      'Signature-Headers',
      'Host',
    ]) {
      refused(
        { [name]: 'x' },
        new RegExp(`"${name}" belongs to the signature and cannot be set`),
        /Remove it/,
      );
      headersOf({ [name]: undefined }).should.eql({});
    }
  });

  it('A6: names that every object has are refused, because such a header gets lost on its way', () => {
    for (const text of [
      '{"__proto__":"x"}',
      '{"constructor":"x"}',
      '{"prototype":"x"}',
      '{"Constructor":"x"}',
    ]) {
      refused(JSON.parse(text), /is not a header name/);
    }
    headersOf({ toString: 'x' }).should.eql({ toString: 'x' });
  });

  it('a header that is given twice is refused', () => {
    refused({ lang: 'a', Lang: 'b' }, /^The header "Lang" is given twice$/);
    headersOf({ lang: 'a', Lang: null }).should.eql({ lang: 'a' });
  });

  it('what an earlier node left behind is dropped without a word', () => {
    for (const name of [
      'Content-Length',
      'connection',
      'Transfer-Encoding',
      'keep-alive',
      'upgrade',
      'te',
      'trailer',
      'expect',
      'accept-encoding',
      'proxy-authorization',
      'proxy-connection',
      'Cookie',
    ]) {
      headersOf({ [name]: 'x', lang: 'de' }).should.eql({ lang: 'de' });
    }
    for (const mark of ['x-node-red-request-node', 'X-Node-Red-Request-Node']) {
      headersOf({ [mark]: 'abc', 'content-type': 'text/html', sign: 'x' }).should.eql({});
    }
  });

  it('what has no names and values is refused, and not sent as nothing', () => {
    for (const source of [
      'a: b',
      5,
      ['a'],
      new Map([['a', 'b']]),
      new Headers({ a: 'b' }),
      Buffer.from('x'),
    ]) {
      refused(source, /^The headers must be an object of names and values$/);
    }
  });

  it('a value that cannot be sent is named', () => {
    refused({ lang: NaN }, /^The header "lang" is not a number$/);
    refused({ ['x'.repeat(70)]: NaN }, /^The header "x{60}" is not a number$/);
  });

  it('JSON has its content type, unless the message names another', () => {
    withJsonType({ a: 'b' }).should.eql({ a: 'b', 'Content-Type': 'application/json' });
    withJsonType({ 'content-TYPE': 'text/plain' }).should.eql({ 'content-TYPE': 'text/plain' });
  });

  it('a form has its own content type, and no other', () => {
    withFormType({ a: 'b' }).should.eql({ a: 'b', 'Content-Type': FORM });
    for (const given of [FORM, ` ${FORM.toUpperCase()} ; charset=UTF-8`]) {
      withFormType({ 'content-type': given }).should.eql({ 'content-type': FORM });
    }
    for (const given of ['application/json', '', `${FORM}x`, `x${FORM}`]) {
      (() => withFormType({ 'content-type': given })).should.throw({
        message: /content type of its own/,
        code: 'TUYA_BAD_REQUEST',
        hint: /Remove content-type/,
      });
    }
  });

  it('those to sign are told as they are named, in that order', () => {
    const headers = { Lang: 'de', area: 'x', more: 'y' };
    signedHeaders(headers, ['AREA', 'lang']).should.eql([
      ['AREA', 'x'],
      ['lang', 'de'],
    ]);
    signedHeaders(headers, []).should.eql([]);
    (() => signedHeaders(headers, ['other'])).should.throw({
      message: /^The header "other" is to be signed but not sent$/,
      code: 'TUYA_BAD_REQUEST',
      hint: /Add it/,
    });
  });
});
