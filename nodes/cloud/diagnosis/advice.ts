import { refusesSignature, remedyOf } from '../errors/error-codes';
import type { Text } from '../errors/language';
import { text } from '../errors/texts';
import type { TuyaError } from '../errors/tuya-error';
import { clockCauses } from './clock-error';
import { codesIn, devicesIn, devicesNamed } from './device';
import type { Facts } from './facts';
import { flawsOf } from './key-form';
import { kindOfKey, permissionCauses } from './permission';
import { takenBy } from './rivals';
import { signatureCauses } from './signature';
import { subscriptionCauses } from './subscription';
import { droppers } from './way';

/** What to do about a refusal of Tuya's: **begin here**. */

/** One text of several causes, the first one first; undefined for none. Who reads more than three has not found it among them. */
export function told(causes: readonly Text[]): Text | undefined {
  const [first, second, third] = causes;
  if (first === undefined || second === undefined) return first;
  return third === undefined
    ? text('diagnosis.two', { first, second })
    : text('diagnosis.three', { first, second, third });
}

/** A diagnosed refusal in one text that begins with what was found out: many see no more of it than the beginning. Undefined for others. */
export function shortly(error: TuyaError): Text | undefined {
  const { message, hint } = error.said;
  const isAdvice = typeof hint === 'object' && 'key' in hint && hint.key.startsWith('diagnosis.');
  return isAdvice && error.tuya !== undefined
    ? text('diagnosis.told', { advice: hint, answer: message })
    : undefined;
}

/** The next step for a refusal, from what is known of its call; undefined where the catalogue's own hint says it best. */
export function adviceOf(error: TuyaError, facts: Facts): Text | undefined {
  return told(causesOf(error, facts));
}

function causesOf(error: TuyaError, facts: Facts): Text[] {
  const { account, key, token, isFresh, behind, request } = facts;
  if (refusesSignature(error)) return signatureCauses(facts);
  if (remedyOf(error) === 'token' && token !== undefined) {
    return [isFresh ? takenBy(account.rivals()[0]) : text('diagnosis.token.refusedTwice')];
  }
  if (remedyOf(error) === 'clock') return clockCauses(behind);
  switch (error.code) {
    case 'TUYA_1001':
      return [...flawsOf(key), text('diagnosis.signature.secretWrong')];
    case 'TUYA_1005':
      return [...flawsOf(key), text('diagnosis.key.unknown')];
    case 'TUYA_1002':
    case 'TUYA_1105':
      return droppers(facts);
    case 'TUYA_1003':
    case 'TUYA_1007':
      return token === undefined ? [kindOfKey(facts)] : [];
    case 'TUYA_1106':
      return permissionCauses(facts);
    case 'TUYA_2001': {
      const devices = devicesNamed(request, account);
      if (devices === undefined) return [];
      const several = devicesIn(request).length > 1;
      return [text(several ? 'diagnosis.device.someOffline' : 'diagnosis.device.offline', { devices })];
    }
    case 'TUYA_2008': {
      const devices = devicesNamed(request, account);
      const codes = codesIn(request);
      if (devices === undefined || codes.length === 0) return [];
      return [text('diagnosis.device.unsupported', { devices, codes: { list: codes.slice(0, 10) } })];
    }
    default:
      return subscriptionCauses(error.code, facts);
  }
}
