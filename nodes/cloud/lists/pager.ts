import type { Operation } from '../catalogue/operations';
import { isObject } from '../json';
import { dialectOf, stepAfter } from './dialects';
import type { Cursor } from './dialects';
import { countOf, flagOf, rowsOf } from './rows';

/** A page's rows, and what to ask for next. */
export interface Reading {
  items: unknown[];
  /** Query parameters of the next page; undefined when this was the last. */
  next: Cursor | undefined;
  /** The list goes on, but the cloud's answers lead nowhere. */
  stuck: boolean;
}

/** Rows on a page where neither the call nor the catalogue says; no list of Tuya's is known to have fewer. */
const USUAL_SIZE = 20;

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
  first(): Cursor {
    const { paging, size } = this.operation ?? {};
    // Lists by ids are asked for in one page and need neither size nor number.
    if (paging === undefined || this.query.has('device_ids')) return {};
    const wanted = { ...(size && { [size.name]: String(size.most) }), ...dialectOf(paging)?.first };
    return Object.fromEntries(Object.entries(wanted).filter(([name]) => !this.query.has(name)));
  }

  /** Reads the result that came for `asked`, the query of this page; undefined when it is no list. */
  read(result: unknown, asked: ReadonlyMap<string, string>): Reading | undefined {
    const none = result === null && (this.pages > 0 || this.operation?.paging !== undefined);
    const items = none ? [] : rowsOf(result);
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
    const page = { asked, fields, rows: items, more, full: this.isFull(items, asked) };
    const next = stepAfter(page, this.operation?.paging)?.cursor;
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

  /** Whether a page without any sign of an end has as many rows as were asked for. */
  private isFull(items: unknown[], asked: ReadonlyMap<string, string>): boolean {
    const wanted = Number(asked.get(this.operation?.size?.name ?? 'page_size') ?? USUAL_SIZE);
    // A cloud may hand out fewer than it is asked for: a page is short only below what it surely gives.
    return items.length >= Math.min(wanted > 0 ? wanted : USUAL_SIZE, USUAL_SIZE);
  }
}
