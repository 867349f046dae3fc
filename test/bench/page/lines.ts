import { told } from '../statistics';
import { SERIES, WIDTH, at, line, roundUp, svg, text } from './svg';

/** Lines over a growing number of something. */

/** One line: a value for each place on the axis below. */
export interface Series {
  label: string;
  values: readonly number[];
}

/** What the lines show; the first one stands out. */
export interface LineChart {
  title: string;
  /** What grows from left to right: its values, and what they are. */
  below: { values: readonly number[]; label: string };
  series: readonly Series[];
}

const LEFT = 44;
const RIGHT = 200;
const TOP = 36;
const HEIGHT = 260;
const BOTTOM = TOP + HEIGHT;
/** Of a round number, so that each step is one too. */
const STEPS = 5;
/** Between two labels. */
const APART = 16;

/** Places for labels, in their order, none nearer to another than it can be read. */
export function apart(wanted: readonly number[], distance = APART): number[] {
  const order = [...wanted.entries()].sort(([, one], [, other]) => one - other);
  const places = wanted.map(() => 0);
  let last = -Infinity;
  for (const [index, place] of order) {
    last = Math.max(place, last + distance);
    places[index] = last;
  }
  return places;
}

/** A chart of lines, each named at its end; it begins at nothing, so that a slope is as steep as it is. */
export function lineChart({ title, below, series }: LineChart): string {
  const most = roundUp(Math.max(0, ...series.flatMap(({ values }) => values)));
  const last = below.values.at(-1) ?? 1;
  const x = (value: number): number => LEFT + (value / (last === 0 ? 1 : last)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => BOTTOM - (value / most) * HEIGHT;
  const grid = Array.from({ length: STEPS + 1 }, (_, n) => (most / STEPS) * n).flatMap((value) => [
    line([LEFT, y(value)], [WIDTH - RIGHT, y(value)], 'grid'),
    text(LEFT - 8, y(value) + 4.5, told(value, most < STEPS ? 1 : 0), ' class="small" text-anchor="end"'),
  ]);
  const ticks = below.values
    .filter((_, n) => n % Math.ceil(below.values.length / 6) === 0 || n === below.values.length - 1)
    .map((value) => text(x(value), BOTTOM + 18, told(value, 0), ' class="small" text-anchor="middle"'));
  const labels = apart(series.map(({ values }) => y(values.at(-1) ?? 0)));
  // The first one last, so that it lies above the others.
  const drawn = series.map(({ label, values }, n) => {
    const points = values.map((value, i) => `${at(x(below.values[i] ?? 0))},${at(y(value))}`).join(' ');
    const colour = `line c${n % SERIES}`;
    const end: [number, number] = [WIDTH - RIGHT + 6, labels[n] ?? 0];
    return [
      `<polyline class="${colour}" points="${points}"/>`,
      line(end, [end[0] + 18, end[1]], colour),
      text(end[0] + 24, end[1] + 4.5, label),
    ];
  });
  const foot = text(
    (LEFT + WIDTH - RIGHT) / 2,
    BOTTOM + 38,
    below.label,
    ' class="small" text-anchor="middle"',
  );
  return svg(title, Math.max(BOTTOM + 46, ...labels.map((place) => place + 12)), [
    ...grid,
    ...ticks,
    ...drawn.reverse().flat(),
    foot,
  ]);
}
