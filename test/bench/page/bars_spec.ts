import should from 'should';
import { barChart } from './bars';
import type { Bar } from './bars';
import { parsed } from './svg-parts';

const bar = (label: string, middle: number, more: Partial<Bar['value']> = {}, ours = false): Bar => ({
  label,
  value: { low: middle, middle, high: middle, ...more },
  ours,
});

describe('charts of bars', () => {
  const bars = [bar('a', 100, { low: 80, high: 200 }, true), bar('b', 50), bar('c', 0)];
  const chart = barChart({ title: 'µs', bars, digits: 0 });
  const { rects, lines, texts, viewBox } = parsed(chart);

  it('are valid XML', () => {
    viewBox.should.match(/^0 0 720 \d+$/);
  });

  it('are as long as their values', () => {
    const [a = 0, b = 0, c = 1] = rects.map(({ width }) => Number(width));
    a.should.be.above(0);
    b.should.be.approximately(a / 2, 0.1);
    c.should.equal(0);
  });

  it('stand one below the other, in their order', () => {
    const tops = rects.map(({ y }) => Number(y));
    tops.should.eql([...tops].sort((one, other) => one - other));
    new Set(tops).size.should.equal(3);
    texts.map(({ text }) => text).should.eql(['µs', 'a', '100', 'b', '50', 'c', '0']);
  });

  it('show the spread from where to where it goes, and none where there is none', () => {
    lines.should.have.length(1);
    const [{ x1, x2 } = { x1: '', x2: '' }] = lines;
    const [{ x = '', width = '' } = {}] = rects;
    const unit = Number(width) / 100;
    (Number(x1) - Number(x)).should.be.approximately(80 * unit, 0.2);
    (Number(x2) - Number(x)).should.be.approximately(200 * unit, 0.2);
  });

  it('leave room for the numbers beside the longest mark', () => {
    const numbers = texts.filter(({ text }) => text === '100');
    numbers.should.have.length(1);
    const from = Number(numbers[0]?.x);
    from.should.be.above(Number(lines[0]?.x2));
    from.should.be.below(720 - 50);
  });

  it('only this project’s own stands out', () => {
    rects.map((rect) => rect.class).should.eql(['ours', 'bar', 'bar']);
  });

  it('names that look like markup are texts', () => {
    const odd = `<b>&"quoted" it's</b>`;
    const { texts: labels, title } = parsed(barChart({ title: odd, bars: [bar(odd, 1)], digits: 0 }));
    title.should.equal(odd);
    labels.map(({ text }) => text).should.eql([odd, odd, '1']);
  });

  it('can be of nothing', () => {
    parsed(barChart({ title: 'none', bars: [], digits: 0 })).rects.should.eql([]);
    should(parsed(barChart({ title: 'none', bars: [bar('a', 0)], digits: 0 })).rects[0]?.width).equal('0');
  });
});
