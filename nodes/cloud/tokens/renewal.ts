import type { Grant, Token } from './token';

/** When a token is renewed (RULES 3). All times are milliseconds. */

/** No token is renewed earlier than this before its end. */
const EARLIEST = 5 * 60_000;
/** So long after its end a token that came back the same is asked for again. */
const AFTER_END = 50;

/** How long before its end a token is renewed in the background: five minutes, or a tenth of a short life. */
export function marginOf({ life }: Grant): number {
  return Math.min(EARLIEST, life / 10);
}

/** Whether a token is so near its end that its renewal begins, while calls still go on with it. */
export function isDue(token: Token, now: number): boolean {
  return token.vain !== true && token.end - now <= marginOf(token);
}

/** When a token that somebody watches is renewed. */
export function renewalOf(token: Token): number {
  return token.vain === true ? token.end + AFTER_END : token.end - marginOf(token);
}
