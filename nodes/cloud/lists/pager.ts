import type { Operation } from '../catalogue/operations';
import { isObject } from '../json';

/** Query parameters of the next page; the first one is the cursor. */
type Cursor = Readonly<Record<string, string>>;

/** A page's rows, and what to ask for next. */
export interface Reading {
  items: unknown[];
  /** Query parameters of the next page; undefined when this was the last. */
  next: Cursor | undefined;
  /** The list goes on, but the cloud's answers lead nowhere. */
  stuck: boolean;
}

/** Where the rows of a list stand, in the order in which names are tried. */
const LISTS = ['devices', 'list', 'logs', 'data'];
/** What only the answer of a list has; it may hold no list when there are no rows. */
const PAGING_FIELDS = ['has_more', 'has_next', 'total', 'total_size', 'last_row_key', 'next_row_key'];
/** Rows on a page where neither the call nor the catalogue says; no list of Tuya's is known to have fewer. */
const USUAL_SIZE = 20;

function keyText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A yes or no, which may be written as a text or a number. */
function flagOf(value: unknown): boolean | undefined {
  const text = typeof value === 'boolean' ? String(value) : keyText(value).toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}

function countOf(value: unknown): number | undefined {
  return /^\d+$/.test(keyText(value)) ? Number(value) : undefined;
}

/** The rows of a result: the result itself, or the list in it; undefined when there is none. */
export function itemsOf(result: unknown): unknown[] | undefined {
  if (Array.isArray(result)) return result as unknown[];
  if (!isObject(result)) return undefined;
  const named = LISTS.find((name) => Array.isArray(result[name]));
  const found = named === undefined ? Object.values(result).find(Array.isArray) : result[named];
  if (found !== undefined) return found as unknown[];
  const empty = [...PAGING_FIELDS, ...LISTS].some((name) => Object.hasOwn(result, name));
  return empty ? [] : undefined;
}

/** Follows one list: reads each page's result and says what to ask for next. */
export class Pager {
  private readonly seen = new Set<string>();
  private pages = 0;
  private count = 0;
  private last = '';

  /** @param operation what the catalogue knows of the call, if it knows it */
  constructor(
    private readonly query: ReadonlyMap<string, string>,
    private readonly operation?: Operation,
  ) {
    // A list that begins on a later page has rows before it, which its total counts.
    const before = (Number(query.get('page_no') ?? 1) - 1) * Number(query.get('page_size') ?? NaN);
    if (before > 0) this.count = before;
    for (const name of ['last_row_key', 'start_row_key', 'last_id']) {
      const key = query.get(name);
      if (key !== undefined && key !== '') this.seen.add(key);
    }
  }

  /** What the first page has to be asked for with, besides what the call says: the largest page, so that few calls do. */
  first(): Record<string, string> {
    const { paging, size } = this.operation ?? {};
    // Lists by ids are asked for in one page and need neither size nor number.
    if (paging === undefined || this.query.has('device_ids')) return {};
    const sized = size === undefined || this.query.has(size.name) ? {} : { [size.name]: String(size.most) };
    return { ...sized, ...(paging === 'page' && !this.query.has('page_no') ? { page_no: '1' } : {}) };
  }

  /** Reads the result that came for `asked`, the query of this page; undefined when it is no list. */
  read(result: unknown, asked: ReadonlyMap<string, string>): Reading | undefined {
    const none = result === null && (this.pages > 0 || this.operation?.paging !== undefined);
    const items = none ? [] : itemsOf(result);
    if (items === undefined) return undefined;
    const text = JSON.stringify(items);
    const again = items.length > 0 && text === this.last;
    this.last = text;
    // Page 0 may be the first one by another name; any other page that comes again leads nowhere.
    const rows = again && asked.get('page_no') === '1' ? [] : items;
    this.pages++;
    this.count += rows.length;
    const fields = isObject(result) ? result : {};
    const more = this.moreIn(fields);
    const over: Reading = { items: rows, next: undefined, stuck: more === true };
    if (more === false || items.length === 0) return over;
    const next = this.nextOf(fields, items, asked, more);
    if (next === undefined) return over;
    if (again && rows.length > 0) return { items: [], next: undefined, stuck: true };
    const [cursor = ''] = Object.values(next);
    if (this.seen.has(cursor)) return { items: rows, next: undefined, stuck: true }; // it leads in a circle
    this.seen.add(cursor);
    return { items: rows, next, stuck: false };
  }

  /** Whether the cloud says that the list goes on; undefined when it says nothing about it. */
  private moreIn(fields: Record<string, unknown>): boolean | undefined {
    const flag = flagOf(fields.has_more) ?? flagOf(fields.has_next);
    if (flag !== undefined) return flag;
    const total = countOf(fields.total) ?? countOf(fields.total_size);
    return total === undefined ? undefined : this.count < total;
  }

  /** The next page in the dialect of the catalogue, else in the one that the reply speaks. */
  private nextOf(
    fields: Record<string, unknown>,
    items: unknown[],
    asked: ReadonlyMap<string, string>,
    more: boolean | undefined,
  ): Cursor | undefined {
    const speaks = {
      start_row_key: () => startKey(fields),
      last_row_key: () => lastKey(fields, items, asked),
      last_id: () => (more === true || this.isFull(items, asked) ? lastId(items) : undefined),
      page: () => (more === true || this.isFull(items, asked) ? nextNumber(asked) : undefined),
    };
    // Logs of the paid service are asked for by the last row (PROTOCOL 8).
    if (asked.get('query_type') === '2') return speaks.last_row_key();
    const known = this.operation?.paging;
    if (known !== undefined) {
      const next = speaks[known]();
      if (next !== undefined) return next;
    }
    if (asked.has('last_id')) return speaks.last_id();
    const keyed = speaks.start_row_key() ?? (asked.has('page_no') ? undefined : speaks.last_row_key());
    if (keyed !== undefined || known !== undefined) return keyed;
    return more === true || asked.has('page_no') ? speaks.page() : undefined;
  }

  /** Whether a page without any sign of an end has as many rows as were asked for. */
  private isFull(items: unknown[], asked: ReadonlyMap<string, string>): boolean {
    const wanted = Number(asked.get(this.operation?.size?.name ?? 'page_size') ?? USUAL_SIZE);
    // A cloud may hand out fewer than it is asked for: a page is short only below what it surely gives.
    return items.length >= Math.min(wanted > 0 ? wanted : USUAL_SIZE, USUAL_SIZE);
  }
}

function startKey({ next_row_key }: Record<string, unknown>): Cursor | undefined {
  const key = keyText(next_row_key);
  return key === '' ? undefined : { start_row_key: key };
}

function lastKey(
  fields: Record<string, unknown>,
  items: unknown[],
  asked: ReadonlyMap<string, string>,
): Cursor | undefined {
  const paid = asked.get('query_type') === '2';
  const key = keyText(fields.last_row_key) || (paid ? keyText(fields.next_row_key) : '');
  if (key === '') return undefined;
  const row = items.at(-1);
  const time = keyText(fields.last_event_time) || (isObject(row) ? keyText(row.event_time) : '');
  return { last_row_key: key, ...(paid && time !== '' ? { last_event_time: time } : {}) };
}

function lastId(items: unknown[]): Cursor | undefined {
  const row = items.at(-1);
  const id = isObject(row) ? keyText(row.id ?? row.device_id) : '';
  return id === '' ? undefined : { last_id: id };
}

function nextNumber(asked: ReadonlyMap<string, string>): Cursor {
  const number = Number(asked.get('page_no') ?? 1);
  return { page_no: String(Number.isInteger(number) ? number + 1 : 2) };
}

/** A comma list in parts of at most `most`; undefined when it needs no splitting. */
export function split(list: string | undefined, most: number): string[] | undefined {
  const ids = (list ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (ids.length <= most) return undefined;
  const parts: string[] = [];
  for (let i = 0; i < ids.length; i += most) parts.push(ids.slice(i, i + most).join(','));
  return parts;
}

/** Several results of the same call as one: lists are joined, a total is summed; one without rows adds nothing. */
export function merge(results: readonly unknown[]): unknown {
  const shape = results.find((result) => Array.isArray(result) || isObject(result));
  if (Array.isArray(shape)) return results.flatMap((result) => itemsOf(result) ?? []);
  if (shape === undefined) return results[0];
  const objects = results.filter(isObject);
  const names = new Set(objects.flatMap((result) => Object.keys(result)));
  return Object.fromEntries(
    [...names].map((name) => {
      const all = objects.map((result) => result[name]);
      if (all.some(Array.isArray))
        return [name, all.flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : []))];
      if (name === 'total') return [name, all.reduce<number>((sum, one) => sum + (countOf(one) ?? 0), 0)];
      return [name, all.find((one) => one !== undefined)];
    }),
  );
}
