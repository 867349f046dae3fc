import type { Ask } from './route';

/** A page of rows, and whether more follow. */
export interface Sheet<Row> {
  rows: Row[];
  more: boolean;
}

/** A page that was reached by a key, and the key of the next one. */
export interface KeyedSheet<Row> extends Sheet<Row> {
  key: string;
}

/** The size of a page: what is asked for, as far as the cloud gives it. */
export function sizeOf(ask: Ask, name: string, most: number): number {
  const asked = Number(ask.query.get(name));
  return Math.min(most, ask.pageSize, asked > 0 ? asked : 20);
}

/** A list that goes on after the row whose key is given, in the parameter `cursor`. */
export function byKey<Row>(
  ask: Ask,
  all: readonly Row[],
  keyOf: (row: Row) => string,
  cursor: string,
  size: number,
): KeyedSheet<Row> {
  const after = ask.query.get(cursor) ?? '';
  const found = after === '' ? 0 : all.findIndex((row) => keyOf(row) === after) + 1;
  // A list whose rows are the keys can go in circles by its rows alone.
  const start = cursor === 'last_id' ? Math.min(found, ask.stuckAt) : found;
  const rows = all.slice(start, start + size);
  const last = rows.at(-1);
  const circles = start >= ask.stuckAt;
  return {
    rows,
    more: start + rows.length < all.length,
    key: circles || last === undefined ? after : keyOf(last),
  };
}

/** A list by the number of the page, in `page_no`. */
export function byNumber<Row>(ask: Ask, all: readonly Row[], most = 100): Sheet<Row> {
  const each = sizeOf(ask, 'page_size', most);
  const number = Math.max(1, Number(ask.query.get('page_no')) || 1);
  const start = Math.min((number - 1) * each, ask.stuckAt);
  return { rows: all.slice(start, start + each), more: start + each < all.length };
}

/** `{list, total, has_more}`. */
export function numberedList(ask: Ask, all: readonly unknown[]): { result: unknown } {
  const { rows, more } = byNumber(ask, all);
  return { result: { list: rows, total: all.length, has_more: more } };
}
