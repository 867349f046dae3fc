import { problem } from '../errors/texts';
import type { ProblemKey } from '../errors/texts';
import { errorOf } from '../errors/tuya-error';
import type { TuyaError } from '../errors/tuya-error';
import { isObject } from '../json';
import { parseExactJson } from '../exact-json';
import { decrypt, messageKey } from './decrypt';
import type { Cipher } from './decrypt';
import { eventOf } from './event';
import type { Frame } from './frame';
import type { DeviceEvent } from './listener';
import { isSigned } from './signature';
import { timeOf } from './times';
import { withoutTokens } from './without-tokens';

/** From a frame to an event: unwrapped, decrypted, checked, and read. */

/** Why a message cannot be read. */
type Why = Extract<ProblemKey, `unreadable.${string}`>;

/** A message that cannot be read, and why; nothing of it is repeated. */
export function badMessage(why: Why): TuyaError {
  return errorOf('TUYA_BAD_MESSAGE', problem(why));
}

/** Runs a step of the reading. @throws TuyaError `TUYA_BAD_MESSAGE` with the step's own words */
function step<T>(why: Why, task: () => T): T {
  try {
    return task();
  } catch {
    throw badMessage(why);
  }
}

function cipherOf({ properties }: Frame, { encryptVersion }: Record<string, unknown>): Cipher {
  const named = [properties.em, properties.encryptMode].find((mode) => typeof mode === 'string');
  return encryptVersion === 'v2' || (typeof named === 'string' && /gcm/i.test(named)) ? 'gcm' : 'ecb';
}

/** A number, or the text of one; 0 for what is neither. */
function protocolOf({ protocol }: Record<string, unknown>): number {
  const text = typeof protocol === 'string' || typeof protocol === 'number' ? String(protocol) : '';
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** What the publisher has wrapped around the cipher. */
function unwrap({ payload }: Frame): Record<string, unknown> {
  const wrapped = step('unreadable.noJson', () =>
    parseExactJson(Buffer.from(typeof payload === 'string' ? payload : '', 'base64').toString()),
  );
  if (!isObject(wrapped)) throw badMessage('unreadable.noObject');
  return wrapped;
}

/**
 * Reads messages of one account.
 * @param serverTime the server's time when a message comes in that it sent then; milliseconds since the epoch
 */
export function reader(
  secret: string,
  now: () => number,
  serverTime: (sent: number | undefined) => number,
): (frame: Frame) => DeviceEvent {
  const key = messageKey(secret);
  /** @throws TuyaError `TUYA_BAD_MESSAGE` */
  return (frame) => {
    const wrapped = unwrap(frame);
    const data = wrapped.data ?? wrapped.encryptPayload;
    if (typeof data !== 'string' || data === '') throw badMessage('unreadable.noData');
    const text = step('unreadable.cipher', () => decrypt(data, cipherOf(frame, wrapped), key));
    const content = step('unreadable.innerJson', () => parseExactJson(text));
    if (!isObject(content)) throw badMessage('unreadable.innerObject');
    step('unreadable.deep', () => {
      withoutTokens(content);
    });
    const t = timeOf(wrapped.t) ?? frame.published;
    return eventOf(
      {
        id: frame.id,
        protocol: protocolOf(wrapped),
        t,
        signed: isSigned(wrapped, secret),
        content,
      },
      { received: now(), now: serverTime(t) },
    );
  };
}
