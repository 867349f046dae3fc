/** A span of time in words. */

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** Milliseconds in the largest unit of which there are two, else in the next: `20 minutes`, `90 minutes`, `3 days`. */
export function spelled(ms: number, lang: string): string {
  const [unit, size] = UNITS.find(([, one]) => ms >= 2 * one) ?? (['second', 1000] as const);
  return new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.round(ms / size),
  );
}
