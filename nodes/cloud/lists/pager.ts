import type { Operation } from '../catalogue/operations';
import { batchOf } from './batches';
import { DIALECTS, dialectOf, stepAfter } from './dialects';
import type { Cursor, Dialect } from './dialects';
import { countOf, flagOf, listIn } from './rows';
import type { List } from './rows';

/** The way through a list: what a page holds, and what is asked for next (PROTOCOL 8). */

/** A page's rows, and what to ask for next. */
export interface Reading {
  items: unknown[];
  /** Query parameters of the next page; undefined when this was the last. */
  next: Cursor | undefined;
  /** The list goes on, but the cloud's answers lead nowhere. */
  stuck: boolean;
}

/**
 * Rows on a page where neither the call nor the catalogue says; no list of Tuya's is known to have fewer. A cloud may hand out fewer
 * than it is asked for: a page is short only below what it surely gives.
 */
const USUAL_SIZE = 20;

/** The list goes on, but this page has been out already. */
const NOWHERE: Reading = { items: [], next: undefined, stuck: true };

/** Follows one list: reads each page's result and says what to ask for next. */
export class Pager {
  /** Cursors that have been asked for. */
  private readonly seen = new Set<string>();
  /** Rows so far, with those before the first page; undefined where the list began nobody knows where, so that no total helps. */
  private count: number | undefined;
  private pages = 0;
  /** How this page was asked for; undefined for the first. */
  private by: Dialect | undefined;
  private last = '';

  /** @param operation what the catalogue knows of the call, if it knows it */
  constructor(
    private readonly query: ReadonlyMap<string, string>,
    private readonly operation?: Operation,
  ) {
    const asked = new Map([...query, ...Object.entries(this.first())]);
    this.count = rowsBefore(asked, this.sizeIn(asked));
    for (const { cursor } of DIALECTS) this.seen.add(`${cursor}=${query.get(cursor) ?? ''}`);
  }

  /** What the first page has to be asked for with, besides what the call says: the largest page, so that few calls do. */
  first(): Cursor {
    const { paging, size } = this.operation ?? {};
    // Lists by ids are asked for in one page and need neither size nor number.
    if (this.query.has(batchOf(this.operation).name)) return {};
    const wanted = { ...(size && { [size.name]: String(size.most) }), ...dialectOf(paging)?.first };
    return Object.fromEntries(Object.entries(wanted).filter(([name]) => !this.query.has(name)));
  }

  /** Reads the result that came for `asked`, the query of this page; undefined when it is no list. */
  read(result: unknown, asked: ReadonlyMap<string, string>): Reading | undefined {
    const none = result === null && (this.pages > 0 || this.operation?.paging !== undefined);
    const list = none ? { rows: [], fields: {} } : listIn(result);
    if (list === undefined) return undefined;
    const { rows, fields } = list;
    const text = JSON.stringify(rows);
    const same = text === this.last;
    this.last = text;
    this.pages++;
    const flag = flagOf(fields.has_more) ?? flagOf(fields.has_next);
    // Where rows or numbers are counted on, a page that comes again leads nowhere; but page 0 may be the first one by another name.
    const again = same && this.by?.keyed === false && flag !== false;
    if (again && asked.get('page_no') !== '1') return NOWHERE;
    const items = again ? [] : rows;

    if (this.count !== undefined) this.count += items.length;
    const more = flag ?? this.isLeft(fields);
    const over: Reading = { items, next: undefined, stuck: more === true };
    const full = rows.length >= Math.min(this.sizeIn(asked) ?? USUAL_SIZE, USUAL_SIZE);
    const step = stepAfter({ asked, fields, rows, more, full }, this.operation?.paging);
    if (step === undefined || flag === false) return over;
    const { dialect, next } = step;
    const cursor = `${dialect.cursor}=${next[dialect.cursor] ?? ''}`;
    const circle = this.seen.has(cursor);
    if (circle && same) return NOWHERE;
    // A cloud that filters may have nothing to show on a page; a new key leads on all the same.
    if (more === false || (rows.length === 0 && !(dialect.keyed && more === true))) return over;
    if (circle) return { items: dialect.keyed ? items : [], next: undefined, stuck: true };
    this.seen.add(cursor);
    this.by = dialect;
    return { items, next, stuck: false };
  }

  /** Whether rows are left of the total that the cloud tells; undefined where that tells nothing. */
  private isLeft(fields: List['fields']): boolean | undefined {
    const total = countOf(fields.total) ?? countOf(fields.total_size);
    return total === undefined || this.count === undefined ? undefined : this.count < total;
  }

  /** Rows on a page that a query asks for; undefined when it does not say. */
  private sizeIn(asked: ReadonlyMap<string, string>): number | undefined {
    const name = this.operation?.size?.name ?? (asked.has('page_size') ? 'page_size' : 'size');
    const size = Number(asked.get(name));
    return size > 0 ? size : undefined;
  }
}

/** Rows before the page that a query asks for; undefined when nobody knows. */
function rowsBefore(asked: ReadonlyMap<string, string>, size: number | undefined): number | undefined {
  const pages = Number(asked.get('page_no') ?? 1) - 1;
  if (pages > 0) return size === undefined ? undefined : pages * size;
  const begun = DIALECTS.some(({ cursor }) => cursor !== 'page_no' && asked.get(cursor));
  return begun ? undefined : 0;
}
