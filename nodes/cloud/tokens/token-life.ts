import { remedyOf } from '../errors/error-codes';
import { aborted, asTuyaError } from '../errors/tuya-error';
import type { TuyaError } from '../errors/tuya-error';
import { until } from '../time/clock';
import type { Clock } from '../time/clock';
import { Abort } from '../time/signal';
import type { Signal } from '../time/signal';

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
}

/** A token in use. */
export interface Token extends Grant {
  /** Grows with each token that replaces another; a rejection counts only against the current one. */
  generation: number;
  /** Monotonic end of life. */
  end: number;
}

/** How a token is to be got: any that is valid, one after the last, or a new one whatever there is. */
export type How = 'login' | 'refresh' | 'renew';

/** Gets a token; the one before is given where there was one, even a refused one, because its refresh token may serve. */
export type Fetch = (how: How, before: Token | undefined, signal: Signal) => Promise<Grant>;

const MINUTE = 60_000;
const EARLIEST_RENEWAL = 5 * MINUTE;
const REFUSAL_MEMORY = 30_000;
const FIRST_BACK_OFF = 5_000;
const LONGEST_BACK_OFF = 5 * MINUTE;
/** A lifetime that makes no sense counts as this: long enough against login loops, short enough to be wrong. */
const SHORTEST_LIFE = 10_000;
const LONGEST_LIFE = 7 * 24 * 60 * MINUTE;
const FRESH = 2 * MINUTE;

/** Milliseconds of life from `expire_time` (seconds) as the cloud returned it (PROTOCOL 2.2); anything may stand there. */
export function lifeOf(expire_time: unknown): number {
  const seconds =
    typeof expire_time === 'string' && expire_time.trim() !== '' ? Number(expire_time) : expire_time;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return SHORTEST_LIFE;
  return Math.min(seconds * 1000, LONGEST_LIFE);
}

/** One token's life: fetched once for all who wait, renewed in time, dropped when refused. */
export class TokenLife {
  private current: Token | undefined;
  /** The last token that the cloud refused: a user's next one comes from its refresh token. */
  private refused: Token | undefined;
  private pending: { promise: Promise<Token>; how: How } | undefined;
  private refusal: { error: TuyaError; until: number } | undefined;
  private failures = 0;
  private quietUntil = 0;
  private generation = 0;
  private rejectedGeneration = 0;
  /** The last token was already asked for again and came back the same: only its end brings another. */
  private vain = false;
  private readonly closing = new Abort();
  private readonly watchers = new Set<(token: Token) => void>();
  private readonly waiters = new Set<(renewing: boolean) => void>();
  private cancelTimer: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly fetch: Fetch,
    /** How a token is renewed when its life runs out (rule 4). */
    private readonly renewal: 'login' | 'refresh' = 'login',
  ) {}

  /** The valid token, fetched or renewed when needed. Rejects with the signal's reason when the caller gives up. */
  async get(signal: Signal): Promise<Token> {
    if (this.closing.aborted) throw this.closing.reason;
    const token = this.current;
    const left = token === undefined ? 0 : token.end - this.clock.monotonic();
    if (token === undefined || left <= 0) {
      return until(this.start(token === undefined ? 'login' : this.renewal), signal);
    }
    if (left <= margin(token) && !this.vain && this.clock.monotonic() >= this.quietUntil) {
      this.start(this.renewal).catch(() => undefined); // the old one still works; a failure sets the back-off
    }
    return token;
  }

  /** Whether there is a token that is still alive. */
  isReady(): boolean {
    return this.current !== undefined && this.current.end > this.clock.monotonic();
  }

  /** A new token now, through the refresh token where there is one. */
  async renew(signal: Signal): Promise<Token> {
    if (this.closing.aborted) throw this.closing.reason;
    // What is under way may end with a token that was there before.
    if (this.pending !== undefined && this.pending.how !== 'renew') {
      await until(
        this.pending.promise.catch(() => undefined),
        signal,
      );
    }
    return until(this.start('renew'), signal);
  }

  /** Takes a token that was got in another way, such as by an authorization code. */
  use(grant: Grant): Token {
    return this.adopt(grant, this.current);
  }

  /** The cloud refused this token: it is dropped, unless another has replaced it by now (rule 5). */
  reject(refused: Token): void {
    if (this.current?.generation !== refused.generation) return;
    this.rejectedGeneration = refused.generation;
    this.refused = refused;
    this.current = undefined;
  }

  /** Whether the token is so new that a refusal points to another program on the same project. */
  isFresh(token: Token): boolean {
    return this.clock.monotonic() - token.askedAt < FRESH;
  }

  /** Drops the token; the next call fetches another. */
  forget(): string | undefined {
    const uid = this.current?.uid;
    this.current = undefined;
    this.refused = undefined;
    this.refusal = undefined;
    this.cancelTimer();
    return uid;
  }

  /** Tells of each new token, and keeps the token renewed by a timer as long as somebody watches. */
  watch(listener: (token: Token) => void): () => void {
    this.watchers.add(listener);
    this.schedule();
    return () => {
      this.watchers.delete(listener);
      if (this.watchers.size === 0) this.cancelTimer();
    };
  }

  /** Tells when a token call begins and ends. */
  onRenewing(listener: (renewing: boolean) => void): () => void {
    this.waiters.add(listener);
    return () => this.waiters.delete(listener);
  }

  /** Milliseconds that a token has left. */
  left(token: Token): number {
    return Math.max(0, token.end - this.clock.monotonic());
  }

  /** Ends all: who waits gets the reason, no timer and no call stays. */
  close(reason: TuyaError = aborted()): void {
    this.closing.abort(reason);
    this.cancelTimer();
    this.current = undefined;
    this.watchers.clear();
  }

  /** The one token call that is under way, or a new one (rule 1). */
  private start(how: How): Promise<Token> {
    if (this.pending !== undefined) return this.pending.promise;
    if (this.refusal !== undefined) {
      if (this.clock.monotonic() < this.refusal.until) return Promise.reject(this.refusal.error);
      this.refusal = undefined;
    }
    const promise = this.run(how).finally(() => {
      this.pending = undefined;
      this.tell(false);
    });
    this.pending = { promise, how };
    this.tell(true);
    return promise;
  }

  private async run(how: How): Promise<Token> {
    const before = this.current ?? this.refused;
    try {
      const grant = await until(this.fetch(how, before, this.closing), this.closing);
      return this.adopt(grant, before);
    } catch (thrown) {
      const error = asTuyaError(thrown);
      const now = this.clock.monotonic();
      if (remedyOf(error) === 'settings') this.refusal = { error, until: now + REFUSAL_MEMORY };
      this.failures++;
      this.quietUntil = now + Math.min(FIRST_BACK_OFF * 2 ** (this.failures - 1), LONGEST_BACK_OFF);
      this.schedule();
      throw error;
    }
  }

  private adopt(grant: Grant, before: Token | undefined): Token {
    const same = before?.access_token === grant.access_token;
    // A repeated login may hand out the same token with what is left of it: the calls under way stay valid.
    if (!same || this.rejectedGeneration === this.generation) this.generation++;
    // The same token with no sensible life left keeps the end that is known of it.
    const known = same && grant.life === SHORTEST_LIFE ? before.end : Infinity;
    const end = Math.min(grant.askedAt + grant.life, Math.max(known, grant.askedAt + 1000));
    const token: Token = { ...grant, generation: this.generation, end };
    this.vain = same;
    this.failures = 0;
    this.quietUntil = 0;
    this.refusal = undefined;
    this.refused = undefined;
    this.current = token;
    if (!same) for (const listener of this.watchers) listener(token);
    this.schedule();
    return token;
  }

  private tell(renewing: boolean): void {
    for (const listener of this.waiters) listener(renewing);
  }

  private schedule(): void {
    this.cancelTimer();
    if (this.watchers.size === 0 || this.current === undefined || this.closing.aborted) return;
    const now = this.clock.monotonic();
    // A token that came back the same is only replaced once it is over.
    const due = this.vain ? this.current.end + 50 : this.current.end - margin(this.current);
    this.cancelTimer = this.clock.after(Math.max(due, this.quietUntil) - now, () => {
      this.start(this.renewal).catch(() => undefined);
    });
  }
}

function margin(token: Grant): number {
  return Math.min(EARLIEST_RENEWAL, token.life / 10);
}
