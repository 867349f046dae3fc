import { inspect } from 'node:util';
import should from 'should';
import { listOf, numberOf, textOf } from '../../../nodes/cloud/values/fields';

describe('a field of an answer', () => {
  for (const [value, number] of [
    [7, 7],
    [-0.5, -0.5],
    ['7', 7],
    [' 7 ', 7],
    ['', undefined],
    ['  ', undefined],
    ['n/a', undefined],
    ['Infinity', undefined],
    [NaN, undefined],
    [Infinity, undefined],
    [null, undefined],
    [true, undefined],
    [[7], undefined],
    [undefined, undefined],
  ] as const) {
    it(`that is ${inspect(value)} is ${number === undefined ? 'no number' : `the number ${number}`}`, () => {
      should(numberOf(value)).equal(number);
    });
  }

  it('is a text or an empty one, a list or an empty one', () => {
    ['a', '', 7, null, undefined, ['a']].map(textOf).should.eql(['a', '', '', '', '', '']);
    [[1], [], 'a', null, undefined, { length: 1 }].map(listOf).should.eql([[1], [], [], [], [], []]);
  });
});
