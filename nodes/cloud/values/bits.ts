/** A number whose bits are faults, and the names of those that are set. */

/** Bits beyond are none of a number that JavaScript carries exactly. */
const MOST_BITS = 53;

/** The names of the set bits, the lowest first; undefined where the number has a bit without a name of its own. */
export function labelsOf(bits: number, labels: readonly string[]): string[] | undefined {
  if (!Number.isSafeInteger(bits) || bits < 0 || new Set(labels).size < labels.length) return undefined;
  const set: string[] = [];
  for (let i = 0, left = bits; left > 0; i++, left = Math.floor(left / 2)) {
    if (left % 2 === 0) continue;
    const label = labels[i];
    if (label === undefined) return undefined;
    set.push(label);
  }
  return set;
}

/** The number with these bits set; undefined where one of the names is unknown. */
export function bitsOf(names: readonly unknown[], labels: readonly string[]): number | undefined {
  const places = new Set(names.map((name) => labels.findIndex((label) => label === name)));
  let bits = 0;
  for (const place of places) {
    if (place < 0 || place >= MOST_BITS) return undefined;
    bits += 2 ** place;
  }
  return bits;
}
