import type { DeviceEvent } from '../../cloud';
import type { EventSettings } from './event-settings';

/** Which messages of devices a node wants. */

/** What of a node's settings says so. */
export type Wishes = Pick<EventSettings, 'kinds' | 'devices' | 'codes' | 'maxAge'>;

/** A value of a report. */
export type Value = DeviceEvent['values'][number];

/** Kinds that carry codes, by which they can be chosen. */
const WITH_CODES: ReadonlySet<string> = new Set(['status', 'event']);

/** Whether a code is one of these, each of which may end with `*`; none means all. */
export function matches(codes: readonly string[], code: string): boolean {
  if (codes.length === 0) return true;
  return codes.some((one) => (one.endsWith('*') ? code.startsWith(one.slice(0, -1)) : code === one));
}

/** The values of a report that were chosen; of other kinds all. */
export function chosenOf(codes: readonly string[], { kind, values }: DeviceEvent): Value[] {
  return WITH_CODES.has(kind) ? values.filter(({ code }) => matches(codes, code)) : values;
}

/** Milliseconds since Tuya sent it, by the cloud's clock: a device whose own clock is wrong has fresh messages all the same. */
function ageOf({ time, age, sent }: DeviceEvent): number {
  return time + age - sent;
}

/** Whether a message is of the kinds, devices, codes and age that a node wants. */
export function wants({ kinds, devices, codes, maxAge }: Wishes, event: DeviceEvent): boolean {
  if (!kinds.has(event.kind)) return false;
  if (devices.size > 0 && !devices.has(event.device_id)) return false;
  if (maxAge > 0 && ageOf(event) > maxAge) return false;
  if (!WITH_CODES.has(event.kind) || codes.length === 0) return true;
  // An event that names itself is chosen by its own name too, whatever it carries.
  return matches(codes, event.code) || chosenOf(codes, event).length > 0;
}
