import type { UsageAnswer } from '../../shared/usage';

/** The picture of a month: bars for its days, the budget as a line, and the days to come as the forecast has them. */

/** Words of the picture. */
export interface ChartWords {
  /** What a screen reader says of it; the numbers stand in the table. */
  label: string;
  /** A number in the language of the editor. */
  number: (value: number) => string;
  /** What a bar says when it is pointed at. */
  day: (day: string, calls: number) => string;
}

const WIDTH = 480;
const HEIGHT = 130;
const LEFT = 44;
const RIGHT = 4;
const TOP = 8;
const BOTTOM = 18;
const SVG = 'http://www.w3.org/2000/svg';
/** Days whose number stands below their bars. */
const EVERY = 5;

/** A part of the picture. */
function draw(name: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== '') element.textContent = text;
  return element;
}

/** What a round number begins with. */
const ROUND = [1, 2, 3, 4, 5, 6, 8, 10];

/** The least round number that is not less. */
export function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return (ROUND.find((times) => times * unit >= value) ?? 10) * unit;
}

/** What the bars are drawn from. */
export interface Bars {
  /** Calls by day, from the first. */
  calls: number[];
  /** Days of the whole month. */
  days: number;
  /** The budget's share of a day; 0 for none. */
  share: number;
  /** Calls a day of the days to come; 0 where nobody knows. */
  ahead: number;
}

/** The month in numbers. */
export function barsOf({ month, perDay, calls, budget, forecast }: UsageAnswer): Bars {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const days = new Date(year, number, 0).getDate();
  const left = days - perDay.length;
  return {
    calls: perDay.map((day) => day.calls),
    days,
    share: budget / days,
    ahead: forecast === null || left <= 0 ? 0 : Math.max(0, forecast - calls) / left,
  };
}

/** Draws the month. */
export function drawMonth(usage: UsageAnswer, words: ChartWords): SVGElement {
  const { calls, days, share, ahead } = barsOf(usage);
  const top = roundUp(Math.max(...calls, share, ahead));
  const step = (WIDTH - LEFT - RIGHT) / days;
  const x = (day: number): number => LEFT + (day - 1) * step;
  const y = (value: number): number => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM);
  const svg = draw('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: 'img',
    'aria-label': words.label,
    class: 'tuya-chart',
  });
  for (const value of [0, top]) {
    svg.append(draw('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), class: 'tuya-axis' }));
    svg.append(draw('text', { x: LEFT - 5, y: y(value) + 4, class: 'tuya-scale' }, words.number(value)));
  }
  for (let day = 1; day <= days; day++) {
    const known = calls[day - 1];
    const value = known ?? ahead;
    // The last day of data is today, which goes on; a month that is over has none.
    const isToday = day === calls.length && usage.today > 0;
    const kind = known === undefined ? 'tuya-ahead' : isToday ? 'tuya-day tuya-today' : 'tuya-day';
    const height = Math.max(value > 0 ? 1 : 0, y(0) - y(value));
    const bar = draw('rect', {
      x: x(day) + step * 0.12,
      y: y(0) - height,
      width: step * 0.76,
      height,
      class: kind,
    });
    if (known !== undefined)
      bar.append(draw('title', {}, words.day(usage.perDay[day - 1]?.day ?? '', known)));
    svg.append(bar);
    if (day === 1 || day % EVERY === 0)
      svg.append(
        draw('text', { x: x(day) + step / 2, y: HEIGHT - 4, class: 'tuya-number' }, words.number(day)),
      );
  }
  if (share > 0)
    svg.append(
      draw('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: y(share), y2: y(share), class: 'tuya-share' }),
    );
  return svg;
}
