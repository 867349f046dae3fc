import { PassThrough } from 'node:stream';
import { runInNewContext } from 'node:vm';
import should from 'should';
import { addField, fieldsOf, piecesOf } from '../../../nodes/cloud/request/fields';

describe('the fields of a query or a form', () => {
  const fields = (source: unknown): object => Object.fromEntries(fieldsOf(source, 'query'));
  const refused = (source: unknown, reason: RegExp, hint = /^/): void => {
    (() => fieldsOf(source, 'query')).should.throw({ message: reason, code: 'TUYA_BAD_REQUEST', hint });
  };

  it('nothing has no fields', () => {
    for (const source of [undefined, null, '', {}, '?', '&&']) fields(source).should.eql({});
  });

  it('a text is taken apart and decoded, with or without its question mark', () => {
    fields('?a=1&&b=x%20y&c&d=e=f&g=?').should.eql({ a: '1', b: 'x y', c: '', d: 'e=f', g: '?' });
    fields('a=?b').should.eql({ a: '?b' });
    fields('%61=+').should.eql({ a: '+' });
    [...piecesOf('a=1&b&=c')].should.eql([
      ['a', '1'],
      ['b', ''],
      ['', 'c'],
    ]);
  });

  it('a name that comes again makes a comma list', () => {
    fields('a=1&b=2&a=3').should.eql({ a: '1,3', b: '2' });
    fields(new URLSearchParams('a=1&a=2')).should.eql({ a: '1,2' });
    const pairs = new Map([['a', '']]);
    addField(pairs, 'a', 'x');
    should(pairs.get('a')).equal(',x');
  });

  it('of an object: lists become comma lists, objects JSON, null and undefined go', () => {
    fields({
      list: ['x', 2, null],
      object: { y: 1 },
      none: null,
      gone: undefined,
      empty: '',
      zero: 0,
    }).should.eql({
      list: 'x,2',
      object: '{"y":1}',
      empty: '',
      zero: '0',
    });
  });

  it('of a Map and a URLSearchParams, also those of a function node', () => {
    const pairs = { a: '1', b: 'x y', c: 'ü' };
    fields(new Map(Object.entries(pairs))).should.eql(pairs);
    fields(new URLSearchParams(pairs)).should.eql(pairs);
    fields(runInNewContext('new Map([["n", 1], ["list", [1, 2]], ["gone", null]])')).should.eql({
      n: '1',
      list: '1,2',
    });
    fields(runInNewContext('({ a: 1 })')).should.eql({ a: '1' });
  });

  it('A6: __proto__ and constructor are data', () => {
    [...fieldsOf(JSON.parse('{"__proto__":"p","constructor":"c"}'), 'query')].should.eql([
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
    ({}).should.not.have.property('p');
  });

  it('what has no names and values is refused, and not sent as nothing', () => {
    for (const source of [
      5,
      true,
      ['a'],
      Buffer.from('a'),
      new Set(['a']),
      new FormData(),
      new Blob(['a']),
      Promise.resolve({}),
      new PassThrough(),
      () => 1,
    ]) {
      refused(source, /^The query must be an object$/, /a=1&b=2/);
    }
  });

  it('a value that cannot be sent is named', () => {
    refused({ codes: NaN }, /^The value of "codes" in the query is not a number$/);
    refused({ a: { b: new Set() } }, /value of "a" in the query holds an object of type Set in "b"/);
    refused(new Map([[NaN, 1]]), /^The name in the query is not a number$/);
  });
});
