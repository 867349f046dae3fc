import type { Text } from '../errors/language';
import { text } from '../errors/texts';
import type { Facts } from './facts';
import { serviceNamed } from './service-names';

/** What is not subscribed, not paid for or used up: where it is renewed, and when it begins anew (PROTOCOL 5.4, 6.2). */

/**
 * The day on which the month's quota begins anew, as `2026-12-01`.
 * @param now milliseconds since the epoch
 */
export function newQuotaOn(now: number): string {
  const today = new Date(now);
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1)).toISOString().slice(0, 10);
}

/** The next step for a code of plan, quota or service; none where the catalogue says all that is known. */
export function subscriptionCauses(code: string, { request, center, now }: Facts): Text[] {
  const service = serviceNamed(request.segments);
  switch (code) {
    case 'TUYA_28841002':
      return [text('diagnosis.subscription.trialOver')];
    case 'TUYA_28841004':
    case 'TUYA_28841104':
      return [text('diagnosis.subscription.quotaUsed', { day: { day: newQuotaOn(now) } })];
    case 'TUYA_28841101':
    case 'TUYA_28841105':
    case 'TUYA_28841106':
      return service === undefined ? [] : [text('diagnosis.subscription.serviceMissing', { service })];
    case 'TUYA_28841102':
    case 'TUYA_28841103':
      return service === undefined ? [] : [text('diagnosis.subscription.serviceOver', { service })];
    case 'TUYA_28841107':
      return [
        center === undefined
          ? text('diagnosis.subscription.thisCenter')
          : text('diagnosis.subscription.dataCenter', { center }),
      ];
    default:
      return [];
  }
}
