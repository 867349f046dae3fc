import type { TuyaError } from '../errors/tuya-error';
import type { Kind } from '../pace/kind';
import type { Again } from '../pace/place';
import type { End } from '../time/deadline';
import type { Signal } from '../time/signal';
import type { Envelope } from '../wire/envelope';

/** The words that the steps of a call share: the key, the token, the answer and the plan. */

/** The key that signs. */
export interface Key {
  client_id: string;
  secret: string;
  /** Only for an App Authorization key that is bound to an app id (PROTOCOL 1.2). */
  bundleId?: string | undefined;
}

/** One call's answer. */
export interface Answer {
  envelope: Envelope;
  statusCode: number;
  attempts: number;
  /** Milliseconds from the first attempt to the answer. */
  elapsed: number;
  /** Monotonic time at which the attempt that was answered was sent. */
  askedAt: number;
  /** Where it may come from memory: milliseconds since it came, 0 for one that came now. */
  age?: number | undefined;
}

/** As much of a token as a call needs. */
export interface CallToken {
  access_token: string;
  refresh_token: string;
  /** Where the calls of this token go. */
  base_url: string;
  /** Whose it is. */
  uid?: string | undefined;
  /** It was in the store: a refusal of it counts as the first one (RULES 7). */
  found?: boolean | undefined;
}

/** Where a call's token comes from, and where it is told how the cloud took it; absent for token calls, which carry none. */
export interface TokenSource {
  /** The token that can be had without waiting. */
  ready(): CallToken | undefined;
  /** The valid token; rejects with the signal's reason when that comes first. */
  get(signal: Signal): Promise<CallToken>;
  /** The cloud refused the token with this error. */
  reject(token: CallToken, error: TuyaError): void;
  /** The cloud took the token. */
  accept(token: CallToken): void;
  /** Whether the token is so new that a refusal points to another program. */
  isFresh(token: CallToken): boolean;
}

/** How one call is to be performed. */
export interface Plan {
  deadline: End;
  /** Where the call goes when no token says otherwise. */
  baseUrl: string;
  tokens?: TokenSource | undefined;
  /** Puts a call that waited for a token, or that is about to be repeated, back into the account's pace. */
  again?: Again | undefined;
  /** The kind of call that it is. */
  kind: Kind;
  /** Repeats after a pause, if it may be repeated; two when absent. */
  repeats?: number | undefined;
  /** The call may be repeated only when it was certainly not carried out, as a command is, although it is a GET. */
  once?: boolean | undefined;
  /** No further attempt begins once this aborts; the one under way goes on. */
  closing?: Signal | undefined;
  /** What the call carries and nobody may see, besides secret and token. */
  secrets?: readonly string[] | undefined;
  /** The id of the node that pays for the call; the account itself when absent. */
  by?: string | undefined;
  /** A read without which a command cannot be made: it may leave where the command may. */
  needed?: boolean | undefined;
}
