/** A span of time in words. */

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** Milliseconds in the largest unit of which there are two, else in the next: `20 minutes`, `90 minutes`, `3 days`. */
export function spelled(ms: number, lang: string): string {
  const whole = Math.round(ms / 1000) * 1000; // what is measured is a little off
  const [unit, size] = UNITS.find(([, one]) => whole >= 2 * one) ?? (['second', 1000] as const);
  const format = new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'long' });
  return format.format(Math.round(whole / size));
}
