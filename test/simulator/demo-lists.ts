import { byKey, byNumber, sizeOf } from './paging';
import { at, ok } from './route';
import type { Ask, Outcome, Route } from './route';

/** Lists that no catalogue knows, one for each dialect: only the reply says how they are read on. */

const ROWS = Array.from({ length: 253 }, (_, i) => ({ id: `row${i}` }));
const keyed = (ask: Ask, cursor: string): ReturnType<typeof byKey<{ id: string }>> =>
  byKey(ask, ROWS, ({ id }) => id, cursor, sizeOf(ask, 'size', 100));

const DIALECTS: Readonly<Record<string, (ask: Ask) => Outcome>> = {
  'last-row-key': (ask) => {
    const { rows, more, key } = keyed(ask, 'last_row_key');
    return ok({ items: rows, last_row_key: key, has_more: more });
  },
  'next-row-key': (ask) => {
    const { rows, more, key } = keyed(ask, 'start_row_key');
    return ok({ rows, next_row_key: more ? key : '', has_next: more });
  },
  'last-id': (ask) => ok(keyed(ask, 'last_id').rows),
  numbers: (ask) => {
    const { rows, more } = byNumber(ask, ROWS);
    return ok({ list: rows, total: ROWS.length, has_more: more });
  },
  'numbers-bare': (ask) => ok(byNumber(ask, ROWS).rows),
  // As some gateways write it.
  'flags-as-text': (ask) => {
    const { rows, more } = byNumber(ask, ROWS);
    return ok({ list: rows, has_more: String(more) });
  },
  'flags-as-number': (ask) => {
    const { rows, more, key } = keyed(ask, 'last_row_key');
    return ok({ list: rows, last_row_key: key, has_next: more ? 1 : 0 });
  },
  'total-as-text': (ask) => ok({ list: byNumber(ask, ROWS).rows, total: String(ROWS.length) }),
  // There is more, but nothing that leads there.
  'no-key': (ask) => ok({ list: keyed(ask, 'last_row_key').rows, has_more: true }),
};

export const DEMO_LISTS: Route[] = Object.entries(DIALECTS).map(([name, answer]) =>
  at('GET', `/demo/${name}`, answer),
);
