import { randomUUID } from 'node:crypto';
import type { AgentOptions } from 'node:https';
import { checkSettings, checkWebAddress } from './account';
import type { Account, AccountInput } from './account';
import type { Answer } from './call/plan';
import { TuyaClient } from './client';
import { speakEnglish } from './errors/language';
import { configError } from './errors/tuya-error';
import { MAX_SOCKETS } from './limits';
import { authorizationUrl } from './login/authorization-url';
import { SignedStates } from './login/signed-states';
import type { Platform } from './platform';
import type { ApiCall } from './request/build';
import type { Storage } from './storage/storage';
import { TokenStore } from './storage/token-store';
import type { UserSummary } from './storage/user-record';
import { systemClock } from './time/clock';
import { Abort } from './time/signal';
import type { Signal } from './time/signal';
import type { Token } from './tokens/token';
import { createTransport } from './wire/axios-transport';
import { proxyFor } from './wire/proxy';
import type { ProxySettings } from './wire/proxy';

/** The entrance for programs: a client made from plain options, with plain requests and replies. */

/** How the client reaches the cloud. */
interface ConnectionOptions {
  /** TLS, such as a CA of one's own. */
  tls?: AgentOptions | undefined;
  /** The proxy's address, or all there is to say of it; the environment's proxies count when absent. */
  proxy?: string | ProxySettings | undefined;
}

/** An account in simple mode, as a program gives it. */
export interface SimpleOptions extends AccountInput, ConnectionOptions {
  mode: 'simple';
}

/** An account in code mode, as a program gives it. */
export interface CodeOptions extends AccountInput, ConnectionOptions {
  mode: 'code';
  /** Where the users' tokens survive a restart, such as a `FileStorage`. */
  storage: Storage;
  /** The login page that the Tuya console shows; built from the data center when absent. */
  authorizeUrl?: string | undefined;
  /** The callback that was entered in the Tuya console. */
  redirectUrl?: string | undefined;
}

/** What a client may be given besides its account. */
export interface ClientOptions {
  /** Clock, transport and randomness of one's own, for tests. */
  platform?: Partial<Platform> | undefined;
  /** Closes the client when it aborts. */
  signal?: Signal | undefined;
  /** Told what somebody should know, such as a storage that cannot be written; the process' warnings when absent. */
  warn?: ((text: string) => void) | undefined;
}

/** How one call is made. */
export interface Ask {
  signal?: Signal | undefined;
  /** Code mode: the user; may be left out while there is only one. */
  uid?: string | undefined;
  /** Milliseconds. */
  timeout?: number | undefined;
  /** Milliseconds that the answer of a GET may be old: one that came for any caller is handed out again. 0: the cloud is asked. */
  reuse?: number | undefined;
}

/** What a call brought. */
export interface Reply {
  result: unknown;
  statusCode: number;
  /** The cloud's time, milliseconds since the epoch. */
  t: number | undefined;
  /** What Tuya's support asks for. */
  tid: string | undefined;
  attempts: number;
  /** Milliseconds. */
  elapsed: number;
  /** Where `reuse` was asked for: milliseconds since it came, 0 for one that came now. */
  age?: number;
}

/** One page of a list. */
export interface ReplyPage extends Reply {
  items: unknown[];
  /** The list has more than was fetched. */
  more: boolean;
}

/** A client of one account. Every method rejects with a TuyaError. */
export interface Client {
  /** Performs one signed call; the token is fetched and renewed as needed. */
  call(call: ApiCall, ask?: Ask): Promise<Reply>;
  /** Follows a paged list; the next page is asked for when the one before was taken. */
  pages(call: ApiCall, ask?: Ask & { maxPages?: number }): AsyncGenerator<ReplyPage, void, undefined>;
  /** The valid token, fetched only when needed. */
  token(ask?: Pick<Ask, 'signal' | 'uid'>): Promise<Token>;
  /** A new token now. */
  renew(ask?: Pick<Ask, 'signal' | 'uid'>): Promise<Token>;
  /** Drops the project's token, or a user's; answers whose it was. */
  forget(uid?: string): Promise<string | undefined>;
  /** Code mode: who has authorized; undefined in simple mode. */
  readonly users: { list(): Promise<UserSummary[]> } | undefined;
  /** Code mode: a one-time address to send a user's browser to. */
  authorization(redirectUrl?: string): { url: string; state: string };
  /** Code mode: what came back to the callback becomes the user's token. */
  exchange(
    callback: { code: string; state: string; platform_url?: string },
    ask?: Pick<Ask, 'signal'>,
  ): Promise<Token>;
  /** Ends everything under way with `TUYA_ABORTED`; sockets and timers are gone when it resolves, and the process can end. */
  close(): Promise<void>;
}

const MOST_PAGES = 100;

/**
 * The client of one account, for programs.
 * @throws TuyaError `TUYA_CONFIG` at once for settings that cannot work
 */
export function createClient(options: SimpleOptions | CodeOptions, more: ClientOptions = {}): Client {
  const settings = checkSettings(options);
  const warn =
    more.warn ??
    ((text: string): void => {
      process.emitWarning(text);
    });
  const platform = platformOf(options, settings.baseUrl, more.platform ?? {});
  const account = accountOf(options, settings, warn, platform);
  const client = new TuyaClient(account, platform);
  const none = new Abort();
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', stop);
    await client.close();
    if (account.mode === 'code') await account.store.rest();
  };
  const { signal } = more;
  // Who closes it in person is told what goes wrong with that.
  const stop = (): void => void close().catch(() => undefined);
  if (signal?.aborted === true) stop();
  else signal?.addEventListener('abort', stop);
  const inCodeMode =
    account.mode === 'code'
      ? { account, states: statesOf(account, platform), users: client.requireUsers() }
      : undefined;
  const codeMode = (): NonNullable<typeof inCodeMode> => {
    if (inCodeMode === undefined) {
      throw configError('This needs code mode', "Give mode: 'code' and a storage.");
    }
    return inCodeMode;
  };
  return {
    async call(call, { signal: own = none, ...ask } = {}) {
      return replyOf(await client.call(call, own, ask));
    },
    async *pages(call, { signal: own = none, maxPages = MOST_PAGES, ...ask } = {}) {
      for await (const { items, more, answer } of client.pages(call, maxPages, own, ask)) {
        yield { items, more, ...replyOf(answer) };
      }
    },
    token: ({ signal: own = none, uid } = {}) => client.getToken(own, uid),
    renew: ({ signal: own = none, uid } = {}) => client.renewToken(own, uid),
    forget: (uid) => client.forget(uid),
    users: inCodeMode?.users,
    authorization(redirectUrl) {
      const code = codeMode();
      const callback = checkWebAddress(redirectUrl ?? code.account.redirectUrl, 'redirectUrl');
      if (callback === undefined) throw configError('The redirectUrl is missing');
      const state = code.states.issue();
      return { url: authorizationUrl(code.account, callback, state), state };
    },
    async exchange({ code, state, platform_url = '' }, { signal: own = none } = {}) {
      return codeMode().states.once(state, () => client.exchange(code, platform_url, own));
    },
    close,
  };
}

function replyOf({ envelope, statusCode, attempts, elapsed, age }: Answer): Reply {
  const { result, t, tid } = envelope;
  return { result, statusCode, t, tid, attempts, elapsed, ...(age !== undefined && { age }) };
}

function platformOf(options: ConnectionOptions, baseUrl: string, own: Partial<Platform>): Platform {
  const { tls, proxy } = options;
  const settings = typeof proxy === 'string' ? { url: proxy, noproxy: [] } : proxy;
  proxyFor(baseUrl, settings); // a wrong address is told now
  const way = own.way ?? { tls, proxyFor: (url: string) => proxyFor(url, settings) };
  return {
    clock: own.clock ?? systemClock,
    transport: own.transport ?? createTransport({ maxSockets: MAX_SOCKETS, ...way }),
    way,
    nonce: own.nonce ?? randomUUID,
    random: own.random ?? Math.random,
    ended: own.ended,
    meter: own.meter,
  };
}

function accountOf(
  options: SimpleOptions | CodeOptions,
  settings: ReturnType<typeof checkSettings>,
  warn: (text: string) => void,
  { clock }: Platform,
): Account {
  if (options.mode === 'simple') return { ...settings, mode: 'simple' };
  // A program in JavaScript may leave out what the types ask for.
  const { mode, storage } = options as Partial<CodeOptions>;
  if (mode !== 'code') throw configError('The mode is not known', "Give mode: 'simple' or mode: 'code'.");
  if (storage === undefined) {
    throw configError('Code mode needs a storage', 'Give one, such as new FileStorage(folder).');
  }
  return {
    ...settings,
    mode: 'code',
    store: new TokenStore(
      settings,
      storage,
      (said) => {
        warn(speakEnglish(said));
      },
      clock,
    ),
    authorizeUrl: checkWebAddress(options.authorizeUrl, 'authorizeUrl'),
    redirectUrl: checkWebAddress(options.redirectUrl, 'redirectUrl'),
  };
}

function statesOf(
  { secret, client_id, store }: Account & { mode: 'code' },
  { clock }: Platform,
): SignedStates {
  return new SignedStates(secret, client_id, () => clock.now(), store);
}
