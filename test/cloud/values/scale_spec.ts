import fc from 'fast-check';
import 'should';
import { meantOf, rawOf } from '../../../nodes/cloud/values/scale';

const scales = fc.integer({ min: 0, max: 15 });
/** Numbers of at most 15 digits, which a double carries exactly. */
const raws = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 });

describe('a scale', () => {
  for (const [raw, scale, meant] of [
    [235, 1, 23.5],
    [235, 0, 235],
    [-5, 1, -0.5],
    [1, 3, 0.001],
    [153, 3, 0.153],
    [0, 2, 0],
    [1005, 2, 10.05],
    [1, 9, 1e-9],
  ] as const) {
    it(`of ${scale} makes ${raw} mean ${meant}, and back`, () => {
      meantOf(raw, scale).should.equal(meant);
      rawOf(meant, scale).should.equal(raw);
    });
  }

  it('gives the digits and nothing else: what is read is written back as it was', () => {
    fc.assert(
      fc.property(raws, scales, (raw, scale) => {
        rawOf(meantOf(raw, scale), scale).should.equal(raw);
      }),
    );
  });

  it('only moves the point: no digit is added to what is read', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.integer({ min: 0, max: 4 }),
        (raw, scale) => {
          const [, fraction = ''] = String(meantOf(raw, scale)).split('.');
          fraction.length.should.be.belowOrEqual(scale);
        },
      ),
    );
  });

  it('rounds what is finer than the device counts, and the dust of sums', () => {
    rawOf(23.54, 1).should.equal(235);
    rawOf(23.46, 1).should.equal(235);
    rawOf(0.1 + 0.2, 1).should.equal(3);
    rawOf(55.5, 0).should.equal(56);
    rawOf(1e-7, 1).should.equal(0);
    Object.is(rawOf(-0.01, 1), 0).should.be.true();
  });

  it('carries numbers that are written with an exponent', () => {
    rawOf(1.5e-7, 8).should.equal(15);
    meantOf(1e21, 1).should.equal(1e20);
  });
});
