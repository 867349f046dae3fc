import should from 'should';
import vectors from './vectors.json';
import {
  bodySha256,
  canonicalUrl,
  encode,
  signature,
  signedText,
  stringToSign,
  toSign,
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

  it('encodes all but the unreserved characters of RFC 3986, and leaves alone what needs nothing', () => {
    encode('AZaz09-_.~').should.equal('AZaz09-_.~');
    encode('').should.equal('');
    encode("a b!'()*+&=%/?#,;:@\u00fc").should.equal(
      'a%20b%21%27%28%29%2A%2B%26%3D%25%2F%3F%23%2C%3B%3A%40%C3%BC',
    );
  });

  it('sorts by code units, whatever the order in which a query is given', () => {
    const query = new Map([
      ['b', '1'],
      ['a', '2'],
      ['B', '3'],
      ['a-', '4'],
    ]);
    canonicalUrl('/p', query).should.equal('/p?B=3&a=2&a-=4&b=1');
    wireUrl(['p'], query).should.equal('/p?B=3&a=2&a-=4&b=1');
    canonicalUrl('/p', new Map()).should.equal('/p');
    wireUrl(['a b', 'c/d'], new Map([['q', 'x y']])).should.equal('/a%20b/c%2Fd?q=x%20y');
  });

  it('hashes the empty text where there is no body, and the bytes where there are', () => {
    const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    bodySha256().should.equal(empty);
    bodySha256('').should.equal(empty);
    bodySha256(Buffer.alloc(0)).should.equal(empty);
    bodySha256('{}').should.equal('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });

  it('writes the method in upper case, and a line for each signed header', () => {
    stringToSign(
      'post',
      'sha',
      headersBlock([
        ['a', '1'],
        ['B', '2'],
      ]),
      '/u',
    ).should.equal('POST\nsha\na:1\nB:2\n\n/u');
    headersBlock([]).should.equal('');
  });

  it('what is absent leaves no trace in the signed text', () => {
    signedText({ client_id: 'id', t: '1' }, 'GET').should.equal('id1GET');
    signedText({ client_id: 'id', access_token: 'a', t: '1' }, 'GET').should.equal('ida1GET');
  });

  it('PROTOCOL 1.5: a form is signed by its fields in the query, and by no body', () => {
    const form = {
      method: 'POST',
      path: '/v1.0/x?a=1',
      body: { c: '3', b: '2' },
      bodyFormat: 'form' as const,
    };
    const lines = toSign(buildRequest(form)).split('\n');
    should(lines[1]).equal('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    should(lines.at(-1)).equal('/v1.0/x?a=1&b=2&c=3');
  });
});
