import 'should';
import { apart, lineChart } from './lines';
import { parsed } from './svg-parts';

const points = (text = ''): [number, number][] =>
  text.split(' ').map((pair) => pair.split(',').map(Number) as [number, number]);

describe('charts of lines', () => {
  const chart = lineChart({
    title: 'Heap & more',
    below: { values: [0, 10, 20, 40], label: 'calls' },
    series: [
      { label: '<ours>', values: [10, 10, 20, 40] },
      { label: 'other', values: [0, 0, 0, 0] },
    ],
  });
  const { polylines, texts, title, lines, viewBox } = parsed(chart);
  // The first one is drawn last.
  const [other = [], ours = []] = polylines.map((line) => points(line.points));

  it('are valid XML, with their title in words', () => {
    title.should.equal('Heap & more');
  });

  it('go as far to the right as what grows below', () => {
    const [a = 0, b = 0, c = 0, d = 0] = ours.map(([x]) => x);
    (c - a).should.be.approximately(2 * (b - a), 0.2);
    (d - a).should.be.approximately(4 * (b - a), 0.2);
  });

  it('go as high as their values, from nothing on', () => {
    const base = other[0]?.[1] ?? 0;
    const heights = ours.map(([, y]) => base - y);
    const unit = (heights[0] ?? 0) / 10;
    unit.should.be.above(0);
    heights.map((height) => Math.round(height / unit)).should.eql([10, 10, 20, 40]);
    new Set(other.map(([, y]) => y)).size.should.equal(1);
  });

  it('lie where the steps beside say', () => {
    const step = texts.find(({ text, class: kind }) => text === '40' && (kind ?? '').includes('small'));
    (ours.at(-1)?.[1] ?? 0).should.be.approximately(Number(step?.y) - 4.5, 0.2);
  });

  it('stay within the picture', () => {
    const bottom = Number(viewBox.split(' ')[3]);
    for (const [, y] of [...ours, ...other]) {
      y.should.be.above(20); // below the title
      y.should.be.below(bottom - 30);
    }
  });

  it('the first one stands out and lies above the others', () => {
    polylines.map((line) => line.class).should.eql(['line c1', 'line c0']);
  });

  it('name each line at its end, and the steps beside', () => {
    const labels = texts.map(({ text }) => text);
    labels.should.containEql('<ours>');
    labels.should.containEql('other');
    labels.should.containEql('calls');
    for (const step of ['0', '10', '20', '30', '40', '50']) labels.should.containEql(step);
    lines.filter((line) => line.class === 'grid').should.have.length(6);
  });

  it('labels keep apart, in the order of their lines', () => {
    apart([50, 52, 51, 10], 16).should.eql([50, 82, 66, 10]);
    apart([10, 100], 16).should.eql([10, 100]);
  });

  it('can be of nothing', () => {
    parsed(lineChart({ title: 'x', below: { values: [], label: '' }, series: [] })).polylines.should.eql([]);
    const still = lineChart({
      title: 'x',
      below: { values: [0], label: '' },
      series: [{ label: 'a', values: [0] }],
    });
    still.should.not.match(/NaN|Infinity/);
  });
});
