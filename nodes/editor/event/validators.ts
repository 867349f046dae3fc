import { ACK_TIMEOUT, KINDS, MAX_AGE, isCodePattern, isDeviceId } from '../../shared/events';
import { isNumberIn, isVariable } from '../validators';
import { listOf } from './lists';

/** What the fields of the dialog of events take. */

function each(value: unknown, is: (text: string) => boolean): boolean {
  return listOf(value).every((one) => isVariable(one) || is(one));
}

/** At least one kind, and none that nobody knows. */
export function areKinds(value: unknown): boolean {
  const known: readonly string[] = KINDS;
  // An old node that lacks them has the usual ones.
  return value === undefined || (listOf(value).length > 0 && each(value, (one) => known.includes(one)));
}

/** Ids of devices, or none for all. */
export function areDevices(value: unknown): boolean {
  return each(value, isDeviceId);
}

/** Codes, or none for all. */
export function areCodes(value: unknown): boolean {
  return each(value, isCodePattern);
}

/** Seconds after which a message is too old. */
export function isMaxAge(value: unknown): boolean {
  return isNumberIn(MAX_AGE, value);
}

/** Seconds for the flow's word. */
export function isAckTimeout(value: unknown): boolean {
  return isNumberIn(ACK_TIMEOUT, value);
}
