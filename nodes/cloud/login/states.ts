import { createHash, timingSafeEqual } from 'node:crypto';
import { TuyaError } from '../errors/tuya-error';

/** What the states of all logins have in common: their time, their error and their comparison. */

/** How long a login may take, in milliseconds: a state counts for so long. */
export const LOGIN_TIME = 10 * 60_000;

/** A state that is missing, unknown, used, expired or somebody else's: the difference is nobody's business. */
export function stateError(): TuyaError {
  return new TuyaError('TUYA_STATE', 'This login is not known here, was used already or took too long');
}

/** Whether two texts of bytes are the same, in a time that does not tell where they differ. */
export function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

export function digestOf(state: string | Buffer): Buffer {
  return createHash('sha256').update(state).digest();
}
