import should from 'should';
import { isOverload, remedyOf } from '../../../nodes/cloud/errors/error-codes';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { openEnvelope } from '../../../nodes/cloud/wire/envelope';
import type { Envelope } from '../../../nodes/cloud/wire/envelope';

function open(body: unknown, status = 200, headers: Record<string, string> = {}): Envelope {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return openEnvelope({ status, headers, body: Buffer.from(text) });
}
function failure(body: unknown, status = 200, headers: Record<string, string> = {}): TuyaError {
  try {
    open(body, status, headers);
  } catch (error) {
    if (error instanceof TuyaError) return error;
  }
  throw new Error('It should have been refused');
}
const CLOUD = { msg: 'said so', t: 1700000000000, tid: 'tid7' };

describe('an envelope', () => {
  it('with success is its result, time and tid', () => {
    open({ success: true, result: { a: 1 }, ...CLOUD }).should.deepEqual({
      success: true,
      result: { a: 1 },
      ...CLOUD,
    });
  });

  it('may lack all but success', () => {
    open({ success: true }).should.deepEqual({
      success: true,
      result: null,
      msg: undefined,
      t: undefined,
      tid: undefined,
    });
  });

  it('may begin with a byte order mark', () => {
    (open('\ufeff{"success":true,"result":1}').result as number).should.equal(1);
    (open({ success: true, result: 'a\ufeffb' }).result as string).should.equal('a\ufeffb');
  });

  it('P21: keeps ids and cursors that are too large for a number as text', () => {
    const { result } = open('{"success":true,"result":{"id":9007199254740993,"t":1700000000000}}');
    (result as object).should.deepEqual({ id: '9007199254740993', t: 1700000000000 });
  });

  for (const t of ['1700000000000', ' 1700000000000 ']) {
    it(`may give its time as text: "${t}"`, () => {
      should(open({ success: true, t }).t).equal(1700000000000);
    });
  }

  for (const t of ['', 'soon', '1700000000000000', null, {}, '-1', [1700000000000]]) {
    it(`with the time ${JSON.stringify(t)} has none`, () => {
      should(open({ success: true, t }).t).be.undefined();
    });
  }

  it('with a time that is no number has none', () => {
    should(open('{"success":true,"t":1e999}').t).be.undefined();
  });

  for (const code of [1106, '1106', '1106 ', ' 1106']) {
    it(`that refuses with ${JSON.stringify(code)} is TUYA_1106, with the catalogue's hint and what Tuya said`, () => {
      const error = failure({ success: false, code, ...CLOUD });
      error.code.should.equal('TUYA_1106');
      error.message.should.equal('Tuya answered 1106: said so');
      error.hint.should.match(/./).and.not.match(/list of error codes/);
      should(error.tuya).deepEqual({ code: 1106, ...CLOUD });
      should(error.statusCode).equal(200);
    });
  }

  it('that refuses without a text is told by what the catalogue knows, or without', () => {
    failure({ success: false, code: 1106 })
      .message.should.match(/^Tuya answered 1106: \w+/)
      .and.not.match(/no text/);
    const unknown = failure({ success: false, code: 999999 });
    unknown.message.should.equal('Tuya answered 999999: no text');
    unknown.hint.should.match(/list of error codes/);
  });

  it('that refuses is a refusal whatever the status', () => {
    const error = failure({ success: false, code: 1106, ...CLOUD }, 403);
    [error.code, error.statusCode].should.deepEqual(['TUYA_1106', 403]);
  });

  for (const [code, name] of [
    ['API_QPS_LIMIT_OR_DEGRADE', 'TUYA_API_QPS_LIMIT_OR_DEGRADE'],
    ['API_QPS_LIMIT_OR_DEGRADE ', 'TUYA_API_QPS_LIMIT_OR_DEGRADE'],
    ['illegal_client', 'TUYA_ILLEGAL_CLIENT'],
  ] as const) {
    it(`that refuses in words, ${JSON.stringify(code)}, is ${name}, and what Tuya said is kept`, () => {
      const error = failure({ success: false, code, ...CLOUD });
      error.code.should.equal(name);
      error.message.should.equal(`Tuya answered ${name.slice(5)}: said so`);
      should(error.tuya).deepEqual({ code: name.slice(5), ...CLOUD });
    });
  }

  it('P10: that says API_QPS_LIMIT_OR_DEGRADE asks for fewer calls', () => {
    const error = failure({ success: false, code: 'API_QPS_LIMIT_OR_DEGRADE', msg: '' });
    remedyOf(error).should.equal('overload');
    isOverload(error).should.be.true();
    isOverload(failure({ success: false, code: 'ILLEGAL_CLIENT', msg: '' })).should.be.false();
  });

  for (const code of [
    undefined,
    null,
    '',
    ' ',
    true,
    'a b',
    'x-y',
    '_',
    'LIMIT_',
    '4f5e6d',
    '0secret',
    'A'.repeat(65),
    '1234567890123456',
  ]) {
    it(`that refuses with the code ${String(code).slice(0, 20)} is a bad answer with what Tuya said, not somebody else's`, () => {
      const error = failure({ success: false, code, ...CLOUD });
      error.code.should.equal('TUYA_BAD_RESPONSE');
      error.message.should.equal('Tuya refused without a code: said so');
      error.hint.should.match(/tid/);
      should(error.tuya).deepEqual(CLOUD);
    });
  }

  it('that refuses with neither code nor text says that', () => {
    failure({ success: false }).message.should.equal('Tuya refused without a code: no text');
    failure({ success: false, code: 'A'.repeat(64) }).code.should.equal(`TUYA_${'A'.repeat(64)}`);
  });

  for (const word of [
    'TIMEOUT',
    'NETWORK',
    'TLS',
    'CONFIG',
    'BAD_REQUEST',
    'BAD_RESPONSE',
    'BAD_MESSAGE',
    'AUTHORIZATION_REQUIRED',
    'USER_REQUIRED',
    'STATE',
    'QUEUE_FULL',
    'ABORTED',
    'BUDGET',
    'UNCONFIRMED',
  ]) {
    it(`that refuses with ${word.toLowerCase()} is not taken for what TUYA_${word} means here`, () => {
      const error = failure({ success: false, code: word.toLowerCase(), ...CLOUD });
      error.code.should.equal('TUYA_BAD_RESPONSE');
      error.message.should.equal(`Tuya answered ${word}: said so`);
    });
  }

  it('that refuses without a code and with a status is told by the status, and what Tuya said is kept', () => {
    const error = failure({ success: false, ...CLOUD }, 503);
    error.code.should.equal('TUYA_HTTP_503');
    should(error.tuya).deepEqual(CLOUD);
  });

  it('says no more than 500 letters, and a tid no more than 100', () => {
    const error = failure({ success: false, code: 1106, msg: 'm'.repeat(501), tid: 't'.repeat(101) });
    [error.tuya?.msg?.length, error.tuya?.tid?.length].should.deepEqual([500, 100]);
    const odd = failure({ success: false, code: 1106, msg: 7, tid: {}, t: 'x' });
    should(odd.tuya).deepEqual({ code: 1106, msg: undefined, t: undefined, tid: undefined });
  });

  for (const [what, body, text] of [
    ['nothing', '', /not JSON/],
    ['JSON that breaks off', '{"success":true,"result":{"dev', /not JSON/],
    ['a page', '<html>secret</html>', /not JSON/],
    ['null', 'null', /not an object/],
    ['a list', '[]', /not an object/],
    ['a text', '"x"', /not an object/],
    ['success as a text', '{"success":"true","result":1}', /no clear success/],
    ['success as a number', '{"success":1,"result":1}', /no clear success/],
    ['no success', '{"result":1}', /no clear success/],
    ['a code without a refusal', '{"code":1010,"msg":"secret"}', /no clear success/],
  ] as const) {
    it(`${what === 'nothing' || what === 'null' ? 'N11' : 'N9'}: ${what} is a bad answer that tells status and content type, never the text`, () => {
      const error = failure(body, 200, { 'content-type': 'text/html' });
      error.code.should.equal('TUYA_BAD_RESPONSE');
      error.message.should
        .match(text)
        .and.match(/status 200, text\/html/)
        .and.not.match(/secret/);
      should(error.tuya).be.undefined();
      should(error.statusCode).equal(200);
    });
  }

  it('N10: of a content type the first 80 letters are told, or that there is none', () => {
    failure('', 200).message.should.match(/no content type/);
    failure('', 200, { 'content-type': 'x'.repeat(100) }).message.should.match(/, x{80}\)$/);
  });

  for (const [status, hint] of [
    [199, /path/],
    [302, /elsewhere/],
    [300, /elsewhere/],
    [399, /elsewhere/],
    [400, /path/],
    [404, /path/],
    [429, /calls per second/],
    [499, /path/],
    [500, /gateway/],
    [502, /gateway/],
  ] as const) {
    it(`N10: status ${status} without an envelope, or with success, is TUYA_HTTP_${status}`, () => {
      for (const body of ['<html>', { success: true, result: 1 }]) {
        const error = failure(body, status);
        [error.code, error.statusCode].should.deepEqual([`TUYA_HTTP_${status}`, status]);
        error.message.should.equal(`The server answered with HTTP status ${status}`);
        error.hint.should.match(hint);
      }
    });
  }

  it('with any status of success is good', () => {
    for (const status of [200, 201, 299]) open({ success: true, result: 1 }, status).success.should.be.true();
  });
});
