import { median, ratiosOf, told } from '../statistics';

/** What every part of the page is made of. */

/** A picture of a part. */
export interface Chart {
  /** The name of its file, without an ending. */
  name: string;
  title: string;
  svg: string;
}

/** A part of the page: paragraphs, tables and pictures in their order. */
export interface Section {
  title: string;
  blocks: readonly (string | Chart)[];
}

/** What was measured of one, round by round. */
export function columnOf(rounds: readonly (readonly number[])[], at: number): number[] {
  return rounds.map((values) => values[at] ?? NaN);
}

/** What of this project's is compared: it comes first in all figures. */
export interface Compared {
  /** Who is compared; this project's own is the first. */
  names: readonly string[];
  /** By round and name. */
  rounds: readonly (readonly number[])[];
  /** Whether less is better. */
  less: boolean;
}

/**
 * Who is ahead and who is behind, in words, with the median of the ratios of this project's own to the other's, taken round by round: said
 * by the figures, whatever they are.
 */
export function standing({ names, rounds, less }: Compared): string {
  const [own = ''] = names;
  const ours = columnOf(rounds, 0);
  const others = names.slice(1).map((name, n) => {
    const ratio = median(ratiosOf(ours, columnOf(rounds, n + 1)));
    return { text: `${name} (${told(ratio, 2)})`, isAhead: less ? ratio > 1 : ratio < 1 };
  });
  const said = (isAhead: boolean): string => {
    const list = others.filter((one) => one.isAhead === isAhead).map(({ text }) => text);
    return list.length === 0 ? 'none' : list.join(', ');
  };
  return `Ahead of ${own}: ${said(true)}. Behind it: ${said(false)}. In brackets: what ${own} has, divided by what they have.`;
}
