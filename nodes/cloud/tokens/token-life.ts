import { aborted, asTuyaError } from '../errors/tuya-error';
import type { TuyaError } from '../errors/tuya-error';
import { until } from '../time/clock';
import type { Clock } from '../time/clock';
import { afterElapsed } from '../time/elapsed';
import { Abort } from '../time/signal';
import type { Signal } from '../time/signal';
import { Begin } from './begin';
import { Setbacks } from './setbacks';
import { isDue, renewalOf } from './renewal';
import { SHORTEST_LIFE, isFresh } from './token';
import { TokenReport } from './token-news';
import type { Grant, Token } from './token';

/** The life of one token: got, renewed and replaced. */

/** Which token is wanted: any that is valid, or a new one whatever there is. */
export type Wanted = 'valid' | 'new';

/**
 * Gets a token; the one before is given where there was one, even a refused one, because its refresh token may serve. Says when its
 * turn in the account's pace has come: the time of who waits begins then.
 */
export type Fetch = (
  wanted: Wanted,
  before: Token | undefined,
  signal: Signal,
  begun: () => void,
) => Promise<Grant>;

/** A token call that is under way, or waits for its turn. */
interface Pending {
  promise: Promise<Token>;
  wanted: Wanted;
  begin: Begin;
}

/** Milliseconds between two looks at the time of a renewal: a machine that has slept past it renews so long after its waking at most. */
const LOOK_EVERY = 5 * 60_000;

/** One token's life: fetched once for all who wait, renewed in time, dropped when refused (RULES 1 to 5, 10). */
export class TokenLife {
  private current: Token | undefined;
  /** The last token that the cloud refused: a user's next one comes from its refresh token. */
  private refused: Token | undefined;
  private pending: Pending | undefined;
  private readonly setbacks = new Setbacks();
  private generation = 0;
  private rejectedGeneration = 0;
  /** The access_token that watchers were told last. */
  private told: string | undefined;
  /** There was a token, or a try to get one: who watches wants it back. */
  private begun = false;
  private readonly closing = new Abort();
  private readonly watchers = new Set<(token: Token) => void>();
  private readonly listeners = new Set<(renewing: boolean) => void>();
  readonly report = new TokenReport();
  private cancelTimer: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly fetch: Fetch,
  ) {}

  /** The token that can be had without waiting; near its end it is renewed in the background meanwhile. */
  ready(): Token | undefined {
    const token = this.current;
    if (token === undefined || this.closing.aborted) return undefined;
    const now = this.clock.monotonic();
    if (token.end <= now) return undefined;
    if (isDue(token, now) && now >= this.setbacks.quiet) {
      this.start('valid').catch(() => undefined); // the old one still works; a failure sets the back-off
    }
    return token;
  }

  /**
   * The valid token, fetched or renewed when needed. Rejects with the signal's reason when the caller gives up.
   * @param begun told when the token call that is waited for begins
   */
  async get(signal: Signal, begun?: () => void): Promise<Token> {
    const token = this.ready() ?? (await this.next('valid', signal, begun));
    // A repeated login may hand out the same token in its last moment, so that it has ended when it comes (P6): the next one is another.
    return token.end > this.clock.monotonic() ? token : this.next('valid', signal, begun);
  }

  /**
   * A new token now, through the refresh token where there is one.
   * @param begun told when the token call begins
   */
  async renew(signal: Signal, begun?: () => void): Promise<Token> {
    // What is under way may end with a token that was there before.
    if (this.pending?.wanted === 'valid') await until(this.pending.promise, signal).catch(() => undefined);
    return this.next('new', signal, begun);
  }

  /** Takes a token that was got in another way, such as by an authorization code. */
  use(grant: Grant): Token {
    return this.adopt(grant, this.current);
  }

  /** The cloud refused this token: it is dropped, unless another has replaced it by now (RULES 5). */
  reject(refused: Token, error: TuyaError): void {
    if (this.current?.generation !== refused.generation) return;
    this.rejectedGeneration = refused.generation;
    this.refused = refused;
    this.current = undefined;
    // What another process left there says nothing about the next one.
    if (refused.found !== true) this.setbacks.refused(error, this.clock.monotonic());
    this.report.tokenRefused(refused.found !== true && this.isFresh(refused));
    this.schedule();
  }

  /** The cloud took this token. */
  accept(token: Token): void {
    if (this.current?.generation !== token.generation) return;
    this.setbacks.accepted();
    this.report.tokenTaken(this.isFresh(token));
  }

  /** Whether the token is so new that a refusal points to another program on the same project. */
  isFresh(token: Token): boolean {
    return isFresh(token, this.clock.monotonic());
  }

  /** Drops the token and all that is remembered; the next call fetches another. */
  forget(): string | undefined {
    const uid = this.current?.uid;
    this.current = undefined;
    this.refused = undefined;
    this.begun = false;
    this.setbacks.clear();
    this.cancelTimer();
    return uid;
  }

  /** There is news of the token elsewhere: all that is known of it is dropped, and who watches is told of the one that is got next. */
  stale(): void {
    this.forget();
    this.begun = true;
    this.schedule();
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
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Ends all: who waits gets the reason, no timer and no call stays. */
  close(reason: TuyaError = aborted()): void {
    this.closing.abort(reason);
    this.cancelTimer();
    this.current = undefined;
  }

  /** The token that a token call brings, for one who still waits when it begins. */
  private async next(wanted: Wanted, signal: Signal, begun?: () => void): Promise<Token> {
    for (const end of [this.closing, signal]) if (end.aborted) throw end.reason;
    return until(this.start(wanted, begun), signal);
  }

  /** The one token call that is under way, or a new one. */
  private start(wanted: Wanted, begun?: () => void): Promise<Token> {
    if (this.pending !== undefined) {
      this.pending.begin.add(begun);
      return this.pending.promise;
    }
    const remembered = this.setbacks.remembered(this.clock.monotonic());
    if (remembered !== undefined) {
      this.report.asked(remembered); // an account that shares this life may have come after it was refused
      return Promise.reject(remembered);
    }
    const begin = new Begin();
    const promise = this.run(wanted, begin).finally(() => {
      this.pending = undefined;
      this.tell(false);
    });
    this.pending = { promise, wanted, begin };
    this.tell(true);
    begin.add(begun);
    return promise;
  }

  private async run(wanted: Wanted, begin: Begin): Promise<Token> {
    const before = this.current ?? this.refused;
    this.begun = true;
    try {
      const fetched = this.fetch(wanted, before, this.closing, begin.now.bind(begin));
      const grant = await until(fetched, this.closing);
      return this.adopt(grant, before);
    } catch (thrown) {
      const error = asTuyaError(thrown);
      this.setbacks.failed(error, this.clock.monotonic());
      this.report.asked(error);
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
    const token: Token = { ...grant, generation: this.generation, end, vain: same };
    this.begun = true;
    this.setbacks.succeeded();
    this.refused = undefined;
    this.current = token;
    if (grant.found !== true) this.report.asked();
    if (token.access_token !== this.told) {
      this.told = token.access_token;
      for (const listener of this.watchers) listener(token);
    }
    this.schedule();
    return token;
  }

  private tell(renewing: boolean): void {
    for (const listener of this.listeners) listener(renewing);
  }

  /** Plans the next renewal for those who watch; after a failure it is tried again when the back-off is over. */
  private schedule(): void {
    this.cancelTimer();
    if (this.watchers.size === 0 || !this.begun || this.closing.aborted) return;
    const now = this.clock.monotonic();
    const due = this.current === undefined ? now : renewalOf(this.current);
    const renew = (): void => void this.start('valid').catch(() => undefined);
    this.cancelTimer = afterElapsed(this.clock, Math.max(due, this.setbacks.quiet) - now, renew, LOOK_EVERY);
  }
}
