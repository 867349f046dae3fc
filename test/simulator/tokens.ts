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

/** The cloud's book of tokens. */
export class Tokens {
  private readonly valid = new Map<string, Pair>();
  private readonly refreshable = new Map<string, Pair>();
  private last: Pair | undefined;

  issue(uid: string, end: number): Pair {
    const text = (): string => randomBytes(16).toString('hex');
    const pair = { access_token: text(), refresh_token: text(), uid, end };
    this.valid.set(pair.access_token, pair);
    this.refreshable.set(pair.refresh_token, pair);
    return pair;
  }

  login(manner: Login, uid: string, now: number, life: number): Pair {
    const before = this.last;
    if (manner === 'sticky' && before && this.isValid(before.access_token, now)) return before;
    if (manner === 'strict' && before) this.valid.delete(before.access_token);
    return (this.last = this.issue(uid, now + life));
  }

  /** Works once, and cancels the pair before. */
  refresh(refresh_token: string, now: number, life: number): Pair | undefined {
    const before = this.refreshable.get(refresh_token);
    if (before === undefined) return undefined;
    this.refreshable.delete(refresh_token);
    this.valid.delete(before.access_token);
    return (this.last = this.issue(before.uid, now + life));
  }

  isValid(access_token: string, now: number): boolean {
    const pair = this.valid.get(access_token);
    return pair !== undefined && now < pair.end;
  }

  uidOf(access_token: string): string | undefined {
    return this.valid.get(access_token)?.uid;
  }

  expireAll(): void {
    this.valid.clear();
  }

  refuseRefresh(): void {
    this.refreshable.clear();
  }
}
