import type { Account } from './account';
import { Performer } from './call/perform';
import type { Answer } from './call/plan';
import { Calls } from './calls';
import type { CallOptions } from './calls';
import { knownBaseUrl } from './data-centers';
import { refusesKey } from './errors/error-codes';
import { Known } from './diagnosis/acquaintance';
import type { Rival } from './diagnosis/facts';
import { problem } from './errors/texts';
import { TuyaError, aborted, badRequest, configError } from './errors/tuya-error';
import { followPages, performOnce } from './lists/follow';
import type { Page } from './lists/follow';
import { Channels } from './messages/channels';
import type { Channel } from './messages/listener';
import type { Messages } from './messages/messages';
import type { Verdict } from './messages/refusal';
import { EXCHANGE } from './pace/kind';
import type { Limiter } from './pace/limiter';
import type { Platform } from './platform';
import { Projects } from './projects';
import type { Shared } from './projects';
import { buildRequest } from './request/build';
import type { ApiCall } from './request/build';
import { Reuse } from './reuse/reuse';
import { ending } from './time/deadline';
import { Abort } from './time/signal';
import type { Signal } from './time/signal';
import { ProjectTokens } from './tokens/project';
import { TokenCalls } from './tokens/token-calls';
import type { CloudTime } from './time/cloud-time';
import type { TokenNews } from './tokens/token-news';
import type { Token } from './tokens/token';
import { lifeWithin } from './tokens/tokens';
import type { Tokens } from './tokens/tokens';
import { Users } from './tokens/users';
import { Watch } from './tokens/watch';
import type { Watcher } from './tokens/watch';

/** The client of an account: its calls, its tokens, its users, its messages, and the end of them all. */

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
  private readonly calls: Calls;
  private readonly leave: () => void;
  private readonly rivals: () => readonly Rival[];
  private readonly channels: Channels;

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
    const performer = new Performer(account, platform, time, limiter, known);
    this.channels = new Channels({
      account,
      clock,
      random: platform.random,
      way: platform.way ?? {},
      judge: () => this.judgeKey(),
      came: () => platform.meter?.message(),
      consumers: projects.consumers,
    });
    const reuse = new Reuse(clock);
    this.watching.onChanged((uid) => {
      reuse.end({ what: 'user', uid });
    });
    const tokenCalls = new TokenCalls(performer, account.baseUrl, (kind) => limiter.takeNext(kind));
    if (account.mode === 'code') {
      this.users = new Users(clock, tokenCalls, account, this.watching);
      this.tokens = this.users;
    } else {
      this.tokens = new ProjectTokens(token, tokenCalls, account.timeout * TOKEN_SHARE, this.watching);
    }
    const { tokens, closing } = this;
    this.calls = new Calls({ account, clock, limiter, performer, tokens, reuse, closing });
  }

  /**
   * Performs one call.
   * @throws TuyaError
   */
  async call(call: ApiCall, signal: Signal, options: CallOptions = {}): Promise<Answer> {
    return performOnce(buildRequest(call), this.calls.of(signal, options));
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
    return followPages(buildRequest(call), maxPages, this.calls.of(signal, options));
  }

  /** The valid token, within the account's timeout. */
  getToken(signal: Signal, uid?: string): Promise<Token> {
    return this.token(signal, uid, 'get');
  }

  /** A new token now, through the refresh token where there is one. */
  renewToken(signal: Signal, uid?: string): Promise<Token> {
    return this.token(signal, uid, 'renew');
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
    return ending(this.platform.clock, [signal, this.closing], (deadline) =>
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

  private token(signal: Signal, uid: string | undefined, how: 'get' | 'renew'): Promise<Token> {
    return ending(this.platform.clock, [signal, this.closing], async (deadline) => {
      const life = await lifeWithin(this.tokens, uid, deadline);
      // Waiting for a turn in the account's pace does not count.
      return life[how](deadline, () => {
        deadline.start(this.account.timeout);
      });
    });
  }
}
