import { isObject } from '../json';

/** Where the rows of a list stand in a result, and what else its fields say, however they are written. */

/** Names of the list in a result, in the order in which they are tried. */
const LISTS = ['devices', 'list', 'logs', 'data'];
/** What only the answer of a list has; it may hold no list when there are no rows. */
const PAGING_FIELDS = ['has_more', 'has_next', 'total', 'total_size', 'last_row_key', 'next_row_key'];

/** The rows of a result: the result itself, or the list in it; undefined when there is none. */
export function rowsOf(result: unknown): unknown[] | undefined {
  if (Array.isArray(result)) return result as unknown[];
  if (!isObject(result)) return undefined;
  const named = LISTS.find((name) => Array.isArray(result[name]));
  const found = named === undefined ? Object.values(result).find(Array.isArray) : result[named];
  if (found !== undefined) return found as unknown[];
  const empty = [...PAGING_FIELDS, ...LISTS].some((name) => Object.hasOwn(result, name));
  return empty ? [] : undefined;
}

/** A key as a text; empty for what is none. */
export function keyText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A yes or no, which may be written as a text or a number; undefined for neither. */
export function flagOf(value: unknown): boolean | undefined {
  const text = typeof value === 'boolean' ? String(value) : keyText(value).toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}

/** A count, which may be written as a text; undefined for what is none. */
export function countOf(value: unknown): number | undefined {
  return /^\d+$/.test(keyText(value)) ? Number(value) : undefined;
}
