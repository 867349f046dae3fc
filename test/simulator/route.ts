import type { Device } from './devices';
import type { HouseChange } from './messages';

/** A call that was accepted: who asks for what. */
export interface Ask {
  params: string[];
  query: ReadonlyMap<string, string>;
  body: unknown;
  /** The devices that this token may see. */
  devices: Device[];
  /** The sources of devices that this token opens. */
  opens: ReadonlySet<Device['source']>;
  now: number;
  /** Rows that the cloud hands out at most, whatever it is asked for. */
  pageSize: number;
  /** The row from which a list goes in circles. */
  stuckAt: number;
  /** Notes a command that was carried out. */
  executed(device_id: string, code: string, value: unknown): void;
  /** Tells the message service what has happened in the house. */
  happened(what: HouseChange): void;
}

/** The result of a call, or Tuya's error code. */
export type Outcome = { result: unknown } | { code: number | string };

export interface Route {
  method: string;
  path: RegExp;
  answer(ask: Ask): Outcome;
}

export const ok = (result: unknown): Outcome => ({ result });

/** A device that this token does not open is the same as none. */
export const DENIED: Outcome = { code: 1106 };

/** The version that stands before most paths. */
const usual = (path: string): string => (/^\/(cloud|infrareds)\//.test(path) ? 'v2.0' : 'v1.0');

/** A route: `*` stands for one segment, one of the versions stands before; every other version is a 1108. */
export const at = (
  method: string,
  path: string,
  answer: (ask: Ask) => Outcome,
  versions: readonly string[] = [usual(path)],
): Route => {
  const before = versions.map((version) => version.replace('.', '\\.')).join('|');
  return {
    method,
    path: new RegExp(`^/(?:${before})${path.replaceAll('*', '([^/]+)')}$`),
    answer,
  };
};

/** An answer for the device that the path names, in its first placeholder or another one. */
export const ofDevice =
  (answer: (device: Device, ask: Ask) => Outcome, place = 0) =>
  (ask: Ask): Outcome => {
    const device = ask.devices.find(({ id }) => id === ask.params[place]);
    return device === undefined ? DENIED : answer(device, ask);
  };

/** An answer for the devices of the comma list `device_ids`, of which Tuya takes only so many. */
export const ofDevices =
  (most: number, answer: (devices: Device[]) => Outcome) =>
  (ask: Ask): Outcome => {
    const ids = listOf(ask, 'device_ids');
    if (ids.length === 0) return { code: 1100 };
    if (ids.length > most) return { code: 1101 };
    const found = ids.flatMap((id) => ask.devices.filter((device) => device.id === id));
    return found.length < ids.length ? DENIED : answer(found);
  };

/** An answer for a call that has all the query parameters that Tuya wants; without one of them it is a 1100. */
export const needs =
  (names: readonly string[], answer: (ask: Ask) => Outcome) =>
  (ask: Ask): Outcome =>
    names.every((name) => (ask.query.get(name) ?? '') !== '') ? answer(ask) : { code: 1100 };

/** An answer for a call whose body has all the fields that Tuya wants. */
export const needsBody =
  (names: readonly string[], answer: (ask: Ask) => Outcome) =>
  (ask: Ask): Outcome =>
    names.every((name) => !['', undefined].includes(fieldOf(ask, name) as string | undefined))
      ? answer(ask)
      : { code: 1100 };

/** The items of a comma list in the query, as they stand. */
export function listOf(ask: Ask, name: string): string[] {
  return (ask.query.get(name) ?? '').split(',').filter((item) => item !== '');
}

/** A field of the body. */
export function fieldOf(ask: Ask, name: string): unknown {
  return (ask.body as Record<string, unknown> | null)?.[name];
}
