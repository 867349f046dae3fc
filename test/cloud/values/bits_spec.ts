import fc from 'fast-check';
import should from 'should';
import { bitsOf, labelsOf } from '../../../nodes/cloud/values/bits';

const labels = ['hot', 'wet', 'worn'];

describe('the bits of a fault', () => {
  for (const [bits, names] of [
    [0, []],
    [1, ['hot']],
    [2, ['wet']],
    [5, ['hot', 'worn']],
    [7, labels],
  ] as const) {
    it(`${bits} is ${names.join(' and ') || 'none'}, and back`, () => {
      should(labelsOf(bits, labels)).eql(names);
      should(bitsOf(names, labels)).equal(bits);
    });
  }

  it('have no names where one is missing, or two are alike, or the number is none', () => {
    for (const bits of [8, -1, 0.5, NaN, 2 ** 53]) should(labelsOf(bits, labels)).equal(undefined);
    should(labelsOf(1, ['hot', 'hot'])).equal(undefined);
    should(labelsOf(1, [])).equal(undefined);
    should(labelsOf(0, [])).eql([]);
  });

  it('are not made of unknown names, and count once', () => {
    should(bitsOf(['cold'], labels)).equal(undefined);
    should(bitsOf([1], labels)).equal(undefined);
    should(bitsOf(['hot', 'hot'], labels)).equal(1);
    const many = Array.from({ length: 60 }, (_, i) => `f${i}`);
    should(bitsOf(['f52'], many)).equal(2 ** 52);
    should(bitsOf(['f53'], many)).equal(undefined);
  });

  it('come back as they were, thirty of them too', () => {
    const many = Array.from({ length: 30 }, (_, i) => `fault ${i}`);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 30 - 1 }), (bits) => {
        const names = labelsOf(bits, many);
        should(names && bitsOf(names, many)).equal(bits);
      }),
    );
  });
});
