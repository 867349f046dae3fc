import { refusesGrant } from '../errors/error-codes';
import { TuyaError, aborted } from '../errors/tuya-error';
import { pause, until } from '../time/clock';
import type { Clock } from '../time/clock';
import { within } from '../time/deadline';
import type { Waiting } from '../time/deadline';
import { TokenLife } from './token-life';
import type { Grant, How, Token } from './token-life';
import type { TokenCalls } from './token-calls';
import type { TokenStore, UserRecord } from '../storage/token-store';
import { Abort } from '../time/signal';
import type { Signal } from '../time/signal';

/** What is told of a user who has authorized. */
export type UserSummary = Pick<UserRecord, 'uid' | 'base_url' | 'authorized_at' | 'expires_at'>;

/** Milliseconds after which the store is read again when a refresh token was refused: the other process may be about to store. */
const SECOND_LOOKS = [0, 200, 800];
/** A code or refresh token that is on its way when the account closes is used up: its pair is waited for so long, in milliseconds. */
const GRACE = 600;

function authorizationRequired(uid?: string): TuyaError {
  return new TuyaError(
    'TUYA_AUTHORIZATION_REQUIRED',
    uid === undefined ? 'Nobody has authorized this account yet' : 'This user has to authorize again',
  );
}

/** Who has authorized, in the order in which they did. */
export async function summariesOf(store: TokenStore): Promise<UserSummary[]> {
  const users: UserSummary[] = [];
  for await (const { uid, base_url, authorized_at, expires_at } of store.all()) {
    users.push({ uid, base_url, authorized_at, expires_at });
  }
  return users.sort((a, b) => a.authorized_at - b.authorized_at);
}

/** Told of each user's life as it begins; the answer is called when it ends. */
export type OnLife = (life: TokenLife) => () => void;

/** The users of one account in code mode: each with a token of its own, stored before it is used (rules 4 and 7). */
export class Users {
  private readonly lives = new Map<string, { life: TokenLife; end: () => void }>();
  /** Refresh tokens that the cloud has refused: asked for once and never again. */
  private readonly refused = new Map<string, string>();
  /** Token calls and what has to be stored of them: cut off, a user would be lost. */
  private readonly vital = new Set<Promise<unknown>>();
  /** No further token call begins. */
  private readonly closing = new Abort();
  /** Nobody waits any longer for those on their way. */
  private readonly giveUp = new Abort();

  constructor(
    private readonly clock: Clock,
    private readonly calls: TokenCalls,
    private readonly store: TokenStore,
    /** Milliseconds for one token call. */
    private readonly timeout: number,
    private readonly onLife: OnLife,
  ) {}

  /**
   * The life of a user's token; the only user's when none is named.
   * @throws TuyaError `TUYA_AUTHORIZATION_REQUIRED`, `TUYA_USER_REQUIRED`
   */
  async life(uid?: string): Promise<TokenLife> {
    const wanted = uid ?? (await this.only());
    const known = this.lives.get(wanted);
    if (known !== undefined) return known.life;
    if ((await this.store.read(wanted)) === undefined) throw authorizationRequired(wanted);
    return this.lifeOf(wanted);
  }

  /** Turns a code into the user's pair: stored first, then used. */
  exchange(code: string, base: string, signal: Signal): Promise<Token> {
    const token = this.finish(async (waiting) =>
      this.welcome(await this.calls.exchange(code, base, waiting)),
    );
    return until(token, signal);
  }

  /** Drops a user's tokens; the only user's when none is named. */
  async forget(uid?: string): Promise<string> {
    const wanted = uid ?? (await this.only());
    const known = this.lives.get(wanted);
    this.lives.delete(wanted);
    this.refused.delete(wanted);
    known?.end();
    known?.life.close(authorizationRequired(wanted));
    await this.store.remove(wanted);
    return wanted;
  }

  /** Who has authorized. */
  list(): Promise<UserSummary[]> {
    return summariesOf(this.store);
  }

  /** The store has news of a user: what memory knows no longer counts. */
  learn(uid: string): void {
    this.refused.delete(uid);
    this.lives.get(uid)?.life.forget();
  }

  /** Ends all: who waits gets `TUYA_ABORTED`; what the cloud has already been asked for is stored before this resolves. */
  async close(): Promise<void> {
    for (const { life, end } of this.lives.values()) {
      end();
      life.close();
    }
    this.lives.clear();
    this.closing.abort(aborted());
    const cancel = this.clock.after(GRACE, () => {
      this.giveUp.abort(aborted());
    });
    await until(Promise.allSettled([...this.vital]), this.giveUp).catch(() => undefined);
    cancel();
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
    if (known !== undefined) return known.life;
    const life = new TokenLife(
      this.clock,
      (how, before) => this.finish((waiting) => this.fetch(uid, how, before, waiting)),
      'refresh',
    );
    this.lives.set(uid, { life, end: this.onLife(life) });
    return life;
  }

  /** Runs a token call to its end and through the store, whoever gives up meanwhile. */
  private async finish<T>(task: (waiting: Waiting) => Promise<T>): Promise<T> {
    if (this.closing.aborted) throw aborted();
    const closing = this.closing;
    const running = within(this.clock, this.timeout, this.giveUp, (waiting) => task({ ...waiting, closing }));
    this.vital.add(running);
    try {
      return await running;
    } finally {
      this.vital.delete(running);
    }
  }

  private async welcome(grant: Grant): Promise<Token> {
    if (grant.uid === '' || grant.refresh_token === '') {
      throw new TuyaError('TUYA_BAD_RESPONSE', 'The answer to the code names no user or no refresh token');
    }
    const record = this.recordOf(grant, this.clock.now());
    await this.store.update(grant.uid, () => record);
    this.refused.delete(grant.uid);
    if (this.closing.aborted) throw aborted();
    return this.lifeOf(grant.uid).use(grant);
  }

  /**
   * The next token of a user. Another process may have rotated the pair: what is stored counts before what memory holds, and when
   * the refresh token is refused the store is read again before the user is asked to authorize (P3, P4, L6).
   */
  private async fetch(uid: string, how: How, before: Token | undefined, waiting: Waiting): Promise<Grant> {
    let record = await this.store.read(uid);
    for (;;) {
      if (record === undefined || record.refresh_token === this.refused.get(uid)) {
        throw authorizationRequired(uid);
      }
      const stored = this.grantOf(record);
      const news = record.access_token !== before?.access_token && stored.life > 0;
      if (news && how !== 'renew') return stored;
      const tried = record;
      try {
        const { refresh_token, base_url } = record;
        const grant = await this.calls.refresh(refresh_token, base_url, true, waiting);
        return await this.keep({ ...grant, uid }, tried);
      } catch (failure) {
        if (!(failure instanceof TuyaError && refusesGrant(failure))) throw failure;
      }
      record = await this.rotatedElsewhere(tried, waiting.signal);
      if (record === undefined) this.refused.set(uid, tried.refresh_token);
    }
  }

  /** Stores a rotated pair, unless its user was forgotten or has authorized anew in the meantime. */
  private async keep(grant: Grant, tried: UserRecord): Promise<Grant> {
    const refresh_token = grant.refresh_token || tried.refresh_token;
    const rotated = this.recordOf({ ...grant, refresh_token }, tried.authorized_at);
    const kept = await this.store.update(grant.uid, (current) => {
      if (current === undefined) return undefined;
      return current.authorized_at > tried.authorized_at ? current : rotated;
    });
    if (kept === undefined) throw authorizationRequired(grant.uid);
    return kept === rotated ? { ...grant, refresh_token } : this.grantOf(kept);
  }

  /** The pair that another process has stored in the meantime. */
  private async rotatedElsewhere(old: UserRecord, signal: Signal): Promise<UserRecord | undefined> {
    this.store.trustStorage(old.uid);
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

  private recordOf(grant: Grant, authorized_at: number): UserRecord {
    const { uid, access_token, refresh_token, base_url, life, askedAt } = grant;
    const expires_at = Math.round(this.clock.now() + life - (this.clock.monotonic() - askedAt));
    return { uid, access_token, refresh_token, expires_at, base_url, authorized_at };
  }
}
