import { TuyaError, remedyOf } from './errors';
import { pause } from './clock';
import type { Clock } from './clock';
import { within } from './deadline';
import { TokenLife } from './token';
import type { Grant, Token } from './token';
import type { TokenCalls, Waiting } from './token-calls';
import type { TokenStore, UserRecord } from './token-store';

/** What is told of a user who has authorized. */
export type UserSummary = Pick<UserRecord, 'uid' | 'base_url' | 'authorized_at' | 'expires_at'>;

/** Milliseconds after which the store is read again when a refresh token was refused: the other process may be about to store. */
const SECOND_LOOKS = [0, 200, 800];
/** What a refused refresh token is answered with, besides the codes of a refused token (PROTOCOL 5.2). */
const REFUSED = new Set(['TUYA_1000', 'TUYA_1100', 'TUYA_1101', 'TUYA_1102', 'TUYA_1107', 'TUYA_1109']);

function isRefused(failure: unknown): boolean {
  return failure instanceof TuyaError && (remedyOf(failure) === 'token' || REFUSED.has(failure.code));
}

function authorizationRequired(uid?: string): TuyaError {
  return new TuyaError(
    'TUYA_AUTHORIZATION_REQUIRED',
    uid === undefined ? 'Nobody has authorized this account yet' : 'This user has to authorize again',
  );
}

/** The users of one account in code mode: each with a token of its own, stored before it is used (rules 4 and 7). */
export class Users {
  private readonly lives = new Map<string, TokenLife>();
  /** Refresh tokens that the cloud has refused: asked for once and never again. */
  private readonly refused = new Map<string, string>();

  constructor(
    private readonly clock: Clock,
    private readonly calls: TokenCalls,
    private readonly store: TokenStore,
    /** Milliseconds for one token call. */
    private readonly timeout: number,
    /** Told of each user's life as it begins. */
    private readonly onLife: (life: TokenLife) => void,
  ) {}

  /**
   * The life of a user's token; the only user's when none is named.
   * @throws TuyaError `TUYA_AUTHORIZATION_REQUIRED`, `TUYA_USER_REQUIRED`
   */
  async life(uid?: string): Promise<TokenLife> {
    const wanted = uid ?? (await this.only());
    const known = this.lives.get(wanted);
    if (known !== undefined) return known;
    if ((await this.store.read(wanted)) === undefined) throw authorizationRequired(wanted);
    return this.lifeOf(wanted);
  }

  /** Takes in a user whose code was exchanged: stored first, then used. */
  async welcome(grant: Grant): Promise<Token> {
    if (grant.uid === '' || grant.refresh_token === '') {
      throw new TuyaError('TUYA_BAD_RESPONSE', 'The answer to the code names no user or no refresh token');
    }
    await this.keep(grant, this.clock.now());
    this.refused.delete(grant.uid);
    return this.lifeOf(grant.uid).use(grant);
  }

  /** Drops a user's tokens; the only user's when none is named. */
  async forget(uid?: string): Promise<string> {
    const wanted = uid ?? (await this.only());
    await this.store.remove(wanted);
    this.learn(wanted);
    this.lives.get(wanted)?.close();
    this.lives.delete(wanted);
    return wanted;
  }

  /** Who has authorized. */
  async list(): Promise<UserSummary[]> {
    const users: UserSummary[] = [];
    for await (const { uid, base_url, authorized_at, expires_at } of this.store.all()) {
      users.push({ uid, base_url, authorized_at, expires_at });
    }
    return users.sort((a, b) => a.authorized_at - b.authorized_at);
  }

  /** The store has news of a user: what memory knows no longer counts. */
  learn(uid: string): void {
    this.refused.delete(uid);
    this.lives.get(uid)?.forget();
  }

  /** Ends all: who waits gets `TUYA_ABORTED`. */
  close(): void {
    for (const life of this.lives.values()) life.close();
    this.lives.clear();
  }

  private async only(): Promise<string> {
    const first: string[] = [];
    for await (const { uid } of this.store.all()) {
      first.push(uid);
      if (first.length > 1) {
        throw new TuyaError('TUYA_USER_REQUIRED', 'Several users have authorized, and none is named');
      }
    }
    const [uid] = first;
    if (uid === undefined) throw authorizationRequired();
    return uid;
  }

  private lifeOf(uid: string): TokenLife {
    const known = this.lives.get(uid);
    if (known !== undefined) return known;
    const life = new TokenLife(
      this.clock,
      (_how, before, signal) =>
        within(this.clock, this.timeout, signal, (waiting) => this.fetch(uid, before, waiting)),
      'refresh',
    );
    this.lives.set(uid, life);
    this.onLife(life);
    return life;
  }

  /**
   * The next token of a user. Another process may have rotated the pair: what is stored counts before what memory holds, and when
   * the refresh token is refused the store is read again before the user is asked to authorize (P3, P4, L6).
   */
  private async fetch(uid: string, before: Token | undefined, waiting: Waiting): Promise<Grant> {
    let record = await this.store.read(uid);
    for (;;) {
      if (record === undefined || record.refresh_token === this.refused.get(uid)) {
        throw authorizationRequired(uid);
      }
      const stored = this.grantOf(record);
      if (record.access_token !== before?.access_token && stored.life > 0) return stored;
      try {
        const grant = await this.calls.refresh(record.refresh_token, record.base_url, true, waiting);
        const renewed = { ...grant, uid, refresh_token: grant.refresh_token || record.refresh_token };
        await this.keep(renewed, record.authorized_at);
        return renewed;
      } catch (failure) {
        if (!isRefused(failure)) throw failure;
      }
      const tried = record.refresh_token;
      record = await this.rotatedElsewhere(record, waiting.signal);
      if (record === undefined) this.refused.set(uid, tried);
    }
  }

  /** The pair that another process has stored in the meantime. */
  private async rotatedElsewhere(old: UserRecord, signal: AbortSignal): Promise<UserRecord | undefined> {
    this.store.trustShelf(old.uid);
    for (const look of SECOND_LOOKS) {
      await pause(this.clock, look, signal);
      const found = await this.store.read(old.uid);
      if (found !== undefined && found.refresh_token !== old.refresh_token) return found;
    }
    return undefined;
  }

  private grantOf(record: UserRecord): Grant {
    return { ...record, life: record.expires_at - this.clock.now(), askedAt: this.clock.monotonic() };
  }

  private async keep(grant: Grant, authorized_at: number): Promise<void> {
    const { uid, access_token, refresh_token, base_url, life, askedAt } = grant;
    const expires_at = Math.round(this.clock.now() + life - (this.clock.monotonic() - askedAt));
    await this.store.write({ uid, access_token, refresh_token, expires_at, base_url, authorized_at });
  }
}
