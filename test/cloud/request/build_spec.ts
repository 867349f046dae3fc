import 'should';
import { PassThrough, Readable } from 'node:stream';
import { buildRequest } from '../../../nodes/cloud/request/build';
import { placeholdersOf } from '../../../nodes/cloud/request/path';
import type { ApiCall } from '../../../nodes/cloud/request/build';
import { canonicalUrl, wireUrl } from '../../../nodes/cloud/wire/sign';

const get = (call: Partial<ApiCall>): ReturnType<typeof buildRequest> =>
  buildRequest({ method: 'GET', path: '/v1.0/devices', ...call });
const refused = (call: Partial<ApiCall>, reason: RegExp): void => {
  (() => get(call)).should.throw(reason, { code: 'TUYA_BAD_REQUEST' });
};

describe('building a request', () => {
  it('A2: refuses a line break in a header value', () => {
    for (const value of ['a\r\nb', 'a\nb', 'a\rb', 'a\u0000b'])
      refused({ headers: { lang: value } }, /line break/);
  });

  it('A3: refuses a path that names a host', () => {
    for (const path of [
      'https://evil/v1.0/x',
      '//evil/v1.0/x',
      '\\\\evil/v1.0',
      '/\\evil/v1.0',
      '@evil/v1.0/x',
    ]) {
      refused({ path }, /path/);
    }
    refused({ path: '/v1.0//evil' }, /empty segment/);
    refused({ path: '/devices' }, /version/);
    refused({ path: '' }, /missing/);
  });

  it('A4: refuses dot segments, also encoded and from a value; encodes everything else as one segment', () => {
    for (const path of [
      '/v1.0/../x',
      '/v1.0/%2e%2e/x',
      '/v1.0/.%2e/x',
      '/v1.0/%252e%252e/x',
      '/v1.0/a%2fb',
      '/v1.0/a%5cb',
    ]) {
      refused({ path }, /path/);
    }
    for (const device_id of ['..', '.', '../x', '%2e%2e', 'a/../b']) {
      refused({ path: '/v1.0/devices/{device_id}', params: { device_id } }, /"\."/);
    }
    const { segments, query } = get({
      path: '/v1.0/devices/{device_id}/status',
      params: { device_id: 'a/b?c#d' },
    });
    wireUrl(segments, query).should.equal('/v1.0/devices/a%2Fb%3Fc%23d/status');
    canonicalUrl('/' + segments.join('/'), query).should.equal('/v1.0/devices/a/b?c#d/status');
  });

  it('names a placeholder that has no value', () => {
    refused({ path: '/v1.0/devices/{device_id}' }, /\{device_id\}/);
  });

  it('A5: lists become comma lists, objects JSON, null goes, + stays a plus, a lone % stays', () => {
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
  });

  it('A6: __proto__ and constructor are data', () => {
    const { query } = get({ query: JSON.parse('{"__proto__":"p","constructor":"c"}') as unknown });
    [...query].should.eql([
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
    refused({ path: '/v1.0/devices/{constructor}', params: {} }, /\{constructor\}/);
    ({}).should.not.have.property('p');
  });

  it('A7: refuses the headers of the signature', () => {
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
      refused({ headers: { [name]: 'x' } }, /cannot be set/);
    }
  });

  it('drops what an earlier node left behind', () => {
    get({ headers: { 'Content-Length': '5', Connection: 'close', lang: 'de' } }).headers.should.eql({
      lang: 'de',
    });
    get({
      headers: { 'x-node-red-request-node': 'abc', 'content-type': 'text/html', date: 'x' },
    }).headers.should.eql({});
  });

  it('A11: refuses circular bodies, BigInt, streams and more than 5 MB', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    refused({ method: 'POST', body: circular }, /refers to itself/);
    refused({ method: 'POST', body: { big: 1n } }, /BigInt/);
    refused({ method: 'POST', body: new PassThrough() }, /stream/);
    refused({ method: 'POST', body: 'x'.repeat(5 * 1024 * 1024 + 1) }, /5 MB/);
  });

  it('A11: refuses every kind of stream', () => {
    for (const body of [new ReadableStream(), new Response('x').body, Readable.from(['x'])])
      refused({ method: 'POST', body }, /stream/);
  });

  it('a Map and URLSearchParams are queries and forms like an object', () => {
    const pairs = { a: '1', b: 'x y', c: 'ü' };
    for (const source of [new Map(Object.entries(pairs)), new URLSearchParams(pairs)]) {
      Object.fromEntries(get({ query: source }).query).should.eql(pairs);
      const { form } = get({ method: 'POST', body: source, bodyFormat: 'form' });
      Object.fromEntries(form).should.eql(pairs);
    }
    const repeated = new URLSearchParams('a=1&a=2');
    Object.fromEntries(get({ query: repeated }).query).should.eql({ a: '1,2' });
    const mixed = new Map<unknown, unknown>([
      ['n', 1],
      ['list', [1, 2]],
      ['gone', null],
    ]);
    Object.fromEntries(get({ query: mixed }).query).should.eql({ n: '1', list: '1,2' });
  });

  it("JSON in a path's query is no placeholder, a placeholder beside it is", () => {
    const { query } = get({
      path: '/v1.0/devices?filter={"a":1}&list={"b":[{"c":{}}]}&id={device_id}&both={"x":"{device_id}"}',
      params: { device_id: 'a&b' },
    });
    Object.fromEntries(query).should.eql({
      filter: '{"a":1}',
      list: '{"b":[{"c":{}}]}',
      id: 'a&b',
      both: '{"x":"a&b"}',
    });
    placeholdersOf('/v1.0/devices?filter={"a":1}&id={device_id}').should.eql(['device_id']);
  });

  it('a form takes its own content type, as a header too, and no other', () => {
    const form = { method: 'POST', body: { a: 1 }, bodyFormat: 'form' as const };
    for (const name of ['Content-Type', 'content-type']) {
      for (const value of [
        'application/x-www-form-urlencoded',
        'Application/X-WWW-Form-Urlencoded; charset=UTF-8',
      ]) {
        get({ ...form, headers: { [name]: value } }).headers.should.eql({
          [name]: 'application/x-www-form-urlencoded',
        });
      }
    }
    refused({ ...form, headers: { 'content-type': 'application/json' } }, /content type/);
    refused({ ...form, path: '/v1.0/devices?a=2' }, /query and in the form/);
  });

  it('bodies: nothing for empty ones, {} for {}, text and Buffer as they are', () => {
    for (const body of ['', null, undefined])
      (get({ method: 'POST', body }).body === undefined).should.be.true();
    String(get({ method: 'POST', body: {} }).body).should.equal('{}');
    String(get({ method: 'POST', body: ' {"a": 1}' }).body).should.equal(' {"a": 1}');
    const bytes = Buffer.from('ü');
    const { buffer } = new Uint8Array(bytes);
    for (const body of [bytes, new Uint8Array(bytes), buffer]) {
      String(get({ method: 'POST', body }).body).should.equal('ü');
    }
    for (const body of [Buffer.alloc(0), new ArrayBuffer(0)])
      (get({ method: 'POST', body }).body === undefined).should.be.true();
  });
});
