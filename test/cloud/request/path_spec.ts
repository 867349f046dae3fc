import 'should';
import { parsePath, placeholdersOf } from '../../../nodes/cloud/request/path';
import type { Params } from '../../../nodes/cloud/request/path';

describe('the path of a call', () => {
  const refused = (path: unknown, reason: RegExp, params: Params = {}, hint = /^/): void => {
    (() => parsePath(path, params)).should.throw({ message: reason, code: 'TUYA_BAD_REQUEST', hint });
  };
  const segments = (path: string, params: Params = {}): string[] => parsePath(path, params).segments;
  const query = (path: string, params: Params = {}): object =>
    Object.fromEntries(parsePath(path, params).query);

  it('is segments and a query, decoded, blanks around it gone', () => {
    parsePath(' /v1.0/a%20b/%C3%BC?x=1 ', {}).should.eql({
      segments: ['v1.0', 'a b', 'ü'],
      query: new Map([['x', '1']]),
    });
    segments('/v2/x').should.eql(['v2', 'x']);
    segments('/v1.0.1/x/').should.eql(['v1.0.1', 'x', '']);
    segments('/v10.12/x').should.eql(['v10.12', 'x']);
    query('/v1.0/x').should.eql({});
  });

  it('A3: is refused when it names a host', () => {
    for (const path of [
      'https://evil/v1.0/x',
      'JavaScript:x',
      'x+y-z.1:/v1.0/x',
      '//evil/v1.0/x',
      '@evil/v1.0/x',
    ]) {
      refused(path, /must not name a host/, {}, /only the path/);
    }
    for (const path of ['\\\\evil/v1.0', '/\\evil/v1.0']) refused(path, /must not name a host/);
    refused('/v1.0/\\evil', /backslash/);
    refused('/v1.0/%255cevil', /backslash/);
    refused('/v1.0//evil', /empty segment/);
  });

  it('is refused when it is missing or has no version', () => {
    for (const path of ['', ' ', undefined, null, 5])
      refused(path, /^The path is missing$/, {}, /Enter a path/);
    for (const path of ['/devices', 'v1.0/x', '/v1.0', '/v/x', '/v1.a/x', '/x/v1.0/x']) {
      refused(path, /begin with a version/, {}, /Copy the path/);
    }
    segments('/v1.0/x:y').should.eql(['v1.0', 'x:y']);
  });

  it('is refused with a control character, also an encoded one or one behind a second encoding', () => {
    refused('/v1.0/a\nb', /^The path holds a line break/);
    refused('/v1.0/x?a=b\rc', /^The path holds a line break/);
    for (const path of ['/v1.0/a%0ab', '/v1.0/a%250db', '/v1.0/%00{id}']) {
      refused(path, /encoded control character/, { id: 'x' });
    }
    query('/v1.0/x?a=%0a').should.eql({ a: '\n' });
  });

  it('A4: is refused with dot segments or slashes, also encoded', () => {
    for (const path of [
      '/v1.0/../x',
      '/v1.0/./x',
      '/v1.0/%2e%2e/x',
      '/v1.0/.%2e/x',
      '/v1.0/%252e%252e/x',
      '/v1.0/a%2fb',
      '/v1.0/x%2f{id}',
    ]) {
      refused(path, /"\.\.", "\." or an encoded slash/, { id: 'x' });
    }
    refused('/v1.0/a%5cb', /backslash/);
    segments('/v1.0/...').should.eql(['v1.0', '...']);
  });

  describe('with placeholders', () => {
    it('takes their values as one segment, whatever they hold', () => {
      segments('/v1.0/devices/{id}/status', { id: 'a/b?c#d%41' }).should.eql([
        'v1.0',
        'devices',
        'a/b?c#d%41',
        'status',
      ]);
      segments('/v1.0/{ a }-{b.c-d}', { a: 1, 'b.c-d': true }).should.eql(['v1.0', '1-true']);
      segments('/v1.0/{größe}', { größe: 'x' }).should.eql(['v1.0', 'x']);
      segments('/v1.0/{ids}', { ids: ['a', 'b'] }).should.eql(['v1.0', 'a,b']);
      segments('/v1.0/{id}', { id: 9007199254740993n }).should.eql(['v1.0', '9007199254740993']);
      segments('/v1.0/{zero}{no}', { zero: 0, no: false }).should.eql(['v1.0', '0false']);
    });

    it('names one that has no value', () => {
      for (const id of [undefined, null, '', [], [null]]) {
        refused(
          '/v1.0/devices/{id}',
          /^The path needs a value for \{id\}$/,
          { id },
          /msg\.params\.id or msg\.id/,
        );
        refused('/v1.0/devices?id={id}', /^The path needs a value for \{id\}$/, { id });
      }
      refused('/v1.0/devices/{id}', /\{id\}/);
      refused('/v1.0/devices/{constructor}', /needs a value for \{constructor\}/);
    });

    it('an object is no value, and neither is a number that is none', () => {
      for (const id of [{}, { id: 'x' }, ['a', {}], [['a']], new Date(0), Buffer.from('x'), new Map()]) {
        refused('/v1.0/devices/{id}', /^The value of \{id\} is an object$/, { id }, /the id in it/);
        refused('/v1.0/devices?id={id}', /^The value of \{id\} is an object$/, { id });
      }
      for (const id of [NaN, Infinity])
        refused('/v1.0/devices/{id}', /^The value of \{id\} is not a number$/, { id });
    });

    it('A4: refuses a value that is a dot segment, has one, or hides one', () => {
      for (const id of ['..', '.', '../x', 'x/..', 'a\\..', '%2e%2e', '%252e', 'a/../b']) {
        refused('/v1.0/devices/{id}', /value in the path holds "\."/, { id });
      }
      refused('/v1.0/devices/.{id}', /value in the path holds "\."/, { id: '.' });
      segments('/v1.0/{id}', { id: 'a..b' }).should.eql(['v1.0', 'a..b']);
    });

    it('refuses a value with a control character', () => {
      refused('/v1.0/devices/{id}', /value in the path holds a line break/, { id: 'a\nb' });
    });

    it('are named in order', () => {
      placeholdersOf('/v1.0/{a}/{ b }?c={c}&d={"x":1}&e={}').should.eql(['a', 'b', 'c']);
      placeholdersOf('/v1.0/x').should.eql([]);
    });
  });

  describe('with a query', () => {
    it('is decoded; a plus stays a plus, a lone % stays, a name that comes again makes a list', () => {
      query('/v1.0/x?a=1+1&b=50%&b=%C3%BC&&c&d==').should.eql({ a: '1+1', b: '50%,ü', c: '', d: '=' });
      query('/v1.0/x?a=b?c').should.eql({ a: 'b?c' });
    });

    it('takes values of placeholders as they are, in names too', () => {
      query('/v1.0/x?id={id}&{name}=1', { id: 'a&b=c%41', name: 'n' }).should.eql({ id: 'a&b=c%41', n: '1' });
      query('/v1.0/x?a=%41{id}%42', { id: '%43' }).should.eql({ a: 'A%43B' });
    });

    it('JSON in it is no placeholder, a placeholder beside it is', () => {
      query('/v1.0/x?filter={"a":1}&list={"b":[{"c":{}}]}&both={"x":"{id}"}', { id: 'a&b' }).should.eql({
        filter: '{"a":1}',
        list: '{"b":[{"c":{}}]}',
        both: '{"x":"a&b"}',
      });
    });
  });
});
