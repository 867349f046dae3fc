import { createHash, timingSafeEqual } from 'node:crypto';
import { problem } from '../errors/texts';
import { errorOf } from '../errors/tuya-error';
import type { TuyaError } from '../errors/tuya-error';

/** What the states of all logins have in common: their time, their error and their comparison. */

/** How long a login may take, in milliseconds: a state counts for so long. */
export const LOGIN_TIME = 10 * 60_000;

/** A state that is missing, unknown, used, expired or somebody else's: the difference is nobody's business. */
export function stateError(): TuyaError {
  return errorOf('TUYA_STATE', problem('login.state'));
}

/** Whether two texts of bytes are the same, in a time that does not tell where they differ. */
export function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What of a state may be kept, and told apart by: its SHA-256. */
export function digestOf(state: string | Buffer): Buffer {
  return createHash('sha256').update(state).digest();
}
