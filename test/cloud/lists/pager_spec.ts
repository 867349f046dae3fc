import 'should';
import { startRig, failureOf } from '../../support/rig';
import type { Rig } from '../../support/rig';
import { merge, split } from '../../../nodes/cloud/lists/batches';
import { Pager } from '../../../nodes/cloud/lists/pager';
import { operationOf } from '../../../nodes/cloud/catalogue/operations';
import type { ApiCall } from '../../../nodes/cloud/request/build';
import type { Page } from '../../../nodes/cloud/lists/follow';

const DEVICES = 253;
const LINKED = '/v1.0/iot-01/associated-users/devices';
const END = 1_700_000_000_999;
const SPAN = 'start_time=1700000000000&end_time=1700000000999';
const LOG = `/v1.0/devices/lamp0001desk/logs?type=7&${SPAN}`;
const REPORTS = `report-logs?codes=switch_led&${SPAN}`;

describe('paged lists', () => {
  let rig: Rig;
  const { signal } = new AbortController();

  beforeEach(async () => {
    rig = await startRig();
    rig.cloud.pageSize = 20;
    rig.cloud.addDevices(DEVICES - rig.cloud.devices.length);
    const [first] = rig.cloud.devices;
    const log = first?.logs[0];
    if (first === undefined || log === undefined) throw new Error('The house is empty');
    first.logs = Array.from({ length: DEVICES }, (_, i) => ({ ...log, event_time: END - i }));
  });
  afterEach(() => rig.close());

  async function read(call: Partial<ApiCall>, maxPages = 100): Promise<Page[]> {
    const pages: Page[] = [];
    const whole = { method: 'GET', path: '', ...call };
    for await (const page of rig.client.pages(whole, maxPages, signal)) pages.push(page);
    return pages;
  }
  const itemsIn = (pages: Page[]): unknown[] => pages.flatMap(({ items }) => items);

  const DIALECTS: [string, string][] = [
    ['last_row_key with has_more', LINKED],
    ['last_row_key with has_more, another list name', '/v1.3/iot-03/devices'],
    ['last_row_key with has_more and size', '/v2.0/devices?size=20'],
    ['last_row_key with has_next', '/v1.0/iot-02/assets/a1/devices?page_size=50'],
    ['last_id on a bare array', '/v2.0/cloud/thing/device'],
    [
      'last_id on a bare array, a size that the cloud does not keep',
      '/v2.0/cloud/thing/device?page_size=100',
    ],
    ['page_no with has_more', '/v1.0/devices'],
    ['page_no with has_more and a list', '/v2.0/apps/demo/users'],
    ['start_row_key from next_row_key', LOG],
    [
      'start_row_key from next_row_key, thing model',
      LOG.replace('v1.0/devices', 'v2.0/cloud/thing') + '&query_type=1',
    ],
    ['last_row_key and last_event_time of paid logs', `${LOG}&query_type=2`],
    ['last_row_key of reports', `/v2.0/cloud/thing/lamp0001desk/${REPORTS}`],
    ['last_row_key of reports in a list', `/v1.0/iot-03/devices/lamp0001desk/${REPORTS}`],
  ];
  for (const [dialect, path] of DIALECTS) {
    it(`${dialect}: ${DEVICES} rows come out of a cloud that hands out 20 at a time`, async () => {
      const pages = await read({ path });
      const items = itemsIn(pages);
      items.should.have.length(DEVICES);
      new Set(items.map((item) => JSON.stringify(item))).size.should.equal(DEVICES);
      pages.should.have.length(13);
      pages.map(({ last }) => last).should.eql([...Array<boolean>(12).fill(false), true]);
      pages.some(({ more }) => more).should.be.false();
      rig.cloud.businessCalls.every(({ verified }) => verified).should.be.true();
    });
  }

  it("page_no on a bare array: all devices of a user come out, and nobody else's", async () => {
    const pages = await read({ path: '/v1.0/users/uid-anna/devices' });
    itemsIn(pages).should.have.length(DEVICES - 2);
    pages.should.have.length(13);
  });

  it('paid logs are asked for by key and time, free ones by key alone', async () => {
    const cursors = async (path: string): Promise<string[]> => {
      rig.cloud.calls.length = 0;
      await read({ path }, 2);
      const { type, size, codes, start_time, end_time, query_type, ...cursor } =
        rig.cloud.businessCalls.at(-1)?.query ?? {};
      [type, size, codes, start_time, end_time, query_type].should.be.an.Array();
      return Object.keys(cursor).sort();
    };
    (await cursors(`${LOG}&query_type=2`)).should.eql(['last_event_time', 'last_row_key']);
    (await cursors(`${LOG}&query_type=1`)).should.eql(['start_row_key']);
  });

  describe('a path that the catalogue does not know is recognised by its reply', () => {
    for (const [dialect, path] of [
      ['last_row_key with has_more', 'last-row-key?size=50'],
      ['next_row_key with has_next', 'next-row-key'],
      ['last_id, asked for with an empty one', 'last-id?last_id=&page_size=20'],
      ['page numbers with has_more, though none is in the query', 'numbers'],
      ['page numbers, asked for with one, on a bare array', 'numbers-bare?page_no=1&page_size=20'],
      ['page numbers with a flag that is a text', 'flags-as-text'],
      ['page numbers with a total that is a text', 'total-as-text'],
      ['last_row_key with a flag that is 0 or 1', 'flags-as-number'],
    ] as [string, string][]) {
      it(dialect, async () => {
        const pages = await read({ path: `/v1.0/demo/${path}` });
        const ids = itemsIn(pages).map((row) => (row as { id: string }).id);
        ids.should.have.length(DEVICES);
        new Set(ids).size.should.equal(DEVICES);
        pages.should.have.length(13);
        pages.at(-1)?.more.should.be.false();
      });
    }

    it('page numbers begin with the second page when the query names none', async () => {
      await read({ path: '/v1.0/demo/numbers' }, 3);
      rig.cloud.businessCalls.map(({ query }) => query.page_no ?? '').should.eql(['', '2', '3']);
    });

    it('one that says that there is more, and leads nowhere, ends with more', async () => {
      const pages = await read({ path: '/v1.0/demo/no-key' });
      itemsIn(pages).should.have.length(20);
      [pages.at(-1)?.last, pages.at(-1)?.more].should.eql([true, true]);
    });
  });

  for (const path of ['/v1.0/demo/numbers-bare', '/v1.0/demo/total-as-text', '/v1.0/devices']) {
    it(`${path} from page_no=0, which is the first page as 1 is, comes out whole and once`, async () => {
      const pages = await read({ path: `${path}?page_no=0&page_size=20` });
      rig.cloud.businessCalls
        .slice(0, 3)
        .map(({ query }) => query.page_no)
        .should.eql(['0', '1', '2']);
      const items = itemsIn(pages);
      items.length.should.equal(DEVICES);
      new Set(items.map((item) => JSON.stringify(item))).size.should.equal(DEVICES);
      pages.at(-1)?.more.should.be.false();
    });
  }

  it('a token that expires on page three costs one renewal', async () => {
    let pages = 0;
    const call = { method: 'GET', path: LINKED };
    for await (const page of rig.client.pages(call, 100, signal)) {
      page.items.length.should.be.above(0);
      if (++pages === 2) rig.cloud.expireTokens();
    }
    pages.should.equal(13);
    rig.cloud.tokenCalls.should.have.length(2);
  });

  it('a rate limit on page two is waited for', async () => {
    const rows: unknown[] = [];
    let pages = 0;
    for await (const page of rig.client.pages({ method: 'GET', path: LINKED }, 100, signal)) {
      rows.push(...page.items);
      if (++pages === 1) rig.cloud.fail({ code: 1199 }, { kind: 'business' });
    }
    rows.should.have.length(DEVICES);
    const [, second, again] = rig.cloud.businessCalls;
    [second?.code, again?.code].should.eql([1199, undefined]);
    Object.keys(second?.query ?? {}).should.containEql('last_row_key');
    again?.query.should.eql(second?.query);
    rig.cloud.businessCalls.should.have.length(14);
  });

  for (const [dialect, path, pages] of [
    ['last_row_key', LINKED, 3],
    ['start_row_key', LOG, 3],
    // Ids and numbers go on, so only the page itself tells.
    ['last_id', '/v2.0/cloud/thing/device', 4],
    ['page_no', '/v1.0/devices', 4],
  ] as [string, string, number][]) {
    it(`a cloud that goes in circles by ${dialect} ends the list with more`, async () => {
      rig.cloud.stuckAt = 40;
      const got = await read({ path });
      got.length.should.equal(pages);
      itemsIn(got).length.should.equal(60);
      new Set(itemsIn(got).map((item) => JSON.stringify(item))).size.should.equal(60);
      got.map(({ more }) => more).should.eql([...Array<boolean>(pages - 1).fill(false), true]);
    });
  }

  it('maxPages ends the list, and says that there is more', async () => {
    const pages = await read({ path: LINKED }, 3);
    itemsIn(pages).should.have.length(60);
    pages
      .map(({ last, more }) => [last, more])
      .should.eql([
        [false, false],
        [false, false],
        [true, true],
      ]);
    rig.cloud.businessCalls.should.have.length(3);
  });

  it('the last page at maxPages is no end with more', async () => {
    const pages = await read({ path: LINKED }, 13);
    itemsIn(pages).should.have.length(DEVICES);
    pages.at(-1)?.more.should.be.false();
  });

  it('the next page is asked for only when the one before was taken', async () => {
    const call = { method: 'GET', path: LINKED };
    const pages = rig.client.pages(call, 100, signal);
    await pages.next();
    await pages.next();
    rig.cloud.businessCalls.should.have.length(2);
    await pages.return();
    rig.cloud.businessCalls.should.have.length(2);
  });

  it('an empty list is one empty page', async () => {
    rig.cloud.devices.length = 0;
    for (const path of [LINKED, '/v2.0/cloud/thing/device', '/v1.0/users/u/devices']) {
      const pages = await read({ path });
      pages.map(({ items, last, more }) => [items, last, more]).should.eql([[[], true, false]]);
    }
  });

  for (const result of [
    { list: null, has_more: false },
    { devices: null, total: '0' },
    { has_more: false, total: 0 },
    { has_more: 'false', total: 0, last_row_key: '' },
    { total_size: 0, has_next: 0 },
    [],
  ]) {
    it(`${JSON.stringify(result)} is an empty list, also where the catalogue knows nothing`, async () => {
      for (const path of [LINKED, '/v1.0/demo/numbers']) {
        rig.cloud.fail({ status: 200, body: JSON.stringify({ success: true, result }) }, { path });
        const pages = await read({ path });
        pages.map(({ items, last, more }) => [items, last, more]).should.eql([[[], true, false]]);
      }
    });
  }

  it('null instead of a list is an empty page of a known list, and of an unknown one that has begun', async () => {
    const nothing = { status: 200, body: JSON.stringify({ success: true, result: null }) };
    rig.cloud.fail(nothing, { path: LINKED });
    itemsIn(await read({ path: LINKED })).should.eql([]);

    const path = '/v1.0/demo/numbers';
    const rows: unknown[] = [];
    for await (const { items, more } of rig.client.pages({ method: 'GET', path }, 100, signal)) {
      if (rows.length === 0) rig.cloud.fail(nothing, { path });
      rows.push(...items);
      more.should.be.false();
    }
    rows.should.have.length(20);

    rig.cloud.fail(nothing, { path });
    (await failureOf(read({ path }))).code.should.equal('TUYA_BAD_REQUEST');
  });

  it('what is no list, and a POST, are refused', async () => {
    (await failureOf(read({ path: '/v1.0/homes/1' }))).code.should.equal('TUYA_BAD_REQUEST');
    const before = rig.cloud.calls.length;
    const post = { method: 'POST', path: '/v1.0/devices/x/commands', body: {} };
    (await failureOf(read(post))).code.should.equal('TUYA_BAD_REQUEST');
    rig.cloud.calls.length.should.equal(before);
  });

  describe('the pager', () => {
    const query = new Map([['size', '2']]);
    const page = (last_row_key: string, n = 2): object => ({
      list: Array.from({ length: n }, (_, i) => `${last_row_key}${i}`),
      last_row_key,
      has_more: true,
    });

    it('a list that begins on a later page ends where its total says', () => {
      const asked = new Map([
        ['page_no', '2'],
        ['page_size', '20'],
      ]);
      const pager = new Pager(asked);
      const rows = (from: number): object => ({
        list: Array.from({ length: 20 }, (_, n) => from + n),
        total: 60,
      });
      pager.read(rows(20), asked)?.next?.should.eql({ page_no: '3' });
      const last = pager.read(rows(40), new Map([...asked, ['page_no', '3']]));
      last?.should.have.properties({ next: undefined, stuck: false });
    });

    it('stops at a repeated key and says that the list goes on', () => {
      const pager = new Pager(query);
      [pager.read(page('a'), query)?.next].should.eql([{ last_row_key: 'a' }]);
      [pager.read(page('b'), query)?.next].should.eql([{ last_row_key: 'b' }]);
      const circle = pager.read({ ...page('a'), list: ['other'] }, query);
      (circle?.next === undefined).should.be.true();
      circle?.stuck.should.be.true();
    });

    it('stops at an empty page, whatever the flag says', () => {
      const pager = new Pager(query);
      (pager.read(page('a', 0), query)?.next === undefined).should.be.true();
    });

    it('stops when page numbers bring the same page again', () => {
      const numbers = new Map([['page_no', '1']]);
      const pager = new Pager(numbers);
      const same = { list: [1, 2], has_more: true };
      [pager.read(same, numbers)?.next].should.eql([{ page_no: '2' }]);
      const again = pager.read(same, numbers);
      again?.items.should.eql([]);
      again?.stuck.should.be.true();
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
      for (const [total, more] of [
        [2, false],
        ['2', false],
        [3, true],
        ['3', true],
      ] as const) {
        const reading = new Pager(query).read({ ...page('a'), has_more: undefined, total }, query);
        (reading?.next !== undefined).should.equal(more);
      }
    });

    it('tells that a list goes on though its key is missing', () => {
      const operation = operationOf('GET', LINKED.slice(1).split('/'));
      const reading = new Pager(query, operation).read({ devices: [1, 2], has_more: true }, query);
      (reading?.next === undefined).should.be.true();
      reading?.stuck.should.be.true();
    });
  });

  describe('lists of ids that are longer than Tuya takes', () => {
    it('are split and the answers merged', async () => {
      const ids = rig.cloud.devices.slice(0, 45).map(({ id }) => id);
      const path = '/v1.0/devices/status';
      const { envelope } = await rig.call({ path, query: { device_ids: ids } });
      (envelope.result as { id: string }[]).map(({ id }) => id).should.eql(ids);
      rig.cloud.businessCalls
        .map(({ query: { device_ids } }) => device_ids?.split(',').length)
        .should.eql([20, 20, 5]);
    });

    it('objects with a list and a total become one', async () => {
      const ids = rig.cloud.devices.slice(0, 30).map(({ id }) => id);
      const { envelope } = await rig.call({ path: '/v1.0/devices', query: { device_ids: ids } });
      const { devices, total } = envelope.result as { devices: unknown[]; total: number };
      devices.should.have.length(30);
      total.should.equal(30);
    });

    it('factory infos take fifty', async () => {
      const ids = rig.cloud.devices.slice(0, 60).map(({ id }) => id);
      const { envelope } = await rig.call({
        path: '/v1.0/devices/factory-infos',
        query: { device_ids: ids },
      });
      (envelope.result as unknown[]).should.have.length(60);
      rig.cloud.businessCalls.should.have.length(2);
    });

    it('a list with pages asks for each part by itself', async () => {
      const ids = rig.cloud.devices.slice(0, 45).map(({ id }) => id);
      const pages = await read({ path: '/v1.0/devices', query: { device_ids: ids.join(', ') } });
      itemsIn(pages)
        .map((device) => (device as { id: string }).id)
        .should.eql(ids);
      pages
        .map(({ items, last, more }) => [items.length, last, more])
        .should.eql([
          [20, false, false],
          [20, false, false],
          [5, true, false],
        ]);
      for (const { query } of rig.cloud.businessCalls) Object.keys(query).should.eql(['device_ids']);
    });

    it('maxPages between two parts tells that there is more', async () => {
      const ids = rig.cloud.devices.slice(0, 45).map(({ id }) => id);
      const pages = await read({ path: '/v1.0/devices', query: { device_ids: ids } }, 2);
      pages
        .map(({ last, more }) => [last, more])
        .should.eql([
          [false, false],
          [true, true],
        ]);
    });

    it("blanks around the commas are nobody's id", async () => {
      const { envelope } = await rig.call({
        path: '/v1.0/devices/status',
        query: {
          device_ids: rig.cloud.devices
            .slice(0, 25)
            .map(({ id }) => id)
            .join(' , '),
        },
      });
      (envelope.result as object[]).should.have.length(25);
    });

    it('a single list stays as it is', () => {
      (split('a,b', 2) === undefined).should.be.true();
      [split('a,b,,c', 2)].should.eql([['a,b', 'c']]);
      [split(' a , b, c', 2)].should.eql([['a,b', 'c']]);
      [merge([{ ok: true }, { ok: true }])].should.eql([{ ok: true }]);
    });

    it('results without rows add nothing', () => {
      [merge([null, [1], null, [2]])].should.eql([[1, 2]]);
      [merge([[1], { has_more: false, total: 0 }])].should.eql([[1]]);
      [
        merge([
          { list: null, total: 0 },
          { list: [1], total: 1 },
        ]),
      ].should.eql([{ list: [1], total: 1 }]);
      [merge([{ list: [1], total: '1' }, { total: '2' }])].should.eql([{ list: [1], total: 3 }]);
      (merge([null, null]) === null).should.be.true();
      [merge([true, true])].should.eql([true]);
    });
  });

  it('the operation of a call is the one that names most of its path', () => {
    const idOf = (method: string, path: string): string | undefined =>
      operationOf(method, path.slice(1).split('/'))?.id;
    [idOf('GET', '/v1.0/devices/status')].should.eql(['get-status-batch']);
    [idOf('GET', '/v1.0/devices/lamp')].should.eql(['get-device']);
    [idOf('GET', '/v2.0/cloud/thing/device')].should.eql(['list-project-devices']);
    [idOf('GET', '/v2.0/cloud/thing/lamp')].should.eql(['get-thing']);
    (idOf('GET', '/v9.9/nothing') === undefined).should.be.true();
    (idOf('POST', '/v1.0/devices/status') === undefined).should.be.true();
  });
});
