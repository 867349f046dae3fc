import type { Operation } from './operations';

/** Tuya's ways of handing a list out in pages (PROTOCOL 8), by the name of what asks for the next one. */
export type Dialect = 'page' | 'last_row_key' | 'start_row_key' | 'last_id';

/** A page's rows, and what to ask for next. */
export interface Reading {
  items: unknown[];
  /** Query parameters of the next page; undefined when this was the last. */
  next: Readonly<Record<string, string>> | undefined;
  /** The list goes on, but the cloud's answers lead nowhere. */
  stuck: boolean;
}

/** Where the rows of a list stand, in the order in which names are tried. */
const LISTS = ['devices', 'list', 'logs', 'data'];
/** Rows on a page where neither the call nor the catalogue says; no list of Tuya's is known to have fewer. */
const USUAL_SIZE = 20;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The rows of a result: the result itself, or the list in it; undefined when there is none. */
export function itemsOf(result: unknown): unknown[] | undefined {
  if (Array.isArray(result)) return result as unknown[];
  if (!isObject(result)) return undefined;
  const named = LISTS.find((name) => Array.isArray(result[name]));
  const found = named === undefined ? Object.values(result).find(Array.isArray) : result[named];
  return found as unknown[] | undefined;
}

/** Which dialect a reply speaks, where the catalogue does not say. */
function recognise(result: unknown, query: ReadonlyMap<string, string>): Dialect | undefined {
  if (query.has('last_id')) return 'last_id';
  if (isObject(result)) {
    if (textOf(result.next_row_key) !== '') return 'start_row_key';
    if (textOf(result.last_row_key) !== '' && !query.has('page_no')) return 'last_row_key';
  }
  return query.has('page_no') ? 'page' : undefined;
}

/** Follows one list: reads each page's result and says what to ask for next. */
export class Pager {
  private readonly seen = new Set<string>();
  private count = 0;
  private last = '';

  /** @param operation what the catalogue knows of the call, if it knows it */
  constructor(
    private readonly query: ReadonlyMap<string, string>,
    private readonly operation?: Operation,
  ) {
    for (const name of ['last_row_key', 'start_row_key', 'last_id']) {
      const key = query.get(name);
      if (key !== undefined && key !== '') this.seen.add(key);
    }
  }

  /** What the first page has to be asked for with, besides what the call says. */
  first(): Record<string, string> {
    const dialect = this.operation?.paging;
    const name = this.operation?.size?.name ?? 'page_size';
    const size = String(this.operation?.size?.most ?? USUAL_SIZE);
    const sized = this.query.has(name) ? {} : { [name]: size };
    if (dialect === 'last_id') return sized;
    // Lists by ids are asked for in one page and need no number.
    if (dialect !== 'page' || this.query.has('device_ids')) return {};
    return { ...sized, ...(this.query.has('page_no') ? {} : { page_no: '1' }) };
  }

  /** Reads the result that came for `asked`, the query of this page. */
  read(result: unknown, asked: ReadonlyMap<string, string>): Reading | undefined {
    const items = itemsOf(result);
    if (items === undefined) return undefined;
    this.count += items.length;
    const end: Reading = { items, next: undefined, stuck: false };
    const dialect = this.operation?.paging ?? recognise(result, asked);
    if (dialect === undefined || items.length === 0 || !this.goesOn(result, items, asked, dialect))
      return end;
    const text = JSON.stringify(items);
    if (text === this.last) return { ...end, items: [], stuck: true }; // the same page again
    this.last = text;
    const next = this.nextOf(result, items, asked, dialect);
    if (next === undefined) return end;
    const [key = ''] = Object.values(next);
    if (this.seen.has(key)) return { ...end, stuck: true }; // a key that was there before leads in a circle
    this.seen.add(key);
    return { ...end, next };
  }

  private goesOn(
    result: unknown,
    items: unknown[],
    asked: ReadonlyMap<string, string>,
    dialect: Dialect,
  ): boolean {
    if (isObject(result)) {
      const flag = result.has_more ?? result.has_next;
      if (typeof flag === 'boolean') return flag;
      const total = result.total ?? result.total_size;
      if (typeof total === 'number') return this.count < total;
    }
    if (dialect === 'start_row_key' || dialect === 'last_row_key') return true; // the key alone decides
    const name = this.operation?.size?.name ?? 'page_size';
    const wanted = Number(asked.get(name) ?? USUAL_SIZE);
    // A cloud may hand out fewer than it is asked for: a page is short only below what it surely gives.
    return items.length >= Math.min(wanted > 0 ? wanted : USUAL_SIZE, USUAL_SIZE);
  }

  private nextOf(
    result: unknown,
    items: unknown[],
    asked: ReadonlyMap<string, string>,
    dialect: Dialect,
  ): Record<string, string> | undefined {
    const fields = isObject(result) ? result : {};
    const keyed = (name: string, key: string): Record<string, string> | undefined =>
      key === '' ? undefined : { [name]: key };
    switch (dialect) {
      case 'page':
        return { page_no: String((Number(asked.get('page_no') ?? 1) || 1) + 1) };
      case 'last_row_key':
        return keyed('last_row_key', textOf(fields.last_row_key));
      case 'start_row_key':
        return keyed('start_row_key', textOf(fields.next_row_key));
      case 'last_id': {
        const row = items.at(-1);
        return keyed('last_id', isObject(row) ? textOf(row.id ?? row.device_id) : '');
      }
    }
  }
}

/** A comma list in parts of at most `most`; undefined when it needs no splitting. */
export function split(list: string | undefined, most: number): string[] | undefined {
  const ids = (list ?? '').split(',').filter((id) => id !== '');
  if (ids.length <= most) return undefined;
  const parts: string[] = [];
  for (let i = 0; i < ids.length; i += most) parts.push(ids.slice(i, i + most).join(','));
  return parts;
}

/** Several results of the same call as one: lists are joined, a total is summed. */
export function merge(results: readonly unknown[]): unknown {
  const [first] = results;
  if (Array.isArray(first)) return results.flatMap((result) => itemsOf(result) ?? []);
  if (!isObject(first)) return first;
  const joined: Record<string, unknown> = { ...first };
  for (const [name, value] of Object.entries(first)) {
    const all = results.map((result) => (isObject(result) ? result[name] : undefined));
    if (Array.isArray(value))
      joined[name] = all.flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : []));
    else if (name === 'total' && typeof value === 'number') {
      joined[name] = all.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0);
    }
  }
  return joined;
}
