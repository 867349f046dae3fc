import should from 'should';
import { OPERATIONS } from '../../../nodes/cloud/catalogue/operations';
import { DIALECTS, dialectOf, stepAfter } from '../../../nodes/cloud/lists/dialects';
import type { Cursor, ReadPage } from '../../../nodes/cloud/lists/dialects';

/** A page with what matters for a dialect. */
const page = (part: Partial<Omit<ReadPage, 'asked'>> & { asked?: Cursor } = {}): ReadPage => ({
  fields: {},
  rows: [{ id: 'r1' }, { id: 'r2' }],
  more: undefined,
  full: false,
  ...part,
  asked: new Map(Object.entries(part.asked ?? {})),
});
const step = (paging: string | undefined, part: Parameters<typeof page>[0]): unknown[] => {
  const found = stepAfter(page(part), paging);
  return found === undefined ? [] : [found.dialect.name, found.next];
};

describe('the table of paging dialects', () => {
  it('has each name once, and every name that the catalogue uses', () => {
    new Set(DIALECTS.map(({ name }) => name)).size.should.equal(DIALECTS.length);
    const used = new Set(OPERATIONS.flatMap(({ paging }) => paging ?? []));
    for (const name of used) should(dialectOf(name)?.name).equal(name);
    [...used].sort().should.eql(['last_id', 'last_row_key', 'page', 'start_row_key']);
    [dialectOf(undefined), dialectOf('none')].should.eql([undefined, undefined]);
  });

  it('each entry asks for the next page by its cursor', () => {
    for (const dialect of DIALECTS) {
      const fields = { last_row_key: 'k', next_row_key: 'k' };
      Object.keys(dialect.next(page({ fields, full: true })) ?? {}).should.eql([dialect.cursor]);
    }
  });

  it('only numbers begin with a number; only keys that the reply names are keyed', () => {
    DIALECTS.filter(({ first }) => first)
      .map(({ name, first }) => [name, first])
      .should.eql([['page', { page_no: '1' }]]);
    DIALECTS.filter(({ keyed }) => keyed)
      .map(({ name }) => name)
      .should.eql(['paid_logs', 'start_row_key', 'last_row_key']);
  });
});

describe('a list that the catalogue knows', () => {
  it('last_row_key goes on with the key of the reply', () => {
    step('last_row_key', { fields: { last_row_key: 'k' } }).should.eql([
      'last_row_key',
      { last_row_key: 'k' },
    ]);
    step('last_row_key', { fields: { last_row_key: 7 } }).should.eql(['last_row_key', { last_row_key: '7' }]);
    step('last_row_key', { fields: { last_row_key: '' }, more: true, full: true }).should.eql([]);
  });

  it('start_row_key goes on with the next key of the reply', () => {
    step('start_row_key', { fields: { next_row_key: 'n', last_row_key: 'l' } }).should.eql([
      'start_row_key',
      { start_row_key: 'n' },
    ]);
    step('start_row_key', { fields: { next_row_key: '' }, more: true, full: true }).should.eql([]);
  });

  it('last_id goes on with the last row, by either name, when the page is full or there is more', () => {
    step('last_id', { full: true }).should.eql(['last_id', { last_id: 'r2' }]);
    step('last_id', { more: true }).should.eql(['last_id', { last_id: 'r2' }]);
    step('last_id', { full: true, rows: [{ device_id: 'd' }] }).should.eql(['last_id', { last_id: 'd' }]);
    step('last_id', { full: true, rows: [{ id: 'i', device_id: 'd' }] }).should.eql([
      'last_id',
      { last_id: 'i' },
    ]);
    step('last_id', {}).should.eql([]);
    step('last_id', { full: true, rows: ['r1'] }).should.eql([]);
    step('last_id', { full: true, rows: [{ name: 'r1' }] }).should.eql([]);
    step('last_id', { full: true, rows: [] }).should.eql([]);
  });

  it('page goes on with the next number, when the page is full or there is more', () => {
    step('page', { asked: { page_no: '4' }, full: true }).should.eql(['page', { page_no: '5' }]);
    step('page', { asked: { page_no: '0' }, more: true }).should.eql(['page', { page_no: '1' }]);
    step('page', { full: true }).should.eql(['page', { page_no: '2' }]);
    step('page', { asked: { page_no: 'x' }, full: true }).should.eql(['page', { page_no: '2' }]);
    step('page', { asked: { page_no: '4' } }).should.eql([]);
    step('page', { asked: { page_no: '4' }, more: false }).should.eql([]);
  });

  it('goes by what the catalogue says, though the reply names another key too', () => {
    const fields = { next_row_key: 'n', last_row_key: 'l' };
    step('last_row_key', { fields }).should.eql(['last_row_key', { last_row_key: 'l' }]);
    step('last_id', { fields, more: true }).should.eql(['last_id', { last_id: 'r2' }]);
    step('page', { fields, more: true }).should.eql(['page', { page_no: '2' }]);
  });

  it('may go by another key than the catalogue says, and is never followed by guess', () => {
    step('start_row_key', { fields: { last_row_key: 'l' } }).should.eql([
      'last_row_key',
      { last_row_key: 'l' },
    ]);
    step('last_row_key', { fields: { next_row_key: 'n' } }).should.eql([
      'start_row_key',
      { start_row_key: 'n' },
    ]);
    step('page', { asked: { page_no: '1' }, fields: { last_row_key: 'l' } }).should.eql([]);
    step('last_row_key', { asked: { page_no: '1' }, more: true, full: true }).should.eql([]);
    step('last_row_key', { asked: { last_id: '' }, more: true, full: true }).should.eql([]);
  });

  it('paid logs go by the last row and its time, whatever the catalogue says', () => {
    const asked = { query_type: '2' };
    const rows = [{ event_time: 8 }, { event_time: 9 }];
    const both = { last_row_key: 'l', next_row_key: 'n', last_event_time: 5 };
    step('start_row_key', { asked, rows, fields: both }).should.eql([
      'paid_logs',
      { last_row_key: 'l', last_event_time: '5' },
    ]);
    step('start_row_key', { asked, rows, fields: { next_row_key: 'n' } }).should.eql([
      'paid_logs',
      { last_row_key: 'n', last_event_time: '9' },
    ]);
    step(undefined, { asked, rows: [], fields: { next_row_key: 'n' } }).should.eql([
      'paid_logs',
      { last_row_key: 'n' },
    ]);
    step('start_row_key', { asked, rows, more: true, full: true }).should.eql([]);
    step('start_row_key', { asked: { query_type: '1' }, rows, fields: both }).should.eql([
      'start_row_key',
      { start_row_key: 'n' },
    ]);
  });
});

describe('a list that the catalogue does not know', () => {
  it('is read on as the call began it, by ids before keys before numbers', () => {
    const fields = { next_row_key: 'n', last_row_key: 'l' };
    step(undefined, { asked: { last_id: '' }, fields, full: true }).should.eql([
      'last_id',
      { last_id: 'r2' },
    ]);
    step(undefined, { fields }).should.eql(['start_row_key', { start_row_key: 'n' }]);
    step(undefined, { fields: { last_row_key: 'l' }, more: true }).should.eql([
      'last_row_key',
      { last_row_key: 'l' },
    ]);
    step(undefined, { asked: { page_no: '1' }, fields: { last_row_key: 'l' }, more: true }).should.eql([
      'page',
      { page_no: '2' },
    ]);
    step(undefined, { more: true }).should.eql(['page', { page_no: '2' }]);
    step(undefined, { asked: { page_no: '1' }, full: true }).should.eql(['page', { page_no: '2' }]);
  });

  it('ends where nothing leads on', () => {
    step(undefined, { full: true }).should.eql([]);
    step(undefined, { fields: { next_row_key: '', last_row_key: '' } }).should.eql([]);
    step(undefined, { asked: { last_id: 'a' } }).should.eql([]);
    step(undefined, { asked: { page_no: '1' } }).should.eql([]);
  });
});
