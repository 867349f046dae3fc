import should from 'should';
import { explain } from '../../../nodes/cloud/call/explain';
import type { Circumstances } from '../../../nodes/cloud/call/explain';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { buildRequest } from '../../../nodes/cloud/request/build';
import { TransportFault } from '../../../nodes/cloud/wire/transport';
import { factsOf } from '../../support/refused';

const KEY = { client_id: 'id', secret: 'the0secret' };
const TOKEN = { access_token: 'access0token', refresh_token: 'refresh0token', base_url: '' };
const READ = buildRequest({ method: 'GET', path: '/v1.0/devices/x' });
const COMMAND = buildRequest({ method: 'POST', path: '/v1.0/devices/x/commands', body: {} });
const UNKNOWN = /whether the command was executed is unknown$/;

const at = (more: Partial<Circumstances> = {}): Circumstances => ({
  ...factsOf(),
  request: COMMAND,
  key: KEY,
  token: TOKEN,
  sent: true,
  secrets: ['the0code'],
  ...more,
});
const answer = (code: number, msg = 'no', statusCode = 200): TuyaError =>
  new TuyaError(`TUYA_${code}`, `Tuya answered ${code}: ${msg}`, {
    tuya: { code, msg, t: 1, tid: 'tid1' },
    statusCode,
  });

describe('what an error says when it leaves the client', () => {
  const NETWORK = new TuyaError('TUYA_NETWORK', 'lost');

  it('a fault of the network tells of a command whether it may have run', () => {
    const unsure = new TransportFault(NETWORK, 'unknown', true);
    const unsent = new TransportFault(NETWORK, 'not sent', true);
    explain(unsure, at()).message.should.match(UNKNOWN);
    explain(unsent, at()).should.equal(NETWORK);
    explain(unsure, at({ request: READ })).should.equal(NETWORK);
  });

  for (const error of [
    new TuyaError('TUYA_ABORTED', 'closed'),
    new TuyaError('TUYA_TIMEOUT', 'late'),
    new TuyaError('TUYA_BAD_RESPONSE', 'html'),
    new TuyaError('TUYA_HTTP_500', 'no', { statusCode: 500 }),
    new TuyaError('TUYA_HTTP_502', 'no', { statusCode: 502 }),
    answer(500),
  ]) {
    it(`${error.code}: nobody knows what became of a command that was sent, and of one that was not everybody does`, () => {
      const told = explain(error, at());
      told.message.should.match(UNKNOWN);
      told.hint.should.equal('Read the device back before you send the command again.');
      told.code.should.equal(error.code);
      explain(error, at({ sent: false })).message.should.not.match(UNKNOWN);
      explain(error, at({ request: READ })).message.should.not.match(UNKNOWN);
    });
  }

  for (const error of [
    answer(1106),
    answer(1010),
    answer(2001, 'no', 502),
    new TuyaError('TUYA_HTTP_404', 'no', { statusCode: 404 }),
  ]) {
    it(`${error.code} with status ${error.statusCode ?? 0}: it did not run`, () => {
      explain(error, at()).message.should.not.match(UNKNOWN);
    });
  }

  it('what Tuya did not answer stays as it is', () => {
    const late = new TuyaError('TUYA_TIMEOUT', 'late');
    explain(late, at({ request: READ })).should.equal(late);
  });

  it('an answer without a text has none afterwards', () => {
    const told = explain(new TuyaError('TUYA_2001', 'no', { tuya: { code: 2001 } }), at());
    should(told.tuya?.code).equal(2001);
    should(told.tuya?.msg).be.undefined();
  });

  it('a refusal of Tuya’s without a code is an answer: the command did not run', () => {
    const refused = new TuyaError('TUYA_BAD_RESPONSE', 'refused without a code', { tuya: { tid: 'x' } });
    explain(refused, at()).message.should.not.match(UNKNOWN);
  });

  it('a gateway that fails is none, whatever it says besides', () => {
    const failed = new TuyaError('TUYA_HTTP_502', 'no', { statusCode: 502, tuya: { tid: 'x' } });
    explain(failed, at()).message.should.match(UNKNOWN);
  });

  it('keeps what Tuya said: code, text, t, tid and status', () => {
    const told = explain(answer(2001, 'device is offline', 403), at());
    should(told.tuya).eql({ code: 2001, msg: 'device is offline', t: 1, tid: 'tid1' });
    should(told.statusCode).equal(403);
  });

  it('keeps the hint of an answer of which nothing better is known', () => {
    const details = { tuya: { code: 987_654 }, hint: 'Look it up.' };
    explain(new TuyaError('TUYA_987654', 'no', details), at()).hint.should.equal('Look it up.');
  });

  for (const secret of ['the0secret', 'access0token', 'refresh0token', 'the0code', 'A'.repeat(64)]) {
    it(`A8: masks ${secret.slice(0, 14)} in the message and in Tuya's text`, () => {
      const told = explain(answer(2001, `so ${secret} it is`), at());
      told.message.should.not.containEql(secret);
      should(told.tuya?.msg).equal('so *** it is');
    });
  }

  it('A10: masks a token path and a code in an address', () => {
    const told = explain(answer(2001, 'GET /v1.0/token/abc?code=def&x=1'), at());
    should(told.tuya?.msg).equal('GET /v1.0/token/***?code=***&x=1');
  });

  it('P17: 1004 tells what was signed beside its hint, with names instead of token, time and nonce', () => {
    const { tuya, hint } = explain(answer(1004), at({ request: READ }));
    should(tuya?.signed).match(/^id\[access_token\]\[t\]\[nonce\]GET\n[0-9a-f]{64}\n\n\/v1\.0\/devices\/x$/);
    should(explain(answer(1004), at({ token: undefined })).tuya?.signed).match(/^id\[t\]\[nonce\]POST/);
    hint.should.match(/^The secret has 10 characters/).and.not.match(/GET/);
    should(explain(answer(2001), at()).tuya).not.have.property('signed');
  });

  it('P17: a secret that stands in what was signed is masked there', () => {
    const request = buildRequest({ method: 'GET', path: '/v1.0/devices', query: { q: 'the0secret' } });
    should(explain(answer(1004), at({ request })).tuya?.signed).match(/q=\*\*\*$/);
  });

  it('P2, RULES 5: a refused token points to another program while it is fresh, and elsewhere when it is not', () => {
    explain(answer(1010), at()).hint.should.match(/another program/);
    explain(answer(1010), at({ isFresh: false })).hint.should.match(/press Test connection in the account/);
    explain(answer(1010), at({ isFresh: false, token: undefined })).hint.should.match(/another program/);
    explain(answer(2001), at({ isFresh: false })).hint.should.equal(explain(answer(2001), at()).hint);
  });

  it('A8: a secret that a flow has put into what an advice names is masked there', () => {
    const request = buildRequest({ method: 'GET', path: '/v1.0/users/the0secret/devices' });
    explain(answer(1106), at({ request })).hint.should.match(/app user \*\*\* is not linked/);
  });

  it('A8: what is no error of ours carries nothing on', () => {
    const told = explain(new Error('axios says access0token'), at());
    told.code.should.equal('TUYA_NETWORK');
    told.message.should.equal('The call failed for an unknown reason');
  });
});
