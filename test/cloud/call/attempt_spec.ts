import should from 'should';
import { attempt, shownSignature } from '../../../nodes/cloud/call/attempt';
import { buildRequest } from '../../../nodes/cloud/request/build';
import { signature, toSign } from '../../../nodes/cloud/wire/sign';

const KEY = { client_id: 'id', secret: 'secret' };
const STAMP = { t: '1588925778000', nonce: 'n1' };
const TOKEN = { access_token: 'a1', refresh_token: 'r1', base_url: 'https://region.example' };
const SIGNING = { key: KEY, token: TOKEN, baseUrl: 'https://own.example', ...STAMP };
const request = buildRequest({
  method: 'POST',
  path: '/v1.0/devices/x?b=2&a=1',
  body: { on: true },
  headers: { area_id: '7', Other: 'x' },
  signHeaders: ['area_id', 'Other'],
});

describe('one attempt of a call', () => {
  it('carries every header that Tuya asks for, and the caller’s own', () => {
    const { headers } = attempt(request, SIGNING);
    headers.should.eql({
      area_id: '7',
      Other: 'x',
      'Content-Type': 'application/json',
      client_id: 'id',
      sign: signature({ ...KEY, access_token: 'a1', ...STAMP }, toSign(request)),
      sign_method: 'HMAC-SHA256',
      t: '1588925778000',
      nonce: 'n1',
      access_token: 'a1',
      'Signature-Headers': 'area_id:Other',
    });
  });

  it('RULES 8: without a token it neither carries nor signs one, and goes to the account’s address', () => {
    const { headers, baseUrl, lane } = attempt(request, { ...SIGNING, token: undefined });
    Object.keys(headers).should.not.containEql('access_token');
    should(headers.sign).equal(signature({ ...KEY, ...STAMP }, toSign(request)));
    baseUrl.should.equal('https://own.example');
    should(lane).equal('token'); // on a socket of its own
  });

  it('goes to the region of its token, with the bytes that were hashed', () => {
    const wire = attempt(request, SIGNING);
    wire.baseUrl.should.equal('https://region.example');
    wire.method.should.equal('POST');
    wire.url.should.equal('/v1.0/devices/x?a=1&b=2');
    should(wire.body).equal(request.body);
    should(wire.lane).be.undefined();
  });

  it('names no signed headers where there are none', () => {
    const plain = buildRequest({ method: 'GET', path: '/v1.0/devices' });
    const { headers } = attempt(plain, SIGNING);
    Object.keys(headers).should.not.containEql('Signature-Headers');
    Object.keys(request.headers).should.not.containEql('sign'); // the request itself stays as it is
  });

  it('signs the app id of a key that is bound to one', () => {
    const key = { ...KEY, bundleId: 'com.example' };
    const { headers } = attempt(request, { ...SIGNING, key });
    should(headers.sign).equal(signature({ ...key, access_token: 'a1', ...STAMP }, toSign(request)));
  });

  it('P17: the text that was signed can be shown without token, time and nonce', () => {
    shownSignature(request, KEY, true).should.equal(`id[access_token][t][nonce]${toSign(request)}`);
    shownSignature(request, { ...KEY, bundleId: 'app' }, false).should.equal(
      `id[t][nonce]app${toSign(request)}`,
    );
  });
});
