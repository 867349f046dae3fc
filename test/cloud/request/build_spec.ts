import should from 'should';
import { buildRequest } from '../../../nodes/cloud/request/build';
import type { ApiCall, ApiRequest } from '../../../nodes/cloud/request/build';
import { canonicalUrl, wireUrl } from '../../../nodes/cloud/wire/sign';
import { startRig } from '../../support/rig';

const get = (call: Partial<ApiCall> = {}): ApiRequest =>
  buildRequest({ method: 'GET', path: '/v1.0/devices', ...call });
const refused = (call: Partial<ApiCall>, reason: RegExp, hint = /^/): void => {
  (() => get(call)).should.throw({ message: reason, code: 'TUYA_BAD_REQUEST', hint });
};

describe('building a request', () => {
  it('brings a call into the one form that is signed and sent', () => {
    get({
      method: ' post ',
      path: '/v1.0/devices/{device_id}/commands?a=1',
      params: { device_id: 'x' },
      query: { b: 2 },
      body: { c: 3 },
      headers: { lang: 'de' },
      signHeaders: ['lang'],
    }).should.eql({
      method: 'POST',
      segments: ['v1.0', 'devices', 'x', 'commands'],
      query: new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
      form: new Map(),
      body: Buffer.from('{"c":3}'),
      headers: { lang: 'de', 'Content-Type': 'application/json' },
      signedHeaders: [['lang', 'de']],
    });
  });

  it('a call that says nothing more has a path and nothing else', () => {
    get().should.eql({
      method: 'GET',
      segments: ['v1.0', 'devices'],
      query: new Map(),
      form: new Map(),
      body: undefined,
      headers: {},
      signedHeaders: [],
    });
  });

  it('knows five methods', () => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'patch']) {
      get({ method }).method.should.equal(method.toUpperCase());
    }
    for (const method of ['', ' ', undefined, 5]) {
      refused({ method: method as string }, /^The method is missing$/, /Choose GET/);
    }
    for (const method of ['HEAD', 'OPTIONS', 'G\nET'])
      refused({ method }, /^The method "(HEAD|OPTIONS|G\?ET)" is not known$/, /Choose/);
  });

  it('A4: a value is one segment, signed decoded and sent encoded', () => {
    const { segments, query } = get({
      path: '/v1.0/devices/{device_id}/status',
      params: { device_id: 'a/b?c#d' },
    });
    wireUrl(segments, query).should.equal('/v1.0/devices/a%2Fb%3Fc%23d/status');
    canonicalUrl('/' + segments.join('/'), query).should.equal('/v1.0/devices/a/b?c#d/status');
  });

  it('A5: a query may stand in the path, in query, or both; query wins by name', () => {
    const { query } = get({
      path: '/v1.0/devices?a=1+1&b=50%&b=%C3%BC&c',
      query: { list: ['x', 2, null], object: { y: 1 }, none: null, empty: '', a: 'query wins' },
    });
    Object.fromEntries(query).should.eql({
      a: 'query wins',
      b: '50%,ü',
      c: '',
      list: 'x,2',
      object: '{"y":1}',
      empty: '',
    });
    refused({ query: 5 }, /^The query must be an object$/);
  });

  it('a body of JSON has its content type, and so has a method that wants a body', () => {
    for (const method of ['POST', 'PUT', 'PATCH'])
      get({ method }).headers.should.eql({ 'Content-Type': 'application/json' });
    for (const method of ['GET', 'DELETE']) {
      get({ method }).headers.should.eql({});
      get({ method, body: {} }).headers.should.eql({ 'Content-Type': 'application/json' });
    }
    String(get({ method: 'POST', body: {} }).body).should.equal('{}');
  });

  it('a form keeps its fields, which are signed, beside its bytes', () => {
    const form = { method: 'POST', body: { a: 1, b: ['x', 'y'] }, bodyFormat: 'form' as const };
    get(form).should.have.properties({
      form: new Map([
        ['a', '1'],
        ['b', 'x,y'],
      ]),
      body: Buffer.from('a=1&b=x%2Cy'),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    get({ ...form, body: undefined }).should.have.properties({
      body: undefined,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    get({ ...form, bodyFormat: 'json' }).form.size.should.equal(0);
    refused({ ...form, headers: { 'content-type': 'application/json' } }, /content type/);
    refused({ ...form, path: '/v1.0/devices?a=2' }, /^"a" stands in the query and in the form body$/);
    refused({ ...form, body: new FormData() }, /^The form body must be an object$/);
  });

  it('a header to sign has to be sent', () => {
    refused({ signHeaders: ['lang'] }, /to be signed but not sent/);
    get({ method: 'POST', signHeaders: ['content-type'] }).signedHeaders.should.eql([
      ['content-type', 'application/json'],
    ]);
  });

  it('what is signed is what arrives: every header that is not refused reaches the cloud', async () => {
    const rig = await startRig();
    try {
      const headers = {
        lang: 'de',
        toString: 'a',
        valueOf: 'b',
        hasOwnProperty: 'c',
        get: 'd',
        set: 'e',
        common: 'f',
      };
      await rig.call({ headers, signHeaders: Object.keys(headers) });
      should(rig.cloud.businessCalls.at(-1)?.verified).be.true();
      await rig
        .call({ headers: JSON.parse('{"__proto__":"x"}') })
        .should.be.rejectedWith({ code: 'TUYA_BAD_REQUEST' });
      rig.cloud.businessCalls.should.have.length(1);
    } finally {
      await rig.close();
    }
  });
});
