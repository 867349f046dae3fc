import type { ApiRequest } from '../request/build';

/** What is known when a call was refused: all that a diagnosis may look at. */

/** Another account of this process that uses the same project and does not share its token. */
export interface Rival {
  /** What people call it; empty for none. */
  label: string;
}

/** What is known of the account besides its key. */
export interface Acquaintance {
  mode: 'simple' | 'code';
  /** Whether a proxy is set for an address. */
  isProxied(baseUrl: string): boolean;
  /** Whether the cloud has taken a signature of this key before. */
  isProven(): boolean;
  /** The other accounts that use the same project and do not share its token. */
  rivals(): readonly Rival[];
  /** A device's name, where an answer has told it. */
  nameOf(device: string): string | undefined;
}

/** What is known of a call that was refused. */
export interface Facts {
  request: ApiRequest;
  key: { client_id: string; secret: string; bundleId?: string | undefined };
  /** Absent for a token call. */
  token: { uid?: string | undefined; base_url: string } | undefined;
  account: Acquaintance;
  /** The address that was called. */
  baseUrl: string;
  /** The data center there, `eu`; undefined for an address of its own. */
  center: string | undefined;
  /** The reply's header `Via`: it came through somebody who adds one. */
  via: string | undefined;
  /** Milliseconds that this machine's clock is behind the cloud's, below zero where it is ahead; undefined where no reply tells. */
  behind: number | undefined;
  /** The cloud's time, milliseconds since the epoch. */
  now: number;
  /** The token is so new that a refusal points to somebody else. */
  isFresh: boolean;
}
