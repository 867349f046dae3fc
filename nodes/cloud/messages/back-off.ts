/** When a connection that was lost or refused is tried again: every rule of it, and nothing else. All times are milliseconds. */

/** Attempts that have failed in a row. */
export interface Failed {
  /** Those after which the next one comes soon. */
  soon: number;
  /** Those that only other settings can mend. */
  slow: number;
}

/** How a connection ended. */
export interface Ended {
  /** The status with which it was refused; undefined when it was not. */
  status?: number | undefined;
  /** The server is not trusted. */
  untrusted: boolean;
  /** What the server asks for. */
  retryAfter?: number | undefined;
  /** How long it was open; 0 when it never was. */
  lived: number;
}

const NONE: Failed = { soon: 0, slow: 0 };
/** A connection that lived so long was one; what was accepted and dropped was none. */
const ALIVE = 60_000;
const LONGEST_SOON = 60_000;
/** Wrong keys, no right, no topic: somebody has to do something, and may have done it by then. */
const SLOW: readonly number[] = [30_000, 60_000, 120_000, 300_000];
const LONGEST_SLOW = 300_000;
/** By how much a slow step is longer at most, by chance. */
const SPREAD = 0.1;
const SLOW_STATUS: ReadonlySet<number> = new Set([401, 403, 404]);
const ASKED_STATUS: ReadonlySet<number> = new Set([429, 503]);

/** What has failed before the first attempt. */
export const NOTHING_FAILED: Failed = NONE;

/**
 * How long to wait, and what has failed by then.
 * @param random in [0, 1): it keeps those who lost the network together from coming back together
 */
export function nextAttempt(
  before: Failed,
  { status = 0, untrusted, retryAfter, lived }: Ended,
  random: number,
): { wait: number; failed: Failed } {
  const { soon, slow } = lived >= ALIVE ? NONE : before;
  const spread = (wait: number): number => Math.round(wait * (1 + SPREAD * random));
  if (untrusted) return { wait: spread(LONGEST_SLOW), failed: { soon, slow } };
  if (SLOW_STATUS.has(status)) {
    return { wait: spread(SLOW[slow] ?? LONGEST_SLOW), failed: { soon, slow: slow + 1 } };
  }
  // Another holds the subscription: it may leave.
  if (status === 409) return { wait: 15_000 + 45_000 * random, failed: { soon, slow: 0 } };
  const failed = { soon: soon + 1, slow: 0 };
  if (retryAfter !== undefined && ASKED_STATUS.has(status)) {
    return { wait: Math.min(Math.max(retryAfter, 1000), LONGEST_SLOW), failed };
  }
  const step = Math.min(1000 * 2 ** soon, LONGEST_SOON);
  return { wait: (step + step * random) / 2, failed };
}
