/** Medians and spreads: only ratios within one run mean anything on another machine. */

/** The value below which such a part of the values lies: 0.5 is the middle one. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] ?? NaN;
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The median, and between what the middle half of the values lies. */
export interface Spread {
  low: number;
  middle: number;
  high: number;
}

/** What is told of values that vary. */
export function spreadOf(values: readonly number[]): Spread {
  return { low: quantile(values, 0.25), middle: median(values), high: quantile(values, 0.75) };
}

/** The ratios of two rows of figures, taken round by round. */
export function ratiosOf(values: readonly number[], to: readonly number[]): number[] {
  return values.map((value, round) => value / (to[round] ?? NaN));
}

/** A number for people: thousands apart, so many digits. */
export function told(value: number, digits: number): string {
  return Number.isFinite(value)
    ? value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : '–';
}

/** Values as a text: the median, and between what half of them lies. */
export function spread(values: readonly number[], digits: number): string {
  const { low, middle, high } = spreadOf(values);
  return `${told(middle, digits)} [${told(low, digits)}–${told(high, digits)}]`;
}

/** Such ratios as a text. */
export function ratios(values: readonly number[], to: readonly number[]): string {
  return spread(ratiosOf(values, to), 2);
}
