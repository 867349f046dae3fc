import type { Text } from '../errors/language';
import { text } from '../errors/texts';

/** How far this machine's clock is from the cloud's, in words (PROTOCOL 7). */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Less is the way of the answer, and nothing that Tuya minds. */
const WORTH_TELLING = 30 * SECOND;

/**
 * A span in words: at least two of its unit, so that no language has to say it in the singular.
 * @param offset milliseconds, of either sign
 */
export function spanOf(offset: number): Text {
  const ms = Math.abs(offset);
  const count = (unit: number): number => Math.round(ms / unit);
  if (count(MINUTE) < 2) return text('diagnosis.span.seconds', { count: count(SECOND) });
  if (count(HOUR) < 2) return text('diagnosis.span.minutes', { count: count(MINUTE) });
  if (count(DAY) < 2) return text('diagnosis.span.hours', { count: count(HOUR) });
  return text('diagnosis.span.days', { count: count(DAY) });
}

/**
 * What is wrong with the clock, and what to do about it; none where nothing is.
 * @param behind milliseconds that it is behind the cloud's, below zero where it is ahead
 */
export function clockCauses(behind: number | undefined): Text[] {
  if (behind === undefined || Math.abs(behind) < WORTH_TELLING) return [];
  const values = { span: spanOf(behind) };
  return [text(behind > 0 ? 'diagnosis.clock.behind' : 'diagnosis.clock.ahead', values)];
}
