import 'should';
import { median, quantile, ratios, ratiosOf, spread, spreadOf, told } from './statistics';

describe('statistics of the bench', () => {
  it('the median is the one in the middle, whatever the order, and leaves the values alone', () => {
    const values = [9, 1, 5, 100, 3];
    median(values).should.equal(5);
    values.should.eql([9, 1, 5, 100, 3]);
  });

  it('sorts numbers as numbers', () => {
    median([10, 9, 100]).should.equal(10);
  });

  it('a part of the values lies below the quantile', () => {
    const hundred = Array.from({ length: 100 }, (_, n) => 99 - n);
    quantile(hundred, 0.25).should.equal(25);
    quantile(hundred, 0.99).should.equal(99);
    quantile(hundred, 1).should.equal(99);
  });

  it('of nothing there is no median', () => {
    median([]).should.be.NaN();
  });

  it('the spread is where the middle half lies: one slow round moves neither end', () => {
    const even = [1, 2, 3, 4, 5, 6, 7, 8];
    spreadOf(even).should.eql({ low: 3, middle: 5, high: 7 });
    spreadOf([...even.slice(0, 7), 1000]).should.eql({ low: 3, middle: 5, high: 7 });
  });

  it('ratios are taken round by round: a machine that was slow for one round changes none', () => {
    ratiosOf([2, 20, 2], [1, 10, 1]).should.eql([2, 2, 2]);
    ratios([2, 20, 2], [1, 10, 1]).should.equal('2.00 [2.00–2.00]');
  });

  it('a round that the other one lacks has no ratio', () => {
    (ratiosOf([2, 2], [1])[1] ?? 0).should.be.NaN();
  });

  it('numbers are told with thousands apart, and what is none as a dash', () => {
    told(1234567.891, 1).should.equal('1,234,567.9');
    told(2, 2).should.equal('2.00');
    told(NaN, 2).should.equal('–');
    told(Infinity, 0).should.equal('–');
  });

  it('a spread as a text is the median and the middle half', () => {
    spread([1, 2, 3, 4, 1005], 0).should.equal('3 [2–4]');
  });
});
