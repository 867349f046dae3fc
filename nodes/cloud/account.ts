import type { Key } from './call/plan';
import type { TokenStore } from './storage/token-store';

/** What accounts of both modes have. */
interface AnyAccount extends Key {
  /** Scheme, host and port of the data center; no slash at the end. */
  baseUrl: string;
  /** Milliseconds for one whole call, waiting in the queue not counted. */
  timeout: number;
  /** Calls per second, 0 = unlimited. */
  rateLimit: number;
}

/** Simple mode: one token of the project (`grant_type=1`). */
export interface SimpleAccount extends AnyAccount {
  mode: 'simple';
}

/** Code mode: a token for each user who has authorized (`grant_type=2`). */
export interface CodeAccount extends AnyAccount {
  mode: 'code';
  /** Where the users' tokens survive a restart. */
  store: TokenStore;
  /** The page that the console shows, when it is not the data center's own. */
  authorizeUrl?: string | undefined;
  /** Where a user's browser returns. */
  redirectUrl?: string | undefined;
}

/** An account with valid settings. */
export type Account = SimpleAccount | CodeAccount;
