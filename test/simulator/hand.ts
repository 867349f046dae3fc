import { reportOf } from './day';
import type { Device } from './devices';

/** What a hand in the house does: opens a door, presses a button, pulls a plug. */

interface Deed {
  /** What its button says. */
  name: string;
  /** What the device reports of it. */
  status: Record<string, unknown>;
}

const DEEDS: Readonly<Record<string, readonly Deed[]>> = {
  mcs: [
    { name: 'Open', status: { doorcontact_state: true } },
    { name: 'Close', status: { doorcontact_state: false } },
  ],
  wxkg: [
    { name: 'Press', status: { switch_mode1: 'click' } },
    { name: 'Press twice', status: { switch_mode1: 'double_click' } },
    { name: 'Hold', status: { switch_mode1: 'press' } },
  ],
};
const UNPLUG = 'Take offline';
const PLUG = 'Bring online';

/** What came of it: a report, or that the device has come or gone. */
export type Happened =
  { device: string; status: Record<string, unknown> } | { device: string; online: boolean };

/** What can be done with a device now, by name. A device that is offline reports nothing. */
export function deedsFor({ category, online }: Device): string[] {
  return online ? [...(DEEDS[category] ?? []).map(({ name }) => name), UNPLUG] : [PLUG];
}

/** Does it; undefined where it cannot be done now. */
export function lendHand(device: Device, name: string, now: number): Happened | undefined {
  if (!deedsFor(device).includes(name)) return undefined;
  if (name === PLUG || name === UNPLUG) return plug(device, name === PLUG);
  const status = DEEDS[device.category]?.find((deed) => deed.name === name)?.status;
  return status && report(device, status, now);
}

/** The device comes or goes. */
export function plug(device: Device, online: boolean): Happened {
  device.online = online;
  return { device: device.id, online };
}

/** The device reports by itself. */
export function report(device: Device, status: Record<string, unknown>, now: number): Happened {
  for (const [code, value] of Object.entries(status)) {
    device.state[code] = value;
    device.logs.unshift(reportOf(code, value, now));
  }
  return { device: device.id, status };
}
