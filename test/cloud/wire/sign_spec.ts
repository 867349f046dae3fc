import 'should';
import vectors from './vectors.json';
import {
  bodySha256,
  canonicalUrl,
  signature,
  signedText,
  stringToSign,
  wireUrl,
  headersBlock,
} from '../../../nodes/cloud/wire/sign';
import { buildRequest } from '../../../nodes/cloud/request/build';

interface Vector {
  name: string;
  method: string;
  url: string;
  headers?: string;
  nonce?: string;
  token?: string;
  body?: string;
  bodySha256: string;
  stringToSign: string;
  str: string;
  sign: string;
}

describe('signing', () => {
  for (const vector of vectors.vectors as Vector[]) {
    it(`reproduces ${vector.name}, stage by stage`, () => {
      const headers = (vector.headers ?? '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): [string, string] => [
          line.slice(0, line.indexOf(':')),
          line.slice(line.indexOf(':') + 1),
        ]);
      const request = buildRequest({
        method: vector.method,
        path: vector.url,
        body: vector.body,
        headers: Object.fromEntries(headers),
        signHeaders: headers.map(([name]) => name),
      });
      canonicalUrl('/' + request.segments.join('/'), request.query).should.equal(vector.url);
      headersBlock(request.signedHeaders).should.equal(vector.headers ?? '');
      bodySha256(request.body).should.equal(vector.bodySha256);
      const toSign = stringToSign(request.method, vector.bodySha256, vector.headers ?? '', vector.url);
      toSign.should.equal(vector.stringToSign);
      const signer = {
        client_id: vectors.client_id,
        secret: vectors.secret,
        t: vectors.t,
        nonce: vector.nonce,
        access_token: vector.token,
      };
      signedText(signer, toSign).should.equal(vector.str);
      signature(signer, toSign).should.equal(vector.sign);
    });
  }

  it('sorts a hand-written query and decodes it for the signature', () => {
    const { segments, query } = buildRequest({
      method: 'GET',
      path: '/v1.0/token?grant_type=2&code=a%2Cb+c',
    });
    canonicalUrl('/' + segments.join('/'), query).should.equal('/v1.0/token?code=a,b+c&grant_type=2');
    wireUrl(segments, query).should.equal('/v1.0/token?code=a%2Cb%2Bc&grant_type=2');
  });

  it('signs a bundle id between nonce and the string to sign', () => {
    signedText({ client_id: 'id', t: '1', nonce: 'n', bundleId: 'app' }, 'GET').should.equal('id1nappGET');
  });
});
