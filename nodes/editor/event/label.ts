import { clipped } from '../clipped';
import { listOf } from './lists';

/** What an unnamed node is called on the canvas: its one code and its one device, in few letters. */

/** What the label looks at. */
export interface Labelled {
  devices?: unknown;
  deviceNames?: unknown;
  codes?: unknown;
}

/** The names of devices as the node keeps them. */
export function namesIn(value: unknown): Map<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** The label of a node; empty where it hears of more than one thing. */
export function labelOf({ devices, deviceNames, codes }: Labelled): string {
  const only = (list: readonly string[]): string[] => (list.length === 1 ? [...list] : []);
  const device = only(listOf(devices)).map((id) => namesIn(deviceNames).get(id) ?? id);
  return clipped([...only(listOf(codes)), ...device].join(' · '));
}
