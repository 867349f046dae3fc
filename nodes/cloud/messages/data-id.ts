/** The id of a report: a clock and a key, in two spellings (PROTOCOL 10.1). */

/** 22 characters of base64, of either alphabet, are 16 bytes. */
const BASE64 = /^[A-Za-z0-9+/_-]{21}[AQgw](==)?$/;
const HEX = /^[0-9A-Fa-f]{32}$/;

/** One spelling for both: 32 hex digits, lower case; what is neither stays as it is, and what is no text is empty. */
export function dataIdOf(id: unknown): string {
  if (typeof id !== 'string') return '';
  if (HEX.test(id)) return id.toLowerCase();
  return BASE64.test(id) ? Buffer.from(id, 'base64').toString('hex') : id;
}

/** The time that a normalised id begins with, in milliseconds since the epoch; undefined for an id of another kind. */
export function timeOfDataId(id: string): number | undefined {
  return HEX.test(id) ? Number(BigInt(`0x${id.slice(0, 16)}`)) / 1000 : undefined;
}
