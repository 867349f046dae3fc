import { until } from '../time/clock';
import type { Signal } from '../time/signal';
import type { TokenLife } from './token-life';

/** Whose tokens an account's calls carry: the project's one, or those of its users. */
export interface Tokens {
  /**
   * The life of the token for a call.
   * @param uid code mode: the user; may be left out while there is only one
   * @throws TuyaError `TUYA_AUTHORIZATION_REQUIRED`, `TUYA_USER_REQUIRED`, `TUYA_CONFIG`
   */
  lifeOf(uid: string | undefined): TokenLife | Promise<TokenLife>;
  /**
   * Whose tokens a call carries: a user's id, or nothing for the project.
   * @throws TuyaError as `lifeOf`, where nobody is named and there is not one user
   */
  whose(uid: string | undefined): string | Promise<string>;
  /** Drops the project's token, or a user's; answers whose it was. */
  forget(uid: string | undefined): Promise<string | undefined>;
  /** Ends all: who waits gets `TUYA_ABORTED`; a rotation that was sent is stored before this resolves. */
  close(): Promise<void>;
}

/**
 * The life of the token for a call, as long as the signal lets it be looked up.
 * @throws TuyaError as `lifeOf`; the signal's reason
 */
export function lifeWithin(
  tokens: Tokens,
  uid: string | undefined,
  signal: Signal,
): TokenLife | Promise<TokenLife> {
  const life = tokens.lifeOf(uid);
  return life instanceof Promise ? until(life, signal) : life;
}
