/** Medians and spreads: only ratios within one run mean anything on another machine. */

/** The one in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The ratios of two rows of figures, taken round by round. */
export function ratiosOf(values: readonly number[], to: readonly number[]): number[] {
  return values.map((value, round) => value / (to[round] ?? NaN));
}

/** Such ratios as a text: the median, and the least and the most. */
export function ratios(values: readonly number[], to: readonly number[]): string {
  const all = ratiosOf(values, to);
  return `${median(all).toFixed(2)} [${Math.min(...all).toFixed(2)}–${Math.max(...all).toFixed(2)}]`;
}

/** Figures as a text: the median, and the least and the most. */
export function spread(values: readonly number[], digits: number): string {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map((value) =>
    value.toFixed(digits),
  );
  return `${middle} [${least}–${most}]`;
}
