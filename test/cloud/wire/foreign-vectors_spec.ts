import 'should';
import vectors from './foreign-vectors.json';
import type { ForeignVector } from '../../support/foreign-client';
import { buildRequest } from '../../../nodes/cloud/request/build';
import {
  bodySha256,
  canonicalUrl,
  headersBlock,
  signature,
  stringToSign,
} from '../../../nodes/cloud/wire/sign';

const all = vectors.vectors as ForeignVector[];

describe('what other clients signed, this one signs alike', () => {
  it('four clients, each a token call, a list, a command and a query out of order', () => {
    const clients = new Set(all.map(({ client }) => client));
    [...clients]
      .sort()
      .should.eql(['tinytuya', 'tuya-connector-go', 'tuya-connector-nodejs', 'tuya-connector-python']);
    for (const client of clients) {
      const calls = all.filter((vector) => vector.client === client);
      calls.filter(({ access_token }) => access_token === undefined).should.not.be.empty();
      calls.filter(({ method, body }) => method === 'POST' && body !== undefined).should.not.be.empty();
      calls.filter(({ url }) => url.includes('type=')).should.not.be.empty();
    }
  });

  for (const { client, method, url, t, nonce, access_token, headers = [], body, sign } of all) {
    it(`${client}: ${method} ${url.replace(/\?.*/, '')}${access_token === undefined ? ', without a token' : ''}`, () => {
      const request = buildRequest({ method, path: url, body, headers: Object.fromEntries(headers) });
      const toSign = stringToSign(
        request.method,
        bodySha256(request.body),
        headersBlock(headers),
        canonicalUrl(`/${request.segments.join('/')}`, request.query),
      );
      const { client_id, secret } = vectors;
      signature({ client_id, secret, t, nonce, access_token }, toSign).should.equal(sign);
    });
  }
});
