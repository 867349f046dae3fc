import { knownBaseUrl } from '../data-centers';
import type { UserPair } from '../storage/user-record';
import type { Clock } from '../time/clock';
import { LONGEST_LIFE } from './token';
import type { Grant } from './token';

/** Between a token in use, whose life is monotonic, and the record of it that outlives a restart. */
export class Records {
  /** @param baseUrl the account's own address */
  constructor(
    private readonly clock: Clock,
    private readonly baseUrl: string,
  ) {}

  /** A stored pair as a token. */
  grantOf(record: UserPair): Grant {
    const { uid, access_token, refresh_token, expires_at } = record;
    const left = expires_at - this.clock.now();
    return {
      uid,
      access_token,
      refresh_token,
      base_url: this.addressOf(record),
      // A machine that starts with a wrong clock takes a stored token for years younger than it is.
      life: left > LONGEST_LIFE ? 0 : left,
      askedAt: this.clock.monotonic(),
    };
  }

  /** A token as it is stored. */
  recordOf(grant: Grant, authorized_at: number): UserPair {
    const { uid, access_token, refresh_token, base_url, life, askedAt } = grant;
    const expires_at = Math.round(this.clock.now() + life - (this.clock.monotonic() - askedAt));
    const own = base_url === this.baseUrl;
    return { uid, access_token, refresh_token, expires_at, base_url, own, authorized_at };
  }

  /** Where a user's calls go: the region that the cloud named, or the account's own address, whatever it is by now. */
  private addressOf({ base_url, own }: UserPair): string {
    return own === true ? this.baseUrl : (knownBaseUrl(base_url, this.baseUrl) ?? this.baseUrl);
  }
}
