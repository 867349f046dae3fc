/** A token, and how long it lives. */

/** What a token call brought, checked. */
export interface Grant {
  access_token: string;
  refresh_token: string;
  uid: string;
  /** Life in milliseconds from `askedAt`, checked and clamped. */
  life: number;
  /** Where this token's calls go, when the cloud names it. */
  base_url: string;
  /** Monotonic time at which the token call was sent: the life is counted from here, never too long. */
  askedAt: number;
  /** It was in the store: nobody has asked the cloud yet whether it is still good. */
  found?: boolean | undefined;
}

/** A token in use. */
export interface Token extends Grant {
  /** Grows with each token that replaces another; a rejection counts only against the current one. */
  generation: number;
  /** Monotonic end of life. */
  end: number;
  /** It was asked for again already and came back the same: only its end brings another. */
  vain?: boolean | undefined;
}

const MINUTE = 60_000;
/** A lifetime that makes no sense counts as this: long enough against login loops, short enough to be wrong. */
export const SHORTEST_LIFE = 10_000;
export const LONGEST_LIFE = 7 * 24 * 60 * MINUTE;

/** A refusal of a token that is newer than this, in milliseconds, points to another program on the same project. */
const FRESH = 2 * MINUTE;

/**
 * Whether a token is so new that a refusal points to another program on the same project.
 * @param now by the monotonic clock
 */
export function isFresh({ askedAt }: Grant, now: number): boolean {
  return now - askedAt < FRESH;
}

/** Milliseconds of life from `expire_time` (seconds) as the cloud returned it (PROTOCOL 2.2); anything may stand there. */
export function lifeOf(expire_time: unknown): number {
  const seconds = typeof expire_time === 'string' ? Number(expire_time) : expire_time;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return SHORTEST_LIFE;
  return Math.min(seconds * 1000, LONGEST_LIFE);
}
