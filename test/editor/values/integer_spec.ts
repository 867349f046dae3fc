import 'should';
import type { IntegerType } from '../../../nodes/cloud/values/model';
import { limitsOf, middleOf, nearest, rawIn, textOfInteger } from '../../../nodes/editor/values/integer';

const HEAT: IntegerType = { kind: 'Integer', min: 50, max: 350, scale: 1, step: 5, unit: '℃' };
const OPEN: IntegerType = { kind: 'Integer', scale: 0, step: 1, unit: '' };

describe('a whole number that stands for another', () => {
  it('has its limits in the numbers that people know', () => {
    limitsOf(HEAT).should.eql({ min: 5, max: 35, step: 0.5 });
    limitsOf(OPEN).should.eql({ min: undefined, max: undefined, step: 1 });
  });

  it('is shown with all of its digits', () => {
    textOfInteger(235, HEAT).should.equal('23.5');
    textOfInteger(230, HEAT).should.equal('23.0');
    textOfInteger(-7, OPEN).should.equal('-7');
  });

  for (const [entered, raw] of [
    ['23.5', 235],
    ['23,5', 235],
    [' 5 ', 50],
    ['35', 350],
    ['4.9', undefined],
    ['35.1', undefined],
    ['', undefined],
    ['warm', undefined],
    ['Infinity', undefined],
  ] as [string, number | undefined][]) {
    it(`"${entered}" is ${raw === undefined ? 'not taken' : `sent as ${raw}`}`, () => {
      String(rawIn(entered, HEAT)).should.equal(String(raw));
    });
  }

  it('without limits takes what it is given', () => {
    String(rawIn('-4000000', OPEN)).should.equal('-4000000');
  });

  it('goes to the nearest step that the device takes', () => {
    nearest(237, HEAT).should.equal(235);
    nearest(238, HEAT).should.equal(240);
    nearest(0, HEAT).should.equal(50);
    nearest(9999, HEAT).should.equal(350);
    nearest(360, { ...HEAT, max: 352 }).should.equal(350);
    nearest(-3, OPEN).should.equal(-3);
    nearest(11, { ...HEAT, min: 3, max: 100, step: 7 }).should.equal(10);
  });

  it('begins in the middle', () => {
    middleOf(HEAT).should.equal(200);
    middleOf(OPEN).should.equal(0);
    middleOf({ ...OPEN, min: 10 }).should.equal(10);
  });
});
