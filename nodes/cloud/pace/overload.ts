/** Pauses and spacings after the cloud has refused calls as too many. */

/** Milliseconds that a kind pauses after its first refusal, and the longest. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;
/** Milliseconds that the account pauses when it is refused as a whole: the cloud sees about one call a second. */
const ACCOUNT_PAUSE = 1000;
/** Nobody waits longer for what others were refused, in milliseconds: then one call is let through to see. */
const LONGEST_HOLD = 5000;
/** Two kinds that are refused within so many milliseconds mean the account. */
const TOGETHER = 10_000;
/** Milliseconds between two starts after a pause, as long as no answer has shown that it is over. */
const UNPROVEN_SPACING = 1000;
/** Milliseconds between two starts afterwards, which each call that goes well makes shorter. */
const FIRST_SPACING = 250;
const LONGEST_SPACING = 2000;
const SHORTEST_SPACING = 20;
const FASTER = 0.9;
/** Milliseconds after which a kind that nobody calls any more is forgotten. */
const FORGOTTEN = 600_000;

/** An answer that asks for fewer calls. */
export interface Refusal {
  /** The code of the error, `TUYA_1199`. */
  code: string;
  statusCode?: number | undefined;
  /** When the call was sent, by the monotonic clock. */
  sentAt: number;
  /** Milliseconds that the cloud asks for, 0 for none. */
  asked: number;
}

/** What was refused: one kind of call, or the account as a whole. */
class Slow {
  /** Refusals since the last answer that was none. */
  refusals = 0;
  /** When the last refusal that counts came. */
  since = -Infinity;
  /** No call starts before. */
  until = 0;
  /** Milliseconds between two starts. */
  spacing = 0;
  last: Refusal | undefined;
  private next = 0;

  get start(): number {
    return Math.max(this.until, this.next);
  }

  /** Calls that were under way when the first one was refused tell nothing new. */
  isNews({ sentAt }: Refusal): boolean {
    return sentAt > this.since;
  }

  pause(ms: number, now: number): void {
    this.refusals++;
    this.since = now;
    this.until = now + ms;
  }

  space(): void {
    this.spacing = Math.min(Math.max(this.spacing * 2, FIRST_SPACING), LONGEST_SPACING);
  }

  started(now: number): void {
    this.next = now + (this.refusals > 0 ? UNPROVEN_SPACING : this.spacing);
  }

  /** Whether the answer to a call that was sent then shows that the overload is over. */
  answered(sentAt: number, now: number): boolean {
    if (sentAt <= this.since) return false;
    if (this.refusals === 0 && this.spacing === 0 && this.until <= now) return false;
    this.refusals = 0;
    this.until = Math.min(this.until, now);
    this.next = Math.min(this.next, now + this.spacing);
    this.spacing = this.spacing <= SHORTEST_SPACING ? 0 : this.spacing * FASTER;
    return true;
  }
}

/**
 * What the cloud's overload means for an account's calls (RULES 9), told by kind. A kind that is refused pauses for 1, 2, 4 … 60 s
 * until an answer that is no refusal; the account pauses as a whole when two kinds are refused within ten seconds or the cloud names
 * a time, and never longer than 5 s before one call is let through to see. Afterwards calls start one by one, faster with each that goes well.
 */
export class Overload {
  private readonly kinds = new Map<string, Slow>();
  private readonly account = new Slow();
  /** The end of the time that the cloud asked for. */
  private askedUntil = 0;

  /**
   * A call was refused.
   * @param random in [0, 1), spreads the pauses of many accounts
   */
  refused(kind: string, refusal: Refusal, now: number, random: number): void {
    this.forget(now);
    const slow = this.kinds.get(kind) ?? new Slow();
    this.kinds.set(kind, slow);
    if (slow.isNews(refusal)) {
      const own = Math.min(FIRST_PAUSE * 2 ** slow.refusals, LONGEST_PAUSE);
      slow.pause(own * (0.5 + random / 2), now);
      slow.space();
    }
    slow.last = refusal;
    slow.until = Math.max(slow.until, now + refusal.asked);
    this.askedUntil = Math.max(this.askedUntil, now + refusal.asked);
    this.pauseAccount(kind, refusal, now, random);
  }

  /** A call was answered, well or not, but not refused; answers whether somebody may start sooner for it. */
  answered(kind: string, sentAt: number, now: number): boolean {
    const slow = this.kinds.get(kind);
    const own = slow?.answered(sentAt, now) ?? false;
    if (slow?.spacing === 0 && own) this.kinds.delete(kind);
    const whole = this.account.answered(sentAt, now);
    if (whole) this.askedUntil = 0;
    return own || whole;
  }

  /** The time before which no call of a kind starts. */
  startOf(kind: string): number {
    return Math.max(this.account.start, this.kinds.get(kind)?.start ?? 0);
  }

  /** A call of a kind starts now. */
  started(kind: string, now: number): void {
    this.account.started(now);
    this.kinds.get(kind)?.started(now);
  }

  /** Whether other kinds go first: the account is being tried again, and this kind was itself refused. */
  isSuspect(kind: string): boolean {
    return this.account.refusals > 0 && (this.kinds.get(kind)?.refusals ?? 0) > 0;
  }

  /** The time until which a kind pauses for itself; 0 when it was not refused. */
  untilOf(kind: string): number {
    return this.kinds.get(kind)?.until ?? 0;
  }

  /** Whether a kind may not start now for what it was refused itself. */
  isHeld(kind: string, now: number): boolean {
    return (this.kinds.get(kind)?.start ?? 0) > now;
  }

  /** How a kind was refused last. */
  refusalOf(kind: string): Refusal | undefined {
    return this.kinds.get(kind)?.last;
  }

  private pauseAccount(kind: string, refusal: Refusal, now: number, random: number): void {
    const { account } = this;
    const others = [...this.kinds].some(([other, { since }]) => other !== kind && since >= now - TOGETHER);
    const asked = this.askedUntil > now;
    if (!others && !asked) return;
    if (account.isNews(refusal)) {
      account.pause(others ? ACCOUNT_PAUSE * (1 + random / 4) : 0, now);
      // One kind with a time of its own says nothing about the others once one of them is answered.
      if (others) account.space();
    }
    // From when it was sent: it may have been the one that was let through, and then others waited from there on.
    account.until = Math.max(account.until, Math.min(this.askedUntil, refusal.sentAt + LONGEST_HOLD));
  }

  private forget(now: number): void {
    for (const [kind, { since, until }] of this.kinds) {
      if (Math.max(since, until) < now - FORGOTTEN) this.kinds.delete(kind);
    }
  }
}
