import { isObject } from '../json';
import { keyText } from './rows';

/**
 * Tuya's ways of handing a list out in pages (PROTOCOL 8): a table with one entry for each. A further dialect is a further entry; the
 * catalogue names it in `paging`.
 */

/** Query parameters of the next page. */
export type Cursor = Readonly<Record<string, string>>;

/** A page as a dialect looks at it. */
export interface ReadPage {
  /** The query that asked for it. */
  asked: ReadonlyMap<string, string>;
  /** What the result says besides its rows. */
  fields: Readonly<Record<string, unknown>>;
  rows: readonly unknown[];
  /** Whether the cloud says that the list goes on; undefined when it says nothing about it. */
  more: boolean | undefined;
  /** Whether there are as many rows as were asked for. */
  full: boolean;
}

/** One way of paging. */
export interface Dialect {
  /** What the catalogue calls it. */
  name: string;
  /** The query parameter that asks for a page. */
  cursor: string;
  /** The reply names the next page by a key; else rows or numbers are counted on. */
  keyed: boolean;
  /** Where it fits, it counts whatever the catalogue says. */
  overrules?: true;
  /** What the first page is asked for with, where the call does not say. */
  first?: Cursor;
  /** Whether a page of which the catalogue says nothing is read on this way. */
  fits: (page: ReadPage) => boolean;
  /** What asks for the next page; undefined when nothing says that there is one. */
  next: (page: ReadPage) => Cursor | undefined;
}

/** Every dialect, in the order in which a reply is tried. */
export const DIALECTS: readonly Dialect[] = [
  {
    // Logs of the paid service are asked for by the last row, free ones by a key.
    name: 'paid_logs',
    cursor: 'last_row_key',
    keyed: true,
    overrules: true,
    fits: ({ asked }) => asked.get('query_type') === '2',
    next: ({ fields, rows }) => {
      const key = keyText(fields.last_row_key) || keyText(fields.next_row_key);
      if (key === '') return undefined;
      const row = rows.at(-1);
      const time = keyText(fields.last_event_time) || (isObject(row) ? keyText(row.event_time) : '');
      return { last_row_key: key, ...(time === '' ? {} : { last_event_time: time }) };
    },
  },
  {
    name: 'last_id',
    cursor: 'last_id',
    keyed: false,
    fits: ({ asked }) => asked.has('last_id'),
    next: (page) => {
      const row = page.rows.at(-1);
      const id = isObject(row) ? keyText(row.id ?? row.device_id) : '';
      return id !== '' && goesOn(page) ? { last_id: id } : undefined;
    },
  },
  {
    name: 'start_row_key',
    cursor: 'start_row_key',
    keyed: true,
    fits: ({ fields }) => keyText(fields.next_row_key) !== '',
    next: ({ fields }) => keyed('start_row_key', fields.next_row_key),
  },
  {
    name: 'last_row_key',
    cursor: 'last_row_key',
    keyed: true,
    fits: ({ asked, fields }) => keyText(fields.last_row_key) !== '' && !asked.has('page_no'),
    next: ({ fields }) => keyed('last_row_key', fields.last_row_key),
  },
  {
    name: 'page',
    cursor: 'page_no',
    keyed: false,
    first: { page_no: '1' },
    fits: ({ asked, more }) => more === true || asked.has('page_no'),
    next: (page) => {
      const number = Number(page.asked.get('page_no') ?? 1);
      return goesOn(page) ? { page_no: String(Number.isInteger(number) ? number + 1 : 2) } : undefined;
    },
  },
];

function keyed(name: string, value: unknown): Cursor | undefined {
  const key = keyText(value);
  return key === '' ? undefined : { [name]: key };
}

/** Where the page has no key, only a flag or its length tells that there is another. */
function goesOn({ more, full }: ReadPage): boolean {
  return more === true || full;
}

/** The dialect of a name; undefined for none. */
export function dialectOf(name: string | undefined): Dialect | undefined {
  return DIALECTS.find((dialect) => dialect.name === name);
}

/** What to ask for after a page, and whose way of asking that is. */
export interface Step {
  dialect: Dialect;
  next: Cursor;
}

/**
 * The step to the next page, in the dialect of the catalogue, else in the one that the reply speaks; undefined where nothing leads on.
 * @param paging what the catalogue says
 */
export function stepAfter(page: ReadPage, paging: string | undefined): Step | undefined {
  const known = DIALECTS.find(({ overrules, fits }) => overrules && fits(page)) ?? dialectOf(paging);
  // A list that the catalogue knows may go by another key than it says, but is never followed by guess.
  const fitting = DIALECTS.find(({ keyed, fits }) => fits(page) && (keyed || known === undefined));
  for (const dialect of [known, fitting]) {
    const next = dialect?.next(page);
    if (dialect !== undefined && next !== undefined) return { dialect, next };
  }
  return undefined;
}
