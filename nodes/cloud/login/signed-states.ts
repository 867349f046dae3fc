import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { LOGIN_TIME, digestOf, same, stateError } from './states';

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
