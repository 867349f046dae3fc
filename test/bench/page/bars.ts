import { told } from '../statistics';
import type { Spread } from '../statistics';
import { WIDTH, at, line, svg, text } from './svg';

/** Bars beside each other, with a thin line from where to where half of the rounds lie. */

/** One bar. */
export interface Bar {
  label: string;
  value: Spread;
  /** This project's own, which stands out. */
  ours: boolean;
}

/** What the bars show. */
export interface BarChart {
  title: string;
  bars: readonly Bar[];
  /** Digits after the point. */
  digits: number;
}

const LABEL = 210;
const VALUE = 90;
const FIRST = 32;
const ROW = 28;
const THICK = 16;

/** Where a value lies, from the left. */
export function place(value: number, most: number): number {
  return LABEL + (value / most) * (WIDTH - LABEL - VALUE);
}

/** A chart of bars: the longest mark ends where the numbers begin. */
export function barChart({ title, bars, digits }: BarChart): string {
  const most = Math.max(Number.MIN_VALUE, ...bars.map(({ value }) => Math.max(value.high, value.middle)));
  const parts = bars.flatMap(({ label, value: { low, middle, high }, ours }, row) => {
    const top = FIRST + row * ROW;
    const centre = top + THICK / 2;
    const end = place(middle, most);
    return [
      text(LABEL - 10, centre + 4.5, label, ' text-anchor="end"'),
      `<rect class="${ours ? 'ours' : 'bar'}" x="${LABEL}" y="${at(top)}" width="${at(end - LABEL)}" height="${THICK}"/>`,
      ...(low === high ? [] : [line([place(low, most), centre], [place(high, most), centre], 'spread')]),
      text(Math.max(end, place(high, most)) + 8, centre + 4.5, told(middle, digits)),
    ];
  });
  return svg(title, FIRST + bars.length * ROW, parts);
}
