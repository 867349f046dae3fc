import { remedyOf } from '../errors/error-codes';
import { TuyaError } from '../errors/tuya-error';
import { TransportFault } from '../wire/transport';

/** Whether and when a failed call is repeated. */

/** What has already been tried for one call. */
export interface Tried {
  token: boolean;
  clock: boolean;
  /** A token that another process had stored was among those that were tried. */
  found?: boolean;
  /** Repeats after a pause. */
  pauses: number;
}

/** What comes next for a call that failed. */
export type NextStep = 'renew the token' | 'set the clock' | 'pause' | 'give up';

/** Repeats after a pause. */
export const MOST_PAUSES = 2;

/**
 * The retry policy (RULES 5, 6 and 9), a pure function of the failure: a refused token or clock means that the call did not run, so
 * it is repeated once whatever it is; reads are repeated after a pause; commands only when they were never sent.
 * @param once it must not run twice, as a command must not
 */
export function nextStep(failure: unknown, once: boolean, tried: Tried): NextStep {
  const mayPause = tried.pauses < MOST_PAUSES;
  if (failure instanceof TransportFault) {
    const harmless = !once || failure.delivery === 'not sent';
    return failure.transient && harmless && mayPause ? 'pause' : 'give up';
  }
  if (!(failure instanceof TuyaError)) return 'give up';
  switch (remedyOf(failure)) {
    case 'token':
      return tried.token ? 'give up' : 'renew the token';
    case 'clock':
      return tried.clock ? 'give up' : 'set the clock';
    case 'busy':
    case 'overload':
      return !once && mayPause ? 'pause' : 'give up';
    default:
      return 'give up';
  }
}

const FIRST_BACK_OFF = 300;

/** Milliseconds to wait before repeat number `pauses` (from 0); `random` is in [0, 1). */
export function backOff(pauses: number, random: number): number {
  return FIRST_BACK_OFF * 3 ** pauses * (0.5 + random / 2);
}

const LONGEST_RETRY_AFTER = 60_000;
const SECONDS = /^\d+$/;
/** A date of HTTP begins with the day and ends with GMT; what else Date.parse makes something of is garbage. */
const HTTP_DATE = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? .*\bgmt$/i;

/**
 * `Retry-After` (seconds or a date) in milliseconds; what makes no sense counts as absent, more than a minute as a minute.
 * @param now milliseconds since the epoch
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  let ms = NaN;
  if (SECONDS.test(text)) ms = Number(text) * 1000;
  else if (HTTP_DATE.test(text)) ms = Date.parse(text) - now;
  return ms >= 0 ? Math.min(ms, LONGEST_RETRY_AFTER) : undefined;
}
