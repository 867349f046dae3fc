import type { Device } from './devices';

/** A call that was accepted: who asks for what. */
export interface Ask {
  params: string[];
  query: ReadonlyMap<string, string>;
  body: unknown;
  /** The devices that this token may see. */
  devices: Device[];
  now: number;
  /** Rows that the cloud hands out at most, whatever it is asked for. */
  pageSize: number;
  /** Notes a command that was carried out. */
  executed(device_id: string, code: string, value: unknown): void;
}

/** The result of a call, or Tuya's error code. */
export type Outcome = { result: unknown } | { code: number };

export interface Route {
  method: string;
  path: RegExp;
  answer(ask: Ask): Outcome;
}

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
