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

const versions = String.raw`\/v\d\.\d`;
/** A route: `*` stands for one segment, a version stands before. */
export const at = (method: string, path: string, answer: (ask: Ask) => Outcome): Route => ({
  method,
  path: new RegExp(`^${versions}${path.replaceAll('/', '\\/').replaceAll('*', '([^/]+)')}$`),
  answer,
});
