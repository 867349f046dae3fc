import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { LOGIN_TIME, digestOf, same, stateError } from './states';

/** The states of logins that begin at an account: signed, so that nothing is kept, and good for one use. */

/** Names that count once; a token store has them. */
export interface StateClaims {
  /** Takes a name until a time in milliseconds since the epoch; false when it was taken before. */
  claim(name: string, until: number): Promise<boolean>;
  /** Gives back a name that was taken for nothing: it need not be remembered beyond this process. */
  release(name: string, until: number): Promise<void>;
}

const RANDOM = 24;
/** A state that ends later than this, in milliseconds from now, was issued by a clock that was wrong. */
const LONGEST = 2 * LOGIN_TIME;

/** What a state says. */
interface Opened {
  /** Milliseconds since the epoch. */
  end: number;
  name: string;
}

/**
 * The states that a flow hands out: signed with a key derived from the secret, so that any process with the same account can
 * take the callback, however many users are on their way. Each counts once.
 */
export class SignedStates {
  private readonly key: Buffer;

  /**
   * @param account what the state is bound to
   * @param claims remember, for all processes of the account, which ones were used
   */
  constructor(
    secret: string,
    private readonly account: string,
    private readonly now: () => number,
    private readonly claims: StateClaims,
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
    await this.take(state);
  }

  /**
   * Lets a login run for a state. One that fails leaves nothing in the storage, so that strangers with states and junk codes cannot
   * fill it; in this process its state is used up all the same (A13).
   * @throws TuyaError `TUYA_STATE`, or what the login fails with
   */
  async once<T>(state: unknown, login: () => Promise<T>): Promise<T> {
    const { name, end } = await this.take(state);
    try {
      return await login();
    } catch (failure) {
      await this.claims.release(name, end);
      throw failure;
    }
  }

  private async take(state: unknown): Promise<Opened> {
    const opened = this.open(state);
    const left = opened === undefined ? 0 : opened.end - this.now();
    if (opened === undefined || left <= 0 || left > LONGEST) throw stateError();
    if (!(await this.claims.claim(opened.name, opened.end))) throw stateError();
    return opened;
  }

  /** What a state that was signed here says; undefined for every other one. */
  private open(state: unknown): Opened | undefined {
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
