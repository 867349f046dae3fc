import { remedyOf } from './errors/error-codes';
import { TuyaError, aborted, badRequest, configError } from './errors/tuya-error';
import { Caller } from './call/perform';
import type { Answer } from './call/perform';
import { knownBaseUrl } from './data-centers';
import { until } from './time/clock';
import { MAX_QUEUE, MAX_SOCKETS } from './limits';
import { within } from './time/deadline';
import type { Waiting } from './time/deadline';
import { Limiter } from './pace/limiter';
import type { Place } from './pace/limiter';
import { followPages, performOnce } from './lists/follow';
import type { Page, Perform } from './lists/follow';
import { buildRequest } from './request/build';
import type { Operation } from './catalogue/operations';
import type { ApiCall, ApiRequest } from './request/build';
import { TokenCalls } from './tokens/token-calls';
import { TokenLife } from './tokens/token-life';
import type { Grant, How, Token } from './tokens/token-life';
import type { TokenStore } from './storage/token-store';
import { Users } from './tokens/users';
import type { Platform } from './platform';
import { Abort } from './time/signal';
import type { Signal } from './time/signal';

/** An account with valid settings. */
export interface Account {
  client_id: string;
  secret: string;
  baseUrl: string;
  /** `simple`: one token of the project; `code`: one token per user who has authorized. */
  mode: 'simple' | 'code';
  /** Milliseconds for one whole call, waiting in the queue not counted. */
  timeout: number;
  /** Calls per second, 0 = unlimited. */
  rateLimit: number;
  bundleId?: string | undefined;
  /** Code mode: the page that the console shows, when it is not the data center's own. */
  authorizeUrl?: string | undefined;
  /** Code mode: where a user's browser returns. */
  redirectUrl?: string | undefined;
}

/** Told of each new token. */
type Watcher = (token: Token) => void;

/** How a call is made besides what it asks for. */
export interface CallOptions {
  /** Milliseconds; the account's when absent. */
  timeout?: number | undefined;
  /** Code mode: the user for whom the call is made; may be left out while there is only one. */
  uid?: string | undefined;
  /** Calls of one line, such as those of one node, start in the order in which they came. */
  line?: object | undefined;
}

/** A token call's share of the time for one call: it ends first, so that who waits for it learns what went wrong. */
const TOKEN_SHARE = 0.8;
/** The one client of an account: performs calls, and owns the project's token or its users' tokens. */
export class TuyaClient {
  readonly limiter: Limiter;
  private readonly closing = new Abort();
  private readonly caller: Caller;
  private readonly calls: TokenCalls;
  private readonly project: TokenLife;
  private readonly people: Users | undefined;
  /** Each life with what ends the watching of it, by watcher. */
  private readonly lives = new Map<TokenLife, Map<Watcher, () => void>>();
  private readonly watchers = new Set<Watcher>();
  private readonly renewalListeners = new Set<(renewing: boolean) => void>();
  private renewing = 0;

  /** @param store where the users' tokens survive a restart; code mode only */
  constructor(
    private readonly account: Account,
    private readonly platform: Platform,
    store?: TokenStore,
  ) {
    const { clock } = platform;
    this.limiter = new Limiter(clock, {
      perSecond: account.rateLimit,
      concurrent: MAX_SOCKETS,
      queue: MAX_QUEUE,
    });
    this.caller = new Caller(account, platform, this.limiter);
    this.calls = new TokenCalls(this.caller, account.baseUrl);
    this.project = new TokenLife(clock, (how, before, signal) => this.fetchToken(how, before, signal));
    if (account.mode === 'simple') {
      this.attend(this.project);
    } else if (store !== undefined) {
      this.people = new Users(clock, this.calls, store, account.timeout * TOKEN_SHARE, (life) =>
        this.attend(life),
      );
    }
  }

  /**
   * Performs one call.
   * @throws TuyaError
   */
  async call(call: ApiCall, signal: Signal, options: CallOptions = {}): Promise<Answer> {
    return performOnce(buildRequest(call), this.performer(signal, options));
  }

  /**
   * Follows a paged list (PROTOCOL 8); each page is a call of its own, asked for when the one before was taken.
   * @param maxPages pages after which it ends with `more`
   * @throws TuyaError
   */
  pages(
    call: ApiCall,
    maxPages: number,
    signal: Signal,
    options: CallOptions = {},
  ): AsyncGenerator<Page, void, undefined> {
    return followPages(buildRequest(call), maxPages, this.performer(signal, options));
  }

  /** The valid token, within the account's timeout. */
  getToken(signal: Signal, uid?: string): Promise<Token> {
    return this.within(signal, async (deadline) => (await until(this.lifeOf(uid), deadline)).get(deadline));
  }

  /** A new token now, through the refresh token where there is one. */
  renewToken(signal: Signal, uid?: string): Promise<Token> {
    return this.within(signal, async (deadline) => (await until(this.lifeOf(uid), deadline)).renew(deadline));
  }

  /** Drops the project's token, or a user's; answers whose it was. */
  async forget(uid?: string): Promise<string | undefined> {
    return this.people === undefined ? this.project.forget() : this.people.forget(uid);
  }

  /**
   * The users who have authorized.
   * @throws TuyaError `TUYA_CONFIG` in simple mode
   */
  requireUsers(): Users {
    if (this.people !== undefined) return this.people;
    throw configError(
      'This needs code mode, and the account is in simple mode',
      'Choose code mode in the account, or another action.',
    );
  }

  /**
   * Code mode: turns an authorization code into a user's token (PROTOCOL 3.2).
   * @param platformUrl the region that came with the code; counts only when its host is known
   */
  exchange(code: string, platformUrl: string, signal: Signal): Promise<Token> {
    const users = this.requireUsers();
    if (!/^[\x21-\x7e]{1,512}$/.test(code)) {
      throw badRequest('The code is missing or is not a code', 'Pass on the code that came to the callback.');
    }
    const base = knownBaseUrl(platformUrl, this.account.baseUrl) ?? this.account.baseUrl;
    // First of all that wait: nobody knows how long a code lives (PROTOCOL 3.4).
    return this.inTurn({ signal, urgent: true }, undefined, (waiting) =>
      users.exchange(code, base, waiting.signal),
    );
  }

  /** Milliseconds that a token has left. */
  leftOf(token: Token): number {
    return Math.max(0, token.end - this.platform.clock.monotonic());
  }

  /** Tells of each new token, and keeps tokens renewed by a timer as long as somebody watches. */
  watch(listener: Watcher): () => void {
    this.watchers.add(listener);
    for (const [life, ends] of this.lives) ends.set(listener, life.watch(listener));
    return () => {
      this.watchers.delete(listener);
      for (const ends of this.lives.values()) {
        ends.get(listener)?.();
        ends.delete(listener);
      }
    };
  }

  /** Tells when a token call begins and ends. */
  onRenewing(listener: (renewing: boolean) => void): () => void {
    this.renewalListeners.add(listener);
    return () => this.renewalListeners.delete(listener);
  }

  /**
   * Ends the client: everything under way fails with `TUYA_ABORTED` at once; sockets and timers are gone when this resolves. Only a
   * user's token call that has been sent is waited for, for less than a second, because its pair would be lost.
   */
  async close(): Promise<void> {
    this.closing.abort(aborted());
    this.project.close();
    this.limiter.close();
    await this.people?.close();
    this.platform.transport.close();
  }

  /** Looks after a token's life; the answer ends that. */
  private attend(life: TokenLife): () => void {
    let busy = false;
    const tell = (renewing: boolean): void => {
      if (renewing === busy) return;
      busy = renewing;
      this.renewing += renewing ? 1 : -1;
      for (const listener of this.renewalListeners) listener(this.renewing > 0);
    };
    const stopListening = life.onRenewing(tell);
    const ends = new Map([...this.watchers].map((listener) => [listener, life.watch(listener)]));
    this.lives.set(life, ends);
    return () => {
      this.lives.delete(life);
      for (const end of ends.values()) end();
      stopListening();
      tell(false);
    };
  }

  /** Performs checked calls in their turn, at the pace that Tuya documents for their kind. */
  private performer(signal: Signal, { timeout, uid, line }: CallOptions): Perform {
    return (request, operation) => {
      const pace = paceOf(request, operation);
      const perform = async ({ signal: deadline, left }: Waiting): Promise<Answer> => {
        const tokens = await until(this.lifeOf(uid), deadline);
        const again = (until: Signal): Promise<void> => this.limiter.again({ signal: until, ...pace });
        const plan = { signal: deadline, left, baseUrl: this.account.baseUrl, tokens, again };
        return this.caller.perform(request, plan);
      };
      return this.inTurn({ signal, line, ...pace }, timeout, perform);
    };
  }

  private async lifeOf(uid: string | undefined): Promise<TokenLife> {
    return this.people === undefined ? this.project : this.people.life(uid);
  }

  /** Runs a task when its turn has come, and ends it when the caller or the client does. */
  private async inTurn<T>(
    place: Place,
    timeout: number | undefined,
    task: (waiting: Waiting) => Promise<T>,
  ): Promise<T> {
    // Not AbortSignal.any: its links to signals that live for months are never collected on Node 20.
    const both = new Abort();
    const stop = (): void => {
      both.abort(aborted());
    };
    const signals = [place.signal, this.closing];
    for (const one of signals) one.addEventListener('abort', stop);
    if (signals.some((one) => one.aborted)) stop();
    try {
      return await this.limiter.run(
        () => within(this.platform.clock, timeout ?? this.account.timeout, both, task),
        { ...place, signal: both },
      );
    } finally {
      for (const one of signals) one.removeEventListener('abort', stop);
    }
  }

  private within<T>(signal: Signal, task: (deadline: Signal) => Promise<T>): Promise<T> {
    return within(this.platform.clock, this.account.timeout, signal, (waiting) => task(waiting.signal));
  }

  /** One token call of the project with its own deadline, for whoever waits (rules 1, 4, 7, 8). */
  private fetchToken(how: How, before: Token | undefined, signal: Signal): Promise<Grant> {
    return within(this.platform.clock, this.account.timeout * TOKEN_SHARE, signal, async (waiting) => {
      if (how === 'login' || before === undefined || before.refresh_token === '') {
        return this.calls.login(waiting);
      }
      try {
        return await this.calls.refresh(before.refresh_token, before.base_url, false, waiting);
      } catch (failure) {
        const final = failure instanceof TuyaError && remedyOf(failure) === 'settings';
        if (waiting.signal.aborted || final) throw failure;
        return this.calls.login(waiting);
      }
    });
  }
}

/** The pace of a call: what Tuya documents for its kind; commands of one path keep their order, on the way too. */
function paceOf(
  { method, segments }: ApiRequest,
  operation: Operation | undefined,
): Pick<Place, 'rate' | 'alone'> {
  const { id = '', rate } = operation ?? {};
  return {
    rate: rate === undefined ? undefined : { name: id, perSecond: rate.calls / rate.seconds },
    alone: method === 'GET' ? undefined : `${method} /${segments.join('/')}`,
  };
}
