/** How long a server asks to be left alone. */

const SECONDS = /^\d+$/;
/** A date of HTTP begins with the day and ends with GMT; what else Date.parse makes something of is garbage. */
const HTTP_DATE = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? .*\bgmt$/i;

/**
 * `Retry-After` (seconds or a date) in milliseconds, however many; what makes no sense counts as absent.
 * @param now milliseconds since the epoch
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  let ms = NaN;
  if (SECONDS.test(text)) ms = Number(text) * 1000;
  else if (HTTP_DATE.test(text)) ms = Date.parse(text) - now;
  return ms >= 0 ? ms : undefined;
}
