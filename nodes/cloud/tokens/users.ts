import { refusesGrant } from '../errors/error-codes';
import { problem } from '../errors/texts';
import { TuyaError, aborted, errorOf } from '../errors/tuya-error';
import type { TokenStore } from '../storage/token-store';
import { isNewer } from '../storage/user-record';
import type { UserRecord, UserSummary } from '../storage/user-record';
import { pause, until } from '../time/clock';
import type { Clock } from '../time/clock';
import { Deadline } from '../time/deadline';
import { Abort } from '../time/signal';
import type { Signal } from '../time/signal';
import type { Patience, TokenCalls } from './token-calls';
import { Records } from './records';
import { TokenLife } from './token-life';
import type { Wanted } from './token-life';
import type { Grant, Token } from './token';
import type { Tokens } from './tokens';
import type { Watch } from './watch';

/** The users' tokens in code mode: authorized, renewed and forgotten. */

/** Milliseconds after which the store is read again when a refresh token was refused: the other process may be about to store. */
const READ_AGAIN_AFTER = [0, 200, 800, 1000];
/** A code or refresh token that is on its way when the account closes is used up: its pair is waited for so long, in milliseconds. */
const GRACE = 8000;
/** A call that rotates a pair has so long at least, in milliseconds: cut off, it loses a user (P20). */
const SHORTEST_ROTATION = 15_000;

/** The error of somebody who has not authorized, or no longer; without a uid nobody has. */
export function authorizationRequired(uid?: string): TuyaError {
  const said = problem(uid === undefined ? 'login.nobody' : 'login.again');
  return errorOf('TUYA_AUTHORIZATION_REQUIRED', said);
}

/** The users of one account in code mode: each with a token of its own, stored before it is used (RULES 4 and 7). */
export class Users implements Tokens {
  private readonly lives = new Map<string, { life: TokenLife; end: () => void }>();
  /** Refresh tokens that the cloud has refused: asked for once and never again. */
  private readonly refused = new Map<string, string>();
  /** Users who are being forgotten: nobody begins with what is still stored of them. */
  private readonly leaving = new Map<string, Promise<void>>();
  /** Token calls and what has to be stored of them: cut off, a user would be lost. */
  private readonly vital = new Set<Promise<unknown>>();
  /** No further token call begins. */
  private readonly closing = new Abort();
  /** Nobody waits any longer for those on their way. */
  private readonly giveUp = new Abort();
  private readonly records: Records;

  constructor(
    private readonly clock: Clock,
    private readonly calls: TokenCalls,
    private readonly account: { baseUrl: string; timeout: number; store: TokenStore },
    private readonly watch: Watch,
  ) {
    this.records = new Records(clock, account.baseUrl);
  }

  async lifeOf(uid: string | undefined): Promise<TokenLife> {
    const wanted = uid ?? (await this.only());
    const known = this.lives.get(wanted);
    if (known !== undefined) return known.life;
    await this.leaving.get(wanted);
    const record = await this.account.store.read(wanted);
    if (this.leaving.has(wanted)) return this.lifeOf(wanted);
    if (record === undefined) throw authorizationRequired(wanted);
    return this.begin(wanted);
  }

  whose(uid: string | undefined): string | Promise<string> {
    return uid ?? this.only();
  }

  /** Turns a code into the user's pair: stored first, then used. Who gives up does not end it. */
  exchange(code: string, base: string, signal: Signal): Promise<Token> {
    const token = this.finish(async (patience) =>
      this.welcome(await this.calls.exchange(code, base, patience)),
    );
    return until(token, signal);
  }

  async forget(uid: string | undefined): Promise<string> {
    const wanted = uid ?? (await this.only());
    this.drop(wanted);
    const removed = this.account.store.remove(wanted).finally(() => this.leaving.delete(wanted));
    this.leaving.set(
      wanted,
      removed.catch(() => undefined),
    );
    await removed;
    return wanted;
  }

  /** Who has authorized, in the order in which they did. */
  async list(): Promise<UserSummary[]> {
    const users: UserSummary[] = [];
    for await (const { uid, base_url, authorized_at, expires_at } of this.account.store.all()) {
      users.push({ uid, base_url, authorized_at, expires_at });
    }
    return users.sort((a, b) => a.authorized_at - b.authorized_at);
  }

  /** The store has news of a user: what memory knows no longer counts. */
  learn(uid: string): void {
    this.refused.delete(uid);
    this.lives.get(uid)?.life.stale();
    this.watch.changed(uid);
  }

  /** Ends all: what the cloud has already been asked for is stored before this resolves. */
  async close(): Promise<void> {
    for (const { life, end } of this.lives.values()) {
      end();
      life.close();
    }
    this.closing.abort(aborted());
    const cancel = this.clock.after(GRACE, () => {
      this.giveUp.abort(aborted());
    });
    await until(Promise.allSettled([...this.vital]), this.giveUp).catch(() => undefined);
    cancel();
  }

  private async only(): Promise<string> {
    const only = await this.account.store.only();
    if (only === 'nobody') throw authorizationRequired();
    if (only === 'several') {
      throw errorOf('TUYA_USER_REQUIRED', problem('login.several'));
    }
    return only.uid;
  }

  private begin(uid: string): TokenLife {
    const known = this.lives.get(uid);
    if (known !== undefined) return known.life;
    const life = new TokenLife(this.clock, (wanted, before, _signal, begun) =>
      this.finish((patience) => this.fetch(uid, wanted, before, { ...patience, begun })),
    );
    this.lives.set(uid, { life, end: this.watch.attend(life) });
    return life;
  }

  private drop(uid: string): void {
    const known = this.lives.get(uid);
    this.lives.delete(uid);
    this.refused.delete(uid);
    known?.end();
    known?.life.close(authorizationRequired(uid));
    this.watch.changed(uid);
  }

  /** Runs a token call to its end and through the store, whoever gives up meanwhile. */
  private async finish<T>(task: (patience: Patience) => Promise<T>): Promise<T> {
    const { closing } = this;
    if (closing.aborted) throw aborted();
    const deadline = new Deadline(this.clock, [this.giveUp]);
    const timeout = Math.max(this.account.timeout, SHORTEST_ROTATION);
    const running = task({ deadline, timeout, closing });
    this.vital.add(running);
    try {
      return await running;
    } finally {
      this.vital.delete(running);
      deadline.release();
    }
  }

  private async welcome(grant: Grant): Promise<Token> {
    if (grant.uid === '' || grant.refresh_token === '') {
      throw errorOf('TUYA_BAD_RESPONSE', problem('login.incomplete'));
    }
    await this.account.store.welcome(this.records.recordOf(grant, this.clock.now()));
    this.refused.delete(grant.uid);
    if (this.closing.aborted) throw aborted();
    const token = this.begin(grant.uid).use(grant);
    this.watch.changed(grant.uid);
    return token;
  }

  /**
   * The next token of a user. Another process may have rotated the pair: what is stored counts before what memory holds, and when
   * the refresh token is refused the store is read again before the user is asked to authorize (P3, P4, L6).
   */
  private async fetch(
    uid: string,
    wanted: Wanted,
    before: Token | undefined,
    patience: Patience,
  ): Promise<Grant> {
    let record = await this.account.store.read(uid);
    for (;;) {
      if (record === undefined || record.refresh_token === this.refused.get(uid)) {
        throw authorizationRequired(uid);
      }
      const stored = this.records.grantOf(record);
      const news = record.access_token !== before?.access_token && stored.life > 0;
      if (news && wanted === 'valid') return { ...stored, found: true };
      const tried = record;
      try {
        const grant = await this.calls.refresh(record.refresh_token, stored.base_url, true, patience);
        return await this.keep({ ...grant, uid }, tried);
      } catch (failure) {
        if (!(failure instanceof TuyaError && refusesGrant(failure))) throw failure;
      }
      record = await this.rotatedElsewhere(tried, patience.deadline);
      this.refused.set(uid, tried.refresh_token);
    }
  }

  /** Stores a rotated pair, unless its user was forgotten or has authorized anew in the meantime. */
  private async keep(grant: Grant, tried: UserRecord): Promise<Grant> {
    const refresh_token = grant.refresh_token || tried.refresh_token;
    const rotated = this.records.recordOf({ ...grant, refresh_token }, tried.authorized_at);
    const kept = await this.account.store.rotate(tried, rotated);
    if (kept === undefined) throw authorizationRequired(grant.uid);
    const isOurs = kept.access_token === grant.access_token;
    return isOurs ? { ...grant, refresh_token } : this.records.grantOf(kept);
  }

  /** The pair that another process has stored in the meantime. */
  private async rotatedElsewhere(old: UserRecord, signal: Signal): Promise<UserRecord | undefined> {
    this.account.store.trustStorage(old.uid);
    for (const wait of READ_AGAIN_AFTER) {
      await pause(this.clock, wait, signal);
      const found = await this.account.store.read(old.uid);
      // An older pair is what was left when a write was undone: its tokens are dead.
      if (found !== undefined && found.refresh_token !== old.refresh_token && !isNewer(old, found))
        return found;
    }
    return undefined;
  }
}
