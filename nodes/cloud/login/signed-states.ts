import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { TuyaError } from '../errors/tuya-error';

/** How long a login may take, in milliseconds. */
export const LOGIN_TIME = 10 * 60_000;
/** Logins of the dialog that may be on their way at once. */
export const MOST_WAITING = 20;
/** Below the address of the data center (PROTOCOL 3.3); the one that the console shows counts more. */
const LOGIN_PATH = '/login/open/tuya/login/v1/index.html';

/** What an authorization address is made of. */
export interface Authorization {
  client_id: string;
  baseUrl: string;
  authorizeUrl?: string | undefined;
}

/** The page to which a user's browser is sent; it carries the documented parameters and nothing else (PROTOCOL 3.3). */
export function authorizationUrl(account: Authorization, redirectUrl: string, state: string): string {
  const url = new URL(account.authorizeUrl ?? account.baseUrl + LOGIN_PATH);
  // The address from the console names the key and the callback already.
  if (!url.searchParams.has('client_id')) url.searchParams.set('client_id', account.client_id);
  if (!url.searchParams.has('redirect_uri')) url.searchParams.set('redirect_uri', redirectUrl);
  url.searchParams.set('state', state);
  return url.href;
}

/** A state that is missing, unknown, used, expired or somebody else's: the difference is nobody's business. */
export function stateError(): TuyaError {
  return new TuyaError('TUYA_STATE', 'This login is not known here, was used already or took too long');
}

function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Takes a name that counts once, until a time in milliseconds since the epoch; false when it was taken before. */
export type Claim = (name: string, until: number) => Promise<boolean>;

const RANDOM = 24;

/**
 * The states that a flow hands out: signed with a key derived from the secret, so that any process with the same account can
 * take the callback, however many users are on their way. Each counts once.
 */
export class SignedStates {
  private readonly key: Buffer;

  /**
   * @param account what the state is bound to
   * @param claim remembers, for all processes of the account, which ones were used
   */
  constructor(
    secret: string,
    private readonly account: string,
    private readonly now: () => number,
    private readonly claim: Claim,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', secret, account, 'tuya login state', 32));
  }

  /** A new state: its end and a random part, signed. */
  issue(): string {
    const end = Buffer.alloc(8);
    end.writeBigUInt64BE(BigInt(this.now() + LOGIN_TIME));
    const body = Buffer.concat([end, randomBytes(RANDOM)]);
    return `${body.toString('base64url')}.${this.sign(body).toString('base64url')}`;
  }

  /** Whether a state was issued for this account, used or not; for who has to find the account of a state. */
  isOurs(state: unknown): boolean {
    return this.open(state) !== undefined;
  }

  /**
   * Takes a state in.
   * @throws TuyaError `TUYA_STATE`
   */
  async redeem(state: unknown): Promise<void> {
    const opened = this.open(state);
    if (opened === undefined || opened.end <= this.now()) throw stateError();
    if (!(await this.claim(opened.name, opened.end))) throw stateError();
  }

  /** What a state that was signed here says; undefined for every other one. */
  private open(state: unknown): { end: number; name: string } | undefined {
    const [, first = '', second = ''] =
      /^([\w-]{10,200})\.([\w-]{10,200})$/.exec(typeof state === 'string' ? state : '') ?? [];
    const body = Buffer.from(first, 'base64url');
    const signed = same(this.sign(body), Buffer.from(second, 'base64url'));
    if (!signed || body.length !== 8 + RANDOM) return undefined;
    return { end: Number(body.readBigUInt64BE()), name: digestOf(body).toString('hex').slice(0, 32) };
  }

  private sign(body: Buffer): Buffer {
    return createHmac('sha256', this.key).update(this.account).update('\0').update(body).digest();
  }
}

/** The states of the dialog: random, each with the settings that started its login, few and short-lived. */
export class WaitingStates<T> {
  private waiting: { digest: Buffer; end: number; settings: T }[] = [];

  constructor(private readonly now: () => number) {}

  /** A new state for a login that begins with these settings. */
  issue(settings: T): string {
    const state = randomBytes(32).toString('base64url');
    this.waiting = this.alive().slice(-(MOST_WAITING - 1));
    this.waiting.push({ digest: digestOf(state), end: this.now() + LOGIN_TIME, settings });
    return state;
  }

  /** The settings of a login that comes back; works once. Every one that waits is compared, in constant time. */
  redeem(state: unknown): T | undefined {
    const digest = digestOf(typeof state === 'string' ? state : '');
    const alive = this.alive();
    const found = alive.filter((login) => same(login.digest, digest));
    this.waiting = alive.filter((login) => !found.includes(login));
    return found[0]?.settings;
  }

  /** Forgets the logins that began with such settings. */
  drop(such: (settings: T) => boolean): void {
    this.waiting = this.waiting.filter(({ settings }) => !such(settings));
  }

  private alive(): { digest: Buffer; end: number; settings: T }[] {
    return this.waiting.filter(({ end }) => end > this.now());
  }
}

function digestOf(state: string | Buffer): Buffer {
  return createHash('sha256').update(state).digest();
}
