import 'should';
import { dateIn, dayIn, listIn, numberIn, percentIn } from '../../nodes/cloud/written';

/** Blanks that do not break a line are of several kinds, by the age of the tables. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('what a language writes in its own way', () => {
  for (const [lang, number, share, day, month] of [
    ['en-US', '12,345.5', '80%', 'December 1', 'December 2026'],
    ['de', '12.345,5', '80 %', '1. Dezember', 'Dezember 2026'],
    ['fr', '12 345,5', '80 %', '1er décembre', 'décembre 2026'],
    ['es-ES', '12.345,5', '80 %', '1 de diciembre', 'diciembre de 2026'],
    ['ja', '12,345.5', '80%', '12月1日', '2026年12月'],
    ['zh-CN', '12,345.5', '80%', '12月1日', '2026年12月'],
  ] as const) {
    it(`in ${lang}: numbers, shares, days and months`, () => {
      plain(numberIn(lang, 12_345.5)).should.equal(number);
      plain(percentIn(lang, 0.8)).should.equal(share);
      dayIn(lang, '2026-12-01').should.equal(day);
      dateIn(lang, '2026-12-01', { month: 'long', year: 'numeric' }).should.equal(month);
    });
  }

  for (const [lang, both, all, commas] of [
    ['en-US', 'a and b', 'a, b, and c', 'a, b, c'],
    ['de', 'a und b', 'a, b und c', 'a, b, c'],
    ['fr', 'a et b', 'a, b et c', 'a, b, c'],
    ['es-ES', 'a y b', 'a, b y c', 'a, b, c'],
    ['ja', 'a、b', 'a、b、c', 'a、b、c'],
    ['zh-CN', 'a和b', 'a、b和c', 'a、b、c'],
  ] as const) {
    it(`in ${lang}: lists, of all and of the first of more`, () => {
      listIn(lang, ['a', 'b']).should.equal(both);
      listIn(lang, ['a', 'b', 'c']).should.equal(all);
      listIn(lang, ['a', 'b', 'c'], true).should.equal(commas);
      listIn(lang, ['a']).should.equal('a');
      listIn(lang, [], true).should.equal('');
    });
  }

  it('only the first of a French month has an ordinal number', () => {
    dayIn('fr', '2026-12-11').should.equal('11 décembre');
    dayIn('fr', '2026-12-21').should.equal('21 décembre');
  });
});
