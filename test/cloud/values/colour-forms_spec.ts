import fc from 'fast-check';
import should from 'should';
import {
  fromRanges,
  inRanges,
  meantColour,
  reportedColour,
  sentColour,
} from '../../../nodes/cloud/values/colour-forms';
import type { ColourType } from '../../../nodes/cloud/values/colour-type';

const ranges = (most: number): Omit<ColourType, 'form'> => ({
  kind: 'Colour',
  h: { min: 0, max: 360 },
  s: { min: 0, max: most },
  v: { min: 0, max: most },
});
const fine: ColourType = { ...ranges(1000), form: 'json' };
const coarse: ColourType = { ...ranges(255), form: 'json' };
const digits: ColourType = { ...ranges(1000), form: 'hsv' };
const oldDigits: ColourType = { ...ranges(255), form: 'rgbhsv' };
const fromTen: ColourType = {
  ...fine,
  h: { min: 1, max: 359 },
  s: { min: 5, max: 500 },
  v: { min: 10, max: 1000 },
};
const nameOf = ({ form, s }: ColourType): string => `${form} from ${s.min} to ${s.max}`;

describe('a colour of a device', () => {
  for (const [name, type, colour] of [
    ['to 1000', fine, { h: 32, s: 1000, v: 1000 }],
    ['to 255', coarse, { h: 32, s: 255, v: 255 }],
    ['from 1', { ...fine, v: { min: 10, max: 1000 }, h: { min: 0, max: 359 } }, { h: 32, s: 1000, v: 1000 }],
  ] as const) {
    it(`is counted ${name}`, () => {
      should(meantColour('#ff8800', type)).eql(colour);
    });
  }

  it('has the least of each part for black', () => {
    should(meantColour('black', { ...fine, v: { min: 10, max: 1000 } })).eql({ h: 0, s: 0, v: 10 });
  });

  it('may be given in its own numbers, also as texts, and is rounded', () => {
    should(meantColour({ h: 10.4, s: '500', v: 999.6 }, fine)).eql({ h: 10, s: 500, v: 1000 });
  });

  for (const [what, value] of [
    ['a hue beyond the circle', { h: 361, s: 0, v: 0 }],
    ['less than nothing', { h: 0, s: -1, v: 0 }],
    ['more than all', { h: 0, s: 0, v: 1001 }],
    ['a part that is missing', { h: 0, s: 0 }],
    ['a part that is no number', { h: 0, s: 0, v: 'full' }],
    ['a name that is none', 'reddish'],
    ['JSON of something else', '{"red":1}'],
    ['a number', 7],
    ['a list', [1, 2, 3]],
    ['nothing', null],
  ] as const) {
    it(`is not ${what}`, () => {
      should(meantColour(value, fine)).equal(undefined);
    });
  }

  it('is reported as JSON, as an object and in digits of either kind', () => {
    const colour = { h: 180, s: 1000, v: 1000 };
    should(reportedColour('{"h":180,"s":1000,"v":1000}')).eql(colour);
    should(reportedColour({ ...colour, extra: 1 })).eql(colour);
    should(reportedColour('00b403e803e8')).eql(colour);
    should(reportedColour('ff8800002064fe')).eql({ h: 32, s: 100, v: 254 });
    should(reportedColour('FF8800002064FE')).eql({ h: 32, s: 100, v: 254 });
    for (const none of [
      '',
      'red',
      '{}',
      '[]',
      '{"h":180,"s":1000,"v":',
      '00b403e803e',
      '00b403e803e8f',
      '00ff8800002064fe',
      'ff8800002064fe00',
      7,
      100000000000,
      10000000000000,
      undefined,
    ]) {
      should(reportedColour(none)).equal(undefined);
    }
  });

  it('is not what is reported without one of its parts', () => {
    const colour = { h: 180, s: 1000, v: 1000 };
    for (const part of ['h', 's', 'v']) {
      should(reportedColour({ ...colour, [part]: undefined })).equal(undefined);
    }
  });

  it('is sent in the form of the device', () => {
    const orange = (type: ColourType): unknown => {
      const colour = meantColour('#ff8800', type);
      return colour && sentColour(colour, type);
    };
    should(orange(fine)).eql({ h: 32, s: 1000, v: 1000 });
    should(orange(digits)).equal('002003e803e8');
    should(orange(oldDigits)).equal('ff88000020ffff');
  });

  for (const type of [fine, coarse, digits, oldDigits, fromTen]) {
    it(`is the same when it was read and written back: ${nameOf(type)}`, () => {
      const of = (part: 'h' | 's' | 'v'): fc.Arbitrary<number> => fc.integer(type[part]);
      fc.assert(
        fc.property(of('h'), of('s'), of('v'), (h, s, v) => {
          const sent = sentColour({ h, s, v }, type);
          const read = reportedColour(sent);
          should(read).eql({ h, s, v });
          should(read && sentColour(read, type)).eql(sent);
          should(meantColour(sent, type)).eql(read);
        }),
      );
    });

    it(`looks on this device as on any other: ${nameOf(type)}`, () => {
      const share = fc.double({ min: 0, max: 1, noNaN: true });
      fc.assert(
        fc.property(share, share, share, (h, s, v) => {
          const back = fromRanges(inRanges({ h: h * 360, s, v }, type), type);
          const half = (part: 'h' | 's' | 'v'): number => 0.51 / (type[part].max - type[part].min);
          back.h.should.be.approximately(h * 360, 360 * half('h'));
          back.s.should.be.approximately(s, half('s'));
          back.v.should.be.approximately(v, half('v'));
        }),
      );
    });
  }

  it('has a part that does not vary', () => {
    const still = { ...fine, s: { min: 5, max: 5 } };
    inRanges({ h: 0, s: 1, v: 0 }, still).s.should.equal(5);
    fromRanges({ h: 0, s: 5, v: 0 }, still).s.should.equal(0);
  });
});
