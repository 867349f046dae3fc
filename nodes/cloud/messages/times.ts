/** The times in a message: seconds or milliseconds, and sometimes nonsense. */

/** Below this a number counts seconds. */
const SECONDS = 1e11;
/** A device whose clock was never set, or worse. */
const EARLIEST = Date.UTC(2010, 0);
const LATEST = Date.UTC(2100, 0);

/** A time in milliseconds since the epoch; undefined for what makes no sense. */
export function timeOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,16}(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number') return undefined;
  const time = number < SECONDS ? number * 1000 : number;
  return time >= EARLIEST && time <= LATEST ? time : undefined;
}

/** The first of several that makes sense. */
export function firstTime(...values: readonly unknown[]): number | undefined {
  for (const value of values) {
    const time = timeOf(value);
    if (time !== undefined) return time;
  }
  return undefined;
}
