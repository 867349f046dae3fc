import type { Account } from './account';
import { Performer } from './call/perform';
import type { Answer } from './call/plan';
import type { Operation } from './catalogue/operations';
import { knownBaseUrl } from './data-centers';
import { refusesKey } from './errors/error-codes';
import { Known } from './diagnosis/acquaintance';
import type { Rival } from './diagnosis/facts';
import { problem } from './errors/texts';
import { TuyaError, aborted, badRequest, configError } from './errors/tuya-error';
import { followPages, performOnce } from './lists/follow';
import type { Page, Perform } from './lists/follow';
import { Channels } from './messages/channels';
import type { Channel } from './messages/listener';
import type { Messages } from './messages/messages';
import type { Verdict } from './messages/refusal';
import { EXCHANGE, kindOf } from './pace/kind';
import type { Limiter } from './pace/limiter';
import type { Place } from './pace/place';
import type { Platform } from './platform';
import { Projects } from './projects';
import type { Shared } from './projects';
import { buildRequest } from './request/build';
import type { ApiCall, ApiRequest } from './request/build';
import { checkReuse, Reuse } from './reuse/reuse';
import type { Wait } from './reuse/on-its-way';
import { questionOf } from './reuse/question';
import { until } from './time/clock';
import { Deadline, within } from './time/deadline';
import { Abort } from './time/signal';
import type { Signal } from './time/signal';
import { ProjectTokens } from './tokens/project';
import { TokenCalls } from './tokens/token-calls';
import type { CloudTime } from './time/cloud-time';
import type { TokenLife } from './tokens/token-life';
import type { TokenNews } from './tokens/token-news';
import type { Token } from './tokens/token';
import type { Tokens } from './tokens/tokens';
import { Users } from './tokens/users';
import { Watch } from './tokens/watch';
import type { Watcher } from './tokens/watch';

/** The client of an account: every call passes through here and gets its token, its turn and its time. */

/** How a call is made besides what it asks for. */
export interface CallOptions {
  /** Milliseconds; the account's when absent. */
  timeout?: number | undefined;
  /** Code mode: the user for whom the call is made; may be left out while there is only one. */
  uid?: string | undefined;
  /** Calls of one line, such as those of one node, start in the order in which they came. */
  line?: object | undefined;
  /** The id of the node that pays for the call (RULES 12); the account itself when absent. */
  by?: string | undefined;
  /** A read without which a command cannot be made: it may leave where the command may. */
  needed?: boolean | undefined;
  /** Milliseconds that the answer of a GET may be old; 0, or absent: the cloud is asked. */
  reuse?: number | undefined;
}

/** What is learned of an account as a whole. */
export type AccountNews =
  | TokenNews
  /** Tuya's time minus this machine's, in milliseconds. */
  | { about: 'clock'; offset: number };

/** A token call's share of the time for one call: it ends first, so that who waits for it learns what went wrong. */
const TOKEN_SHARE = 0.8;

/** The one client of an account: performs calls, and owns the project's token or its users' tokens. */
export class TuyaClient {
  private readonly closing = new Abort();
  private readonly watching = new Watch();
  private readonly tokens: Tokens;
  private readonly users: Users | undefined;
  private readonly limiter: Limiter;
  private readonly time: CloudTime;
  private readonly performer: Performer;
  private readonly leave: () => void;
  private readonly rivals: () => readonly Rival[];
  private readonly channels: Channels;
  private readonly reuse: Reuse;

  /** @param projects those with which this account may share token, pace and clock */
  constructor(
    private readonly account: Account,
    private readonly platform: Platform,
    projects: Shared = new Projects(platform.clock),
  ) {
    const { clock } = platform;
    const { limiter, time, token, leave, ...standing } = projects.join(account);
    this.limiter = limiter;
    this.time = time;
    this.leave = leave;
    this.rivals = standing.rivals;
    const known = new Known({ mode: account.mode, proxyFor: platform.way?.proxyFor, ...standing });
    this.performer = new Performer(account, platform, time, limiter, known);
    this.channels = new Channels({
      account,
      clock,
      random: platform.random,
      way: platform.way ?? {},
      judge: () => this.judgeKey(),
      came: () => platform.meter?.message(),
      consumers: projects.consumers,
    });
    this.reuse = new Reuse(clock);
    this.watching.onChanged((uid) => {
      this.reuse.end({ what: 'user', uid });
    });
    const calls = new TokenCalls(this.performer, account.baseUrl, (kind) => limiter.takeNext(kind));
    if (account.mode === 'code') {
      this.users = new Users(clock, calls, account, this.watching);
      this.tokens = this.users;
    } else {
      this.tokens = new ProjectTokens(token, calls, account.timeout * TOKEN_SHARE, this.watching);
    }
  }

  /**
   * Performs one call.
   * @throws TuyaError
   */
  async call(call: ApiCall, signal: Signal, options: CallOptions = {}): Promise<Answer> {
    return performOnce(buildRequest(call), this.message(signal, options));
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
    return followPages(buildRequest(call), maxPages, this.message(signal, options));
  }

  /** The valid token, within the account's timeout. */
  getToken(signal: Signal, uid?: string): Promise<Token> {
    return this.token(signal, uid, (life, deadline, begun) => life.get(deadline, begun));
  }

  /** A new token now, through the refresh token where there is one. */
  renewToken(signal: Signal, uid?: string): Promise<Token> {
    return this.token(signal, uid, (life, deadline, begun) => life.renew(deadline, begun));
  }

  /** Drops the project's token, or a user's; answers whose it was. */
  forget(uid?: string): Promise<string | undefined> {
    return this.tokens.forget(uid);
  }

  /**
   * The users who have authorized.
   * @throws TuyaError `TUYA_CONFIG` in simple mode
   */
  requireUsers(): Users {
    if (this.users !== undefined) return this.users;
    throw configError(...problem('login.needsCode'));
  }

  /**
   * Code mode: turns an authorization code into a user's token (PROTOCOL 3.2).
   * @param platformUrl the region that came with the code; counts only when its host is known
   */
  async exchange(code: string, platformUrl: string, signal: Signal): Promise<Token> {
    const users = this.requireUsers();
    if (!/^[\x21-\x7e]{1,512}$/.test(code)) {
      throw badRequest(...problem('login.noCode'));
    }
    const base = knownBaseUrl(platformUrl, this.account.baseUrl) ?? this.account.baseUrl;
    return this.ending(signal, (deadline) =>
      this.limiter.run(
        () => {
          deadline.start(this.account.timeout);
          return users.exchange(code, base, deadline);
        },
        { signal: deadline, kind: EXCHANGE, exchange: true },
      ),
    );
  }

  /**
   * The messages of the account's devices, as they happen: one connection for all who listen to the channel, those of other accounts
   * with the same key, subscription and way too.
   * @throws TuyaError `TUYA_CONFIG` for a subscription or an address that cannot be
   */
  messages(channel: Channel): Messages {
    return this.channels.of(channel);
  }

  /** Milliseconds that a token has left. */
  leftOf(token: Token): number {
    return Math.max(0, token.end - this.platform.clock.monotonic());
  }

  /** Calls of one line, such as those of one node, that wait for their turn. */
  waitingOf(line: object): number {
    return this.limiter.waitingOf(line);
  }

  /** Tells of each new token, and keeps tokens renewed by a timer as long as somebody watches. */
  watch(watcher: Watcher): () => void {
    return this.watching.add(watcher);
  }

  /** Tells when a token call begins and ends. */
  onRenewing(listener: (renewing: boolean) => void): () => void {
    return this.watching.onRenewing(listener);
  }

  /** Tuya's time minus this machine's, in milliseconds, as far as it was learned. */
  get clockOffset(): number {
    return this.time.offset;
  }

  /** Tells what is learned of the account as a whole, from the calls of others with its key too; the answer ends that. */
  onNews(listener: (news: AccountNews) => void): () => void {
    const stop = this.watching.onNews((news) => {
      listener(news.about === 'rival' ? { ...news, by: this.rivals()[0] } : news);
    });
    const unwatch = this.time.watch((offset) => {
      listener({ about: 'clock', offset });
    });
    return () => {
      stop();
      unwatch();
    };
  }

  /**
   * Ends the client: everything under way fails with `TUYA_ABORTED` at once; sockets and timers are gone when this resolves. Only a
   * user's token call that has been sent is waited for, some seconds at most, because its pair would be lost.
   */
  async close(): Promise<void> {
    this.closing.abort(aborted());
    await Promise.all([this.tokens.close(), this.channels.close()]);
    this.leave();
    this.platform.transport.close();
  }

  /** Performs the checked calls of one message: each in its turn, at the pace that Tuya documents for its kind, for one user. */
  private message(signal: Signal, { uid, line, by, needed, ...options }: CallOptions): Perform {
    const timeout = options.timeout ?? this.account.timeout;
    const reuse = checkReuse(options.reuse);
    let life: TokenLife | undefined;
    const perform = (request: ApiRequest, operation: Operation | undefined, wait: Wait): Promise<Answer> => {
      const { baseUrl } = this.account;
      const { end: deadline, patience } = wait;
      const place = { signal: deadline, line, ...placeOf(request, operation, patience) };
      return this.limiter.run(async (again) => {
        wait.begin();
        // Looked up once: a list that is followed stays with its user, whoever authorizes meanwhile.
        life ??= await this.lifeOf(uid, deadline);
        return this.performer.perform(request, {
          deadline,
          baseUrl,
          tokens: life,
          kind: place.kind,
          again,
          by,
          needed,
        });
      }, place);
    };
    return (request, operation) =>
      this.ending(signal, async (deadline) => {
        const alone = (): Promise<Answer> =>
          perform(request, operation, {
            end: deadline,
            patience: () => timeout,
            begin: () => {
              deadline.start(timeout);
            },
          });
        if (request.method !== 'GET') return this.reuse.command(request, alone);
        if (reuse === 0 && this.reuse.isIdle) return alone();
        uid = await this.whose(uid, deadline, timeout);
        const question = questionOf(uid, request);
        if (reuse === 0) return this.reuse.refresh(question, alone);
        const asker = { deadline, timeout, reuse };
        return this.reuse.ask(question, asker, (wait) => perform(request, operation, wait));
      });
  }

  /** Tells a wrong key from a message service that is off, where a connection is refused. */
  private async judgeKey(): Promise<Verdict> {
    if (this.account.mode === 'code') return 'none';
    try {
      await this.getToken(this.closing);
      return 'good';
    } catch (failure) {
      return failure instanceof TuyaError && refusesKey(failure) ? 'refused' : 'unknown';
    }
  }

  /** For whom a call is made, before it has its turn. */
  private whose(uid: string | undefined, deadline: Deadline, timeout: number): string | Promise<string> {
    const whose = this.tokens.whose(uid);
    if (typeof whose === 'string') return whose;
    return within(this.platform.clock, timeout, [deadline], (end) => until(whose, end));
  }

  private lifeOf(uid: string | undefined, signal: Signal): TokenLife | Promise<TokenLife> {
    const life = this.tokens.lifeOf(uid);
    return life instanceof Promise ? until(life, signal) : life;
  }

  /** Runs a task that ends when the caller or the client does; its time has not begun. */
  private async ending<T>(signal: Signal, task: (deadline: Deadline) => Promise<T>): Promise<T> {
    const deadline = new Deadline(this.platform.clock, [signal, this.closing]);
    try {
      return await task(deadline);
    } finally {
      deadline.release();
    }
  }

  private token(
    signal: Signal,
    uid: string | undefined,
    get: (life: TokenLife, deadline: Deadline, begun: () => void) => Promise<Token>,
  ): Promise<Token> {
    return this.ending(signal, async (deadline) => {
      // Waiting for a turn in the account's pace does not count.
      const begun = (): void => {
        deadline.start(this.account.timeout);
      };
      return get(await this.lifeOf(uid, deadline), deadline, begun);
    });
  }
}

/** Where a call stands: commands of one path keep their order, on the way too; a read waits no longer than it would have time. */
function placeOf(
  { method, segments }: ApiRequest,
  operation: Operation | undefined,
  patience: () => number,
): Pick<Place, 'kind' | 'alone' | 'patience'> {
  const kind = kindOf(method, segments, operation);
  return method === 'GET' ? { kind, patience } : { kind, alone: `${method} /${segments.join('/')}` };
}
