import { isObject } from '../json';

/** Where the rows of a list stand in a result, and what else its fields say, however they are written. */

/** Names of the list in a result, in the order in which they are tried. */
const LISTS = ['devices', 'list', 'logs', 'data'];
/** What only the answer of a list has; it may hold no list when there are no rows. */
const PAGING_FIELDS = ['has_more', 'has_next', 'total', 'total_size', 'last_row_key', 'next_row_key'];

/** A list in a result. */
export interface List {
  rows: unknown[];
  /** What is said beside the rows. */
  fields: Readonly<Record<string, unknown>>;
}

/** The list that a result is, or that stands in it or in its `data`; undefined when there is none. */
export function listIn(result: unknown): List | undefined {
  if (isList(result)) return { rows: result, fields: {} };
  if (!isObject(result)) return undefined;
  const { data } = result;
  const inner = isObject(data) && namedRows(result) === undefined ? rowsIn(data) : undefined;
  if (isObject(data) && inner !== undefined) return { rows: inner, fields: { ...result, ...data } };
  const rows = rowsIn(result);
  return rows === undefined ? undefined : { rows, fields: result };
}

function namedRows(result: Readonly<Record<string, unknown>>): unknown[] | undefined {
  return LISTS.map((name) => result[name]).find(isList);
}

function rowsIn(result: Readonly<Record<string, unknown>>): unknown[] | undefined {
  const found = namedRows(result) ?? Object.values(result).find(isList);
  if (found !== undefined) return found;
  const empty =
    PAGING_FIELDS.some((name) => Object.hasOwn(result, name)) || LISTS.some((name) => result[name] === null);
  return empty ? [] : undefined;
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/** A key as a text; empty for what is none, such as a number that was rounded on its way. */
export function keyText(value: unknown): string {
  return typeof value === 'string' || Number.isSafeInteger(value) ? String(value) : '';
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
