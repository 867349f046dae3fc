import fc from 'fast-check';
import should from 'should';
import { operationOf } from '../../../nodes/cloud/catalogue/operations';
import type { Operation } from '../../../nodes/cloud/catalogue/operations';
import type { Answer } from '../../../nodes/cloud/call/plan';
import { followPages } from '../../../nodes/cloud/lists/follow';
import type { Page } from '../../../nodes/cloud/lists/follow';
import { Pager } from '../../../nodes/cloud/lists/pager';
import { buildRequest } from '../../../nodes/cloud/request/build';
import type { ApiRequest } from '../../../nodes/cloud/request/build';

const known = (path: string): Operation => {
  const operation = operationOf('GET', path.slice(1).split('/'));
  if (operation === undefined) throw new Error(`The catalogue does not know ${path}`);
  return operation;
};
const map = (query: Record<string, string> = {}): Map<string, string> => new Map(Object.entries(query));
const rows = (n: number, from = 0): { id: string }[] =>
  Array.from({ length: n }, (_, i) => ({ id: `r${from + i}` }));

const LINKED = '/v1.0/iot-01/associated-users/devices';
const BY_NUMBER = '/v2.0/apps/demo/users';
const BY_ID = '/v2.0/cloud/thing/device';

describe('the pager', () => {
  const query = map({ size: '2' });
  const page = (last_row_key: string, n = 2): object => ({
    list: Array.from({ length: n }, (_, i) => `${last_row_key}${i}`),
    last_row_key,
    has_more: true,
  });

  describe('asks for the first page', () => {
    it('with the largest size that Tuya takes, and with its number where the list goes by numbers', () => {
      new Pager(map(), known(LINKED)).first().should.eql({ size: '100' });
      new Pager(map(), known(BY_NUMBER)).first().should.eql({ page_size: '100', page_no: '1' });
      new Pager(map(), known('/v1.0/users/u/devices')).first().should.eql({ page_no: '1' });
    });

    it('as the call says, where it says', () => {
      new Pager(map({ size: '5' }), known(LINKED)).first().should.eql({});
      new Pager(map({ page_no: '3' }), known(BY_NUMBER)).first().should.eql({ page_size: '100' });
      new Pager(map({ page_size: '7' }), known(BY_NUMBER)).first().should.eql({ page_no: '1' });
    });

    it('with nothing where the list is one of ids, has no pages or is unknown', () => {
      new Pager(map({ device_ids: 'a,b' }), known('/v2.0/devices')).first().should.eql({});
      new Pager(map(), known('/v1.0/devices/status')).first().should.eql({});
      new Pager(map()).first().should.eql({});
    });
  });

  it('a list that begins on a later page ends where its total says', () => {
    const asked = map({ page_no: '2', page_size: '20' });
    const pager = new Pager(asked);
    const part = (from: number): object => ({ list: rows(20, from), total: 60 });
    [pager.read(part(20), asked)?.next].should.eql([{ page_no: '3' }]);
    const last = pager.read(part(40), map({ page_no: '3', page_size: '20' }));
    should(last).have.properties({ next: undefined, stuck: false });
  });

  it("a list that begins on a later page of the catalogue's size ends where its total says", () => {
    const asked = map({ page_no: '2' });
    const pager = new Pager(asked, known(BY_NUMBER));
    const last = pager.read({ list: rows(50), total: 150 }, map({ page_no: '2', page_size: '100' }));
    should(last).have.properties({ next: undefined, stuck: false });
  });

  it('a list that begins nobody knows where is not judged by its total', () => {
    for (const begin of [{ page_no: '2' }, { last_row_key: 'a' }, { start_row_key: 'a' }, { last_id: 'a' }]) {
      const pager = new Pager(map(begin));
      const last = pager.read({ list: rows(5), total: 25 }, map(begin));
      should(last).have.properties({ next: undefined, stuck: false });
    }
    for (const [begin, next] of [
      [{ last_row_key: 'a' }, { last_row_key: 'b' }],
      [{ page_no: '2' }, { page_no: '3' }],
      [{ page_no: '2', page_size: 'x' }, { page_no: '3' }],
    ] as [Record<string, string>, object][]) {
      const pager = new Pager(map(begin));
      const reading = pager.read({ list: rows(20), last_row_key: 'b', total: 20 }, map(begin));
      [reading?.next].should.eql([next]);
    }
    const key = map({ last_row_key: '' });
    [new Pager(key).read({ list: rows(2), total: 3 }, key)?.stuck].should.eql([false]);
    [new Pager(key).read({ list: rows(2), last_row_key: 'b', total: 2 }, key)?.next].should.eql([undefined]);
  });

  it('stops at a repeated key and says that the list goes on', () => {
    const pager = new Pager(query);
    [pager.read(page('a'), query)?.next].should.eql([{ last_row_key: 'a' }]);
    [pager.read(page('b'), query)?.next].should.eql([{ last_row_key: 'b' }]);
    [pager.read({ ...page('a'), list: ['other'] }, query)].should.eql([
      { items: ['other'], next: undefined, stuck: true },
    ]);
  });

  it('stops at the key that the call began with', () => {
    const begun = map({ last_row_key: 'a' });
    [new Pager(begun).read(page('a'), begun)?.stuck].should.eql([true]);
    const other = map({ start_row_key: 'a' });
    [new Pager(other).read(page('a'), other)?.next].should.eql([{ last_row_key: 'a' }]);
  });

  it('a page that comes again under its own key brings no row twice', () => {
    const pager = new Pager(query);
    pager.read(page('a'), query);
    [pager.read(page('a'), query)].should.eql([{ items: [], next: undefined, stuck: true }]);
  });

  it('pages of equal rows under new keys are pages', () => {
    const pager = new Pager(query);
    for (const key of ['a', 'b', 'c']) {
      const reading = pager.read({ list: [true, true], last_row_key: key, has_more: true }, query);
      [reading].should.eql([{ items: [true, true], next: { last_row_key: key }, stuck: false }]);
    }
    [pager.read({ list: [true, true], has_more: false }, query)?.items].should.eql([[true, true]]);
  });

  it('a last page that says so is the last, though it looks like the one before under the same key', () => {
    const pager = new Pager(query);
    const same = { list: [true], last_row_key: 'a' };
    pager.read({ ...same, has_more: true }, query);
    [pager.read({ ...same, has_more: false }, query)].should.eql([
      { items: [true], next: undefined, stuck: false },
    ]);
  });

  it('a page without rows but with more and a new key goes on', () => {
    const pager = new Pager(query, known(LINKED));
    [pager.read(page('a', 0), query)].should.eql([{ items: [], next: { last_row_key: 'a' }, stuck: false }]);
    [pager.read(page('a', 0), query)].should.eql([{ items: [], next: undefined, stuck: true }]);
  });

  it('a page without rows ends a list that does not say that it goes on, or that goes by numbers', () => {
    const silent = { list: [], last_row_key: 'a' };
    [new Pager(query).read(silent, query)].should.eql([{ items: [], next: undefined, stuck: false }]);
    const numbers = map({ page_no: '1' });
    [new Pager(numbers).read({ list: [], has_more: true }, numbers)].should.eql([
      { items: [], next: undefined, stuck: true },
    ]);
  });

  it('stops when page numbers bring the same page again', () => {
    const numbers = map({ page_no: '1' });
    const pager = new Pager(numbers);
    const same = { list: [1, 2], has_more: true };
    [pager.read(same, numbers)?.next].should.eql([{ page_no: '2' }]);
    [pager.read(same, map({ page_no: '2' }))].should.eql([{ items: [], next: undefined, stuck: true }]);
  });

  it('a page that comes again is not taken for the rest of the total', () => {
    const numbers = map({ page_no: '1', page_size: '20' });
    const byNumber = new Pager(numbers);
    byNumber.read({ list: rows(20), total: 40 }, numbers);
    [byNumber.read({ list: rows(20), total: 40 }, map({ page_no: '2', page_size: '20' }))].should.eql([
      { items: [], next: undefined, stuck: true },
    ]);
    const byKey = new Pager(query);
    byKey.read({ list: rows(2), last_row_key: 'a', total: 4 }, query);
    [byKey.read({ list: rows(2), last_row_key: 'a', total: 4 }, query)].should.eql([
      { items: [], next: undefined, stuck: true },
    ]);
  });

  it('a last page by number that equals the one before is a page', () => {
    const numbers = map({ page_no: '1' });
    const pager = new Pager(numbers);
    pager.read({ list: [true], has_more: true }, numbers);
    [pager.read({ list: [true], has_more: false }, map({ page_no: '2' }))].should.eql([
      { items: [true], next: undefined, stuck: false },
    ]);
  });

  it('page 0 may be the first one by another name', () => {
    const at = (page_no: string): Map<string, string> => map({ page_no, page_size: '20' });
    const pager = new Pager(at('0'));
    const part = { list: rows(20), total: 40 };
    [pager.read(part, at('0'))?.next].should.eql([{ page_no: '1' }]);
    [pager.read(part, at('1'))].should.eql([{ items: [], next: { page_no: '2' }, stuck: false }]);
    [pager.read({ list: rows(20, 20), total: 40 }, at('2'))].should.eql([
      { items: rows(20, 20), next: undefined, stuck: false },
    ]);
  });

  it('rows that lead back to a row that has been out are not told again', () => {
    const pager = new Pager(map(), known(BY_ID));
    const asked = map({ page_size: '2' });
    pager.read(rows(2), asked);
    pager.read(rows(2, 2), asked);
    [pager.read(rows(2), asked)].should.eql([{ items: [], next: undefined, stuck: true }]);
  });

  it('reads flags and totals however they are written', () => {
    for (const [yes, no] of [
      [true, false],
      ['true', 'false'],
      ['True', 'FALSE'],
      [1, 0],
      ['1', '0'],
    ]) {
      for (const name of ['has_more', 'has_next']) {
        const goesOn = new Pager(query).read({ list: [1, 2], [name]: yes }, query);
        [goesOn?.next].should.eql([{ page_no: '2' }]);
        const over = new Pager(query).read({ ...page('a'), has_more: undefined, [name]: no }, query);
        [over].should.eql([{ items: ['a0', 'a1'], next: undefined, stuck: false }]);
      }
    }
    for (const name of ['total', 'total_size']) {
      for (const [total, more] of [
        [2, false],
        ['2', false],
        [3, true],
        ['3', true],
      ] as const) {
        const reading = new Pager(query).read({ ...page('a'), has_more: undefined, [name]: total }, query);
        (reading?.next !== undefined).should.equal(more);
      }
    }
  });

  it('believes a flag before a total', () => {
    [new Pager(query).read({ ...page('a'), total: 2 }, query)?.next].should.eql([{ last_row_key: 'a' }]);
    [new Pager(query).read({ ...page('a'), has_more: false, total: 9 }, query)?.stuck].should.eql([false]);
  });

  it('tells that a list goes on though its key is missing', () => {
    const reading = new Pager(query, known(LINKED)).read({ devices: [1, 2], has_more: true }, query);
    [reading].should.eql([{ items: [1, 2], next: undefined, stuck: true }]);
  });

  it('a key that was rounded on its way leads nowhere', () => {
    const rounded = { devices: [1], last_row_key: 2 ** 53, has_more: true };
    [new Pager(query, known(LINKED)).read(rounded, query)].should.eql([
      { items: [1], next: undefined, stuck: true },
    ]);
  });

  describe('where nothing but its length tells whether a page is the last', () => {
    const goesOn = (asked: Record<string, string>, n: number, operation?: Operation): boolean =>
      new Pager(map(asked), operation).read(rows(n), map(asked))?.next !== undefined;

    it('a page is full with as many rows as were asked for, by either name', () => {
      [goesOn({ page_no: '1', page_size: '5' }, 5), goesOn({ page_no: '1', page_size: '5' }, 4)].should.eql([
        true,
        false,
      ]);
      [goesOn({ page_no: '1', size: '5' }, 5), goesOn({ page_no: '1', size: '5' }, 4)].should.eql([
        true,
        false,
      ]);
      [goesOn({ page_size: '5' }, 5, known(BY_ID)), goesOn({ page_size: '5' }, 4, known(BY_ID))].should.eql([
        true,
        false,
      ]);
    });

    it('a page is full with twenty where more were asked for, none, or nonsense', () => {
      for (const page_size of ['100', '0', '-3', 'many']) {
        [goesOn({ page_no: '1', page_size }, 20), goesOn({ page_no: '1', page_size }, 19)].should.eql([
          true,
          false,
        ]);
      }
      [goesOn({ page_no: '1' }, 20), goesOn({ page_no: '1' }, 19)].should.eql([true, false]);
    });
  });

  it('null is an empty page of a known list and of one that has begun, and else no list', () => {
    const over = { items: [], next: undefined, stuck: false };
    [new Pager(map(), known(LINKED)).read(null, map())].should.eql([over]);
    [new Pager(map(), known('/v1.0/devices/status')).read(null, map())].should.eql([undefined]);
    const pager = new Pager(map());
    [pager.read(null, map())].should.eql([undefined]);
    pager.read([1], map());
    [pager.read(null, map())].should.eql([over]);
    [pager.read({ id: 1 }, map())].should.eql([undefined]);
  });
});

/** How a cloud of the model hands out its rows. */
const KINDS = {
  'last_row_key and has_more': {
    cursor: 'last_row_key',
    key: 'last_row_key',
    sign: 'has_more',
    path: LINKED,
  },
  'last_row_key and has_next': {
    cursor: 'last_row_key',
    key: 'last_row_key',
    sign: 'has_next',
    path: LINKED,
  },
  'last_row_key and total': { cursor: 'last_row_key', key: 'last_row_key', sign: 'total', path: LINKED },
  'last_row_key alone': { cursor: 'last_row_key', key: 'last_row_key', sign: 'none', path: LINKED },
  'next_row_key and has_next': {
    cursor: 'start_row_key',
    key: 'next_row_key',
    sign: 'has_next',
    path: '/v1.0/devices/x/logs',
  },
  'last_id on a bare array': { cursor: 'last_id', key: '', sign: 'none', path: BY_ID },
  'page_no and has_more': { cursor: 'page_no', key: '', sign: 'has_more', path: BY_NUMBER },
  'page_no and total': { cursor: 'page_no', key: '', sign: 'total', path: BY_NUMBER },
  'page_no on a bare array': { cursor: 'page_no', key: '', sign: 'none', path: BY_NUMBER },
} as const;
type Kind = keyof typeof KINDS;
/** What may go wrong with one page: asked for twice, without its sign, without rows under a new key, the page before once more. */
type Fault = 'refused once' | 'no sign' | 'no rows' | 'again';

interface World {
  kind: Kind;
  inCatalogue: boolean;
  rows: number;
  size: number;
  maxPages: number;
  /** By the number of the call. */
  faults: Record<number, Fault>;
}

/** A list of the model: rows in order, handed out as its kind has it, with a fault here and there. */
class ModelList {
  private served = 0;
  private before: unknown;
  private reached = 0;

  constructor(private readonly world: World) {}

  serve(asked: ReadonlyMap<string, string>): unknown {
    const { kind, rows: total, size, faults } = this.world;
    const { cursor, key, sign } = KINDS[kind];
    const fault = faults[this.served++];
    if (fault === 'again' && this.before !== undefined && this.reached < total) return this.before;
    const given = asked.get(cursor) ?? '';
    // A key is the number of the row after which it goes on, and how often nothing was shown there.
    const start =
      cursor === 'page_no'
        ? (Number(given || 1) - 1) * size
        : given === ''
          ? 0
          : Number(given.split('.')[0]?.slice(1));
    const empty = fault === 'no rows' && key !== '';
    const end = empty ? start : Math.min(start + size, total);
    const list = Array.from({ length: end - start }, (_, i) => ({ id: `r${start + i + 1}` }));
    this.reached = end;
    const more = empty || end < total;
    const signed = fault !== 'no sign';
    this.before =
      sign === 'none' && key === ''
        ? list
        : {
            list,
            ...(key === ''
              ? {}
              : { [key]: more || sign !== 'none' ? `r${end}${empty ? `.${this.served}` : ''}` : '' }),
            ...(signed && sign === 'total' ? { total } : {}),
            ...(signed && sign.startsWith('has_') ? { [sign]: more } : {}),
            ...(empty && sign === 'none' ? { has_more: true } : {}),
          };
    return this.before;
  }
}

/** Reads a list of the model to its end. */
async function readAll(world: World): Promise<{ ids: string[]; more: boolean; pages: number }> {
  const list = new ModelList(world);
  const { cursor, path } = KINDS[world.kind];
  // A list that the catalogue does not know is begun as its dialect is.
  const begun = cursor === 'page_no' ? { page_no: 1 } : cursor === 'last_id' ? { last_id: '' } : {};
  const request = buildRequest({
    method: 'GET',
    path: world.inCatalogue ? path : '/v1.0/model/list',
    query: { size: world.size, page_size: world.size, ...(world.inCatalogue ? {} : begun) },
  });
  let calls = 0;
  const perform = async ({ query }: ApiRequest): Promise<Answer> => {
    if (calls > 200) throw new Error('The list does not end');
    // A call that is refused is made again as it was.
    if (world.faults[calls++] === 'refused once') list.serve(query);
    const envelope = { success: true as const, result: list.serve(query) };
    return { envelope, statusCode: 200, attempts: 1, elapsed: 1, askedAt: 0 };
  };
  const pages: Page[] = [];
  for await (const page of followPages(request, world.maxPages, perform)) pages.push(page);
  const items = pages.flatMap((page) => page.items) as { id: string }[];
  return { ids: items.map(({ id }) => id), more: pages.at(-1)?.more === true, pages: pages.length };
}

async function check(world: World): Promise<void> {
  const { ids, more, pages } = await readAll(world);
  const faults = Object.values(world.faults);
  // Every row comes out once and in order.
  ids.should.eql(Array.from({ length: ids.length }, (_, i) => `r${i + 1}`));
  // It is told when rows are left out, and only then, but where a list is cut off before its end could be seen.
  const unseen = pages === world.maxPages && (KINDS[world.kind].sign === 'none' || faults.length > 0);
  if (ids.length < world.rows || !unseen) more.should.equal(ids.length < world.rows);
  // A list whose pages all came is whole.
  if (pages < world.maxPages && !faults.includes('again')) ids.should.have.length(world.rows);
  // It ends, with no more pages than there are, an empty one for each fault, and one to see the end.
  pages.should.be.belowOrEqual(Math.ceil(world.rows / world.size) + faults.length + 1);
}

describe('any list, with any fault in between', () => {
  const worlds: fc.Arbitrary<World> = fc.record({
    kind: fc.constantFrom(...(Object.keys(KINDS) as Kind[])),
    inCatalogue: fc.boolean(),
    rows: fc.integer({ min: 0, max: 70 }),
    size: fc.integer({ min: 1, max: 20 }),
    maxPages: fc.constantFrom(1, 2, 3, 200),
    faults: fc.dictionary(
      fc.integer({ min: 0, max: 6 }).map(String),
      fc.constantFrom<Fault>('refused once', 'no sign', 'no rows', 'again'),
      { maxKeys: 3 },
    ),
  });

  it('comes out once and in order, ends, and tells exactly when rows are left out', async () => {
    await fc.assert(fc.asyncProperty(worlds, check), { numRuns: 1000 });
  });
});
