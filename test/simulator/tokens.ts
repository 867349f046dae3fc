import { randomBytes } from 'node:crypto';

/** How the cloud answers a repeated login: Tuya does not document which it is. */
export type Login = 'sticky' | 'lenient' | 'strict';

/** A pair that the cloud has handed out. */
export interface Pair {
  access_token: string;
  refresh_token: string;
  uid: string;
  end: number;
}

const text = (): string => randomBytes(16).toString('hex');

/** The cloud's book of tokens and of authorization codes. */
export class Tokens {
  private readonly valid = new Map<string, Pair>();
  private readonly refreshable = new Map<string, Pair>();
  private readonly codes = new Map<string, { uid: string; end: number }>();
  private project: Pair | undefined;

  issue(uid: string, end: number): Pair {
    const pair = { access_token: text(), refresh_token: text(), uid, end };
    this.valid.set(pair.access_token, pair);
    this.refreshable.set(pair.refresh_token, pair);
    return pair;
  }

  /** A login of the project itself. */
  login(manner: Login, uid: string, now: number, life: number): Pair {
    const before = this.project;
    if (manner === 'sticky' && before && this.isValid(before.access_token, now)) return before;
    if (manner === 'strict' && before) this.valid.delete(before.access_token);
    return (this.project = this.issue(uid, now + life));
  }

  /** Works once, and cancels the pair before. */
  refresh(refresh_token: string, now: number, life: number): Pair | undefined {
    const before = this.refreshable.get(refresh_token);
    if (before === undefined) return undefined;
    this.refreshable.delete(refresh_token);
    this.valid.delete(before.access_token);
    const pair = this.issue(before.uid, now + life);
    if (this.project?.uid === pair.uid) this.project = pair;
    return pair;
  }

  /** A code that works once, until `end`. */
  issueCode(uid: string, end: number): string {
    const code = text();
    this.codes.set(code, { uid, end });
    return code;
  }

  /** The pair for a code; undefined when it is used, too old or unknown here. */
  redeem(code: string, now: number, life: number): Pair | undefined {
    const found = this.codes.get(code);
    this.codes.delete(code);
    return found === undefined || found.end <= now ? undefined : this.issue(found.uid, now + life);
  }

  isValid(access_token: string, now: number): boolean {
    const pair = this.valid.get(access_token);
    return pair !== undefined && now < pair.end;
  }

  /** Every token and refresh token that still stands in the book. */
  get issued(): string[] {
    return [...this.valid.keys(), ...this.refreshable.keys()];
  }

  uidOf(access_token: string): string | undefined {
    return this.valid.get(access_token)?.uid;
  }

  /** Drops the pairs that ended before a time, refresh tokens too: for measurements of memory. */
  forgetEnded(before: number): void {
    for (const book of [this.valid, this.refreshable])
      for (const [token, { end }] of book) if (end < before) book.delete(token);
  }

  expireAll(): void {
    this.valid.clear();
  }

  refuseRefresh(): void {
    this.refreshable.clear();
  }
}
