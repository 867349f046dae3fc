import { remedyOf } from '../errors/error-codes';
import { TuyaError } from '../errors/tuya-error';
import { retryAfter } from '../wire/retry-after';
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

const LONGEST_ASKED = 60_000;

/**
 * Milliseconds that the cloud asks for, a minute at most; 0 for none.
 * @param header `Retry-After`
 * @param now milliseconds since the epoch
 */
export function askedPause(header: string | undefined, now: number): number {
  return Math.min(retryAfter(header, now) ?? 0, LONGEST_ASKED);
}
