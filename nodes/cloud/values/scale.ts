/** Whole numbers that stand for others: 235 with a scale of 1 means 23.5, to the digit. */

/** A number times a power of ten, as it is written: 235 and -1 is 23.5, where 235 * 0.1 would be 23.500000000000004. */
function shifted(value: number, digits: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return Number(`${mantissa}e${Number(exponent) + digits}`);
}

/** What a device's number means. */
export function meantOf(raw: number, scale: number): number {
  return shifted(raw, -scale);
}

/** The device's number for what is meant; what is finer than the device counts is rounded. */
export function rawOf(meant: number, scale: number): number {
  // Never -0, which would be another number.
  return Math.round(shifted(meant, scale)) + 0;
}
