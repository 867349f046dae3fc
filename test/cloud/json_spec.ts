import { inspect } from 'node:util';
import should from 'should';
import { isObject, parseJson } from '../../nodes/cloud/json';

describe('a text that is read as JSON', () => {
  it('holds a value', () => {
    should(parseJson('{"a":[1,null]}')).eql({ a: [1, null] });
    should(parseJson('null')).be.null();
  });

  for (const text of ['', 'no', '{"a":', '[1,]']) {
    it(`holds none: ${inspect(text)}`, () => {
      should(parseJson(text)).be.undefined();
    });
  }
});

describe('an object with names', () => {
  for (const value of [{}, { a: 1 }, Object.create(null)] as object[]) {
    it(`is ${inspect(value)}`, () => {
      isObject(value).should.be.true();
    });
  }

  for (const value of [null, undefined, [], [{}], 'text', '', 0, 1, true, () => 1]) {
    it(`is not ${inspect(value)}`, () => {
      isObject(value).should.be.false();
    });
  }
});
