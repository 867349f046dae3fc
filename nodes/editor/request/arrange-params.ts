import type { Param } from './call-of';
import { isDevice } from './device-params';
import { placeholdersIn } from './settings';

/** Which values a path wants: its device in a row of its own, everything else in a list. Nothing that has a value is lost. */

/** Values of a call, as the dialog shows them. */
export interface Arranged {
  /** The value of the path's first device; undefined where it has none, or nobody knows the path yet. */
  device: Param | undefined;
  others: Param[];
}

/** Whether a row says nothing, so that the message's value counts. */
export function isEmpty({ type, value }: Param): boolean {
  return type === 'str' && value === '';
}

/**
 * Rows for a path.
 * @param path undefined where a message brings it
 */
export function arrange(rows: readonly Param[], path: string | undefined): Arranged {
  if (path === undefined) return { device: undefined, others: rows.filter((row) => !isEmpty(row)) };
  const names = placeholdersIn(path);
  const open = (name: string): Param => ({ name, value: '', type: 'str' });
  const first = names.find(isDevice);
  const device = first === undefined ? undefined : (rows.find(({ name }) => name === first) ?? open(first));
  const rest = rows.filter((row) => row !== device && (names.includes(row.name) || !isEmpty(row)));
  const missing = names.filter((name) => name !== first && !rest.some((row) => row.name === name));
  return { device, others: [...rest, ...missing.map(open)] };
}

/**
 * The rows as the node keeps them: what says nothing is left out, unless the node had it, and the device stands where it stood.
 * @param before the node's own rows
 */
export function gathered({ device, others }: Arranged, before: readonly Partial<Param>[]): Param[] {
  const place = before.findIndex(({ name }) => name === device?.name);
  const rows = [...others];
  if (device !== undefined) rows.splice(Math.max(place, 0), 0, device);
  return rows.filter((row) => !isEmpty(row) || before.some(({ name }) => name === row.name));
}
