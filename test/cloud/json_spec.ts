import { inspect } from 'node:util';
import 'should';
import { isObject } from '../../nodes/cloud/json';

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
