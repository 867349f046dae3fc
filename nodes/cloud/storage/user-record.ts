import { isObject, parseJson } from '../json';

/** A user's record: its fields, its check, and which of two is newer. */

/** A user's tokens, and where and since when they count. */
export interface UserPair {
  uid: string;
  access_token: string;
  refresh_token: string;
  /** End of the access token, milliseconds since the epoch. */
  expires_at: number;
  /** Where this user's calls go. */
  base_url: string;
  /** It is the account's own address and no region that the cloud named: when that changes, it is another one. */
  own?: boolean;
  /** Milliseconds since the epoch. */
  authorized_at: number;
}

/** What is kept of a user who has authorized (code mode), with what tells a newer record from an older one, whatever clocks say. */
export interface UserRecord extends UserPair {
  /** Rises whenever the user authorizes. */
  login: number;
  /** Rises whenever the pair is rotated. */
  rotation: number;
}

/** What is told of a user who has authorized. */
export type UserSummary = Pick<UserPair, 'uid' | 'base_url' | 'authorized_at' | 'expires_at'>;

/** Whether a record is newer than another one of the same user. */
export function isNewer(one: UserRecord, other: UserRecord): boolean {
  return one.login === other.login ? one.rotation > other.rotation : one.login > other.login;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The record that a text holds; undefined when it holds none. */
export function recordOf(text: string): UserRecord | undefined {
  const parsed = parseJson(text);
  if (!isObject(parsed)) return undefined;
  const { uid, access_token, refresh_token, base_url } = parsed;
  if (typeof uid !== 'string' || typeof base_url !== 'string') return undefined;
  if (typeof access_token !== 'string' || typeof refresh_token !== 'string') return undefined;
  const authorized_at = numberOf(parsed.authorized_at) ?? 0;
  return {
    uid,
    access_token,
    refresh_token,
    base_url,
    ...(parsed.own === true ? { own: true } : {}),
    expires_at: numberOf(parsed.expires_at) ?? 0,
    authorized_at,
    // Logins were not always counted: those of that time have their time alone.
    login: numberOf(parsed.login) ?? authorized_at,
    rotation: numberOf(parsed.rotation) ?? 0,
  };
}
