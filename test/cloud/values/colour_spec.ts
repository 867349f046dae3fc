import fc from 'fast-check';
import should from 'should';
import names from '../../../nodes/cloud/values/colour-names.json';
import { hexOf, hsvOf, rgbOf, rgbOfHsv } from '../../../nodes/cloud/values/colour';
import { findChromium, openBrowser } from '../../support/browser';

const part = fc.integer({ min: 0, max: 255 });

describe('a colour', () => {
  for (const [text, rgb] of [
    ['#ff8800', [255, 136, 0]],
    ['#FF8800', [255, 136, 0]],
    ['#f80', [255, 136, 0]],
    ['orange', [255, 165, 0]],
    [' RebeccaPurple ', [102, 51, 153]],
    ['#000', [0, 0, 0]],
    ['white', [255, 255, 255]],
  ] as const) {
    it(`"${text}" is ${rgb.join(', ')}`, () => {
      should(rgbOf(text)).eql(rgb);
    });
  }

  for (const text of [
    '',
    '#',
    '#ff88',
    '#ff880',
    '#ff88000',
    '#gg8800',
    'ff8800',
    'c#ff8800',
    'orang',
    'constructor',
    '__proto__',
  ]) {
    it(`"${text}" is none`, () => {
      should(rgbOf(text)).equal(undefined);
    });
  }

  for (const [text, hsv] of [
    ['#ff8800', { h: 32, s: 1, v: 1 }],
    ['red', { h: 0, s: 1, v: 1 }],
    ['lime', { h: 120, s: 1, v: 1 }],
    ['blue', { h: 240, s: 1, v: 1 }],
    ['#ff0088', { h: 328, s: 1, v: 1 }],
    ['gray', { h: 0, s: 0, v: 128 / 255 }],
    ['black', { h: 0, s: 0, v: 0 }],
    ['maroon', { h: 0, s: 1, v: 128 / 255 }],
  ] as const) {
    it(`${text} has the hue ${hsv.h}`, () => {
      const rgb = rgbOf(text) ?? [0, 0, 1];
      const { h, s, v } = hsvOf(rgb);
      [Math.round(h * 10), s, v].should.eql([hsv.h * 10, hsv.s, hsv.v]);
    });
  }

  it('comes back from hue, saturation and value as it was, and as it is written', () => {
    fc.assert(
      fc.property(part, part, part, (red, green, blue) => {
        const rgb = [red, green, blue] as const;
        rgbOfHsv(hsvOf(rgb)).should.eql(rgb);
        should(rgbOf(hexOf(rgb))).eql(rgb);
        hsvOf(rgb).h.should.be.within(0, 360);
      }),
    );
    hexOf([0, 1, 255]).should.equal('#0001ff');
  });

  it('has the names that a browser knows', async function () {
    const chromium = findChromium();
    if (chromium === undefined) {
      if (process.env.CI) throw new Error('Chromium is missing');
      return this.skip();
    }
    const browser = await openBrowser(chromium);
    try {
      const page = await browser.newPage();
      const seen = await page.evaluate((all) => {
        const context = document.createElement('canvas').getContext('2d');
        if (context === null) throw new Error('There is no canvas');
        return all.map((name) => {
          context.fillStyle = '#010203'; // what it stays where the name is none
          context.fillStyle = name;
          return [name, context.fillStyle] as const;
        });
      }, Object.keys(names));
      seen.length.should.equal(148);
      Object.fromEntries(seen).should.eql(names);
    } finally {
      await browser.close();
    }
  });
});
