import type { Text } from '../errors/language';
import { text } from '../errors/texts';
import type { Facts } from './facts';

/** What stands between this machine and Tuya, and may have changed a call on its way. */

/** Where a call went. */
type Way = Pick<Facts, 'account' | 'baseUrl' | 'center' | 'via'>;

/** The proxy that may have changed a call: one that says so in the answer, or one that is set. */
export function proxyCauses({ account, baseUrl, via }: Way): Text[] {
  if (via !== undefined) return [text('diagnosis.way.via')];
  return account.isProxied(baseUrl) ? [text('diagnosis.way.proxy')] : [];
}

/** What an address of the account's own leads to may have changed a call, too. */
export function relayCauses({ center }: Way): Text[] {
  return center === undefined ? [text('diagnosis.way.address')] : [];
}

/** The project may be in another data center than the one that was called. */
export function elsewhere({ center }: Pick<Facts, 'center'>): Text {
  return center === undefined ? text('diagnosis.way.otherAddress') : text('diagnosis.way.otherCenter');
}

/** Why headers are missing: their names have underscores, which many servers between drop. */
export function droppers(way: Way): Text[] {
  const isRelayed = [...proxyCauses(way), ...relayCauses(way)].length > 0;
  return isRelayed ? [text('diagnosis.way.underscores')] : [];
}
