import should from 'should';
import { startRig, failureOf } from '../../support/rig';
import type { Rig } from '../../support/rig';
import type { Answer } from '../../../nodes/cloud/call/plan';
import { effortOf, withEffort } from '../../../nodes/cloud/errors/effort';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { followPages, performOnce } from '../../../nodes/cloud/lists/follow';
import type { Page, Perform } from '../../../nodes/cloud/lists/follow';
import { buildRequest } from '../../../nodes/cloud/request/build';
import type { ApiCall, ApiRequest } from '../../../nodes/cloud/request/build';

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
        should(pages.at(-1)?.more).be.false();
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
      should(pages.at(-1)?.more).be.false();
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
    should(again?.query).eql(second?.query);
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
    should(pages.at(-1)?.more).be.false();
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

  it('a key is asked for as the cloud wrote it, also one that is JSON', async () => {
    const keys = ['9007199254740993', '{"a":[1]}', 'a+b&c=d %'];
    for (const last_row_key of keys) {
      const result = { list: [1], last_row_key, has_more: true };
      rig.cloud.fail({ status: 200, body: JSON.stringify({ success: true, result }) }, { path: LINKED });
      await read({ path: LINKED }, 2);
      [rig.cloud.businessCalls.at(-1)?.query.last_row_key].should.eql([last_row_key]);
    }
  });
});

/** An answer that took an attempt and ten milliseconds. */
const answerOf = (result: unknown, askedAt = 0): Answer => ({
  envelope: { success: true, result, t: 1, msg: undefined, tid: 'tid' },
  statusCode: 200,
  attempts: 1,
  elapsed: 10,
  askedAt,
});

describe('following a list, call by call', () => {
  const request = (path: string, method = 'GET'): ApiRequest => buildRequest({ method, path });
  const ids = (n: number): string => Array.from({ length: n }, (_, i) => `id${i}`).join(',');

  async function follow(path: string, maxPages: number, results: unknown[]): Promise<[Page[], ApiRequest[]]> {
    const asked: ApiRequest[] = [];
    const pages: Page[] = [];
    const perform: Perform = async (call) => {
      asked.push(call);
      return answerOf(results[asked.length - 1]);
    };
    for await (const page of followPages(request(path), maxPages, perform)) pages.push(page);
    return [pages, asked];
  }

  it('one performer makes every call of a list, and learns what the catalogue knows of it', async () => {
    const operations: unknown[] = [];
    const perform: Perform = async (_, operation) => {
      operations.push(operation?.id);
      return answerOf({ devices: [], has_more: false });
    };
    for await (const page of followPages(request(`/v1.0/devices?device_ids=${ids(45)}`), 9, perform))
      page.should.be.ok();
    operations.should.eql(['list-devices-by-ids', 'list-devices-by-ids', 'list-devices-by-ids']);
    await performOnce(request(`/v1.0/devices/status?device_ids=${ids(21)}`), perform);
    operations.slice(3).should.eql(['get-status-batch', 'get-status-batch']);
    await performOnce(request('/v1.0/nothing'), perform);
    operations.slice(5).should.eql([undefined]);
  });

  it('a POST is refused before anything is asked for', async () => {
    const pages = followPages(request('/v1.0/devices', 'POST'), 9, async () => answerOf([]));
    await pages
      .next()
      .should.be.rejectedWith({ code: 'TUYA_BAD_REQUEST', message: /Only a GET/, hint: /one page/ });
  });

  it('what is no list is refused with a way out', async () => {
    const refusal = { code: 'TUYA_BAD_REQUEST', message: /not a list/, hint: /one page/ };
    await follow('/v1.0/homes/1', 9, [{ id: 1 }]).should.be.rejectedWith(refusal);
  });

  it('an error tells how many pages came before it, and keeps what it took itself', async () => {
    const failure = withEffort(new TuyaError('TUYA_1', 'no'), { attempts: 3 });
    let n = 0;
    const pages = followPages(request('/v1.0/devices'), 9, async () => {
      if (++n === 3) throw failure;
      return answerOf({ devices: [n], has_more: true });
    });
    await pages.next();
    await pages.next();
    const thrown = await pages.next().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(thrown instanceof TuyaError)) throw new Error('It should have failed');
    thrown.code.should.equal('TUYA_1');
    effortOf(thrown).should.eql({ attempts: 3, elapsed: 0, pages: 2 });
  });

  it('an error of another kind passes as it is', async () => {
    const bug = new RangeError('bug');
    const pages = followPages(request('/v1.0/devices'), 9, async () => Promise.reject(bug));
    const thrown = await pages.next().then(
      () => undefined,
      (error: unknown) => error,
    );
    [thrown].should.eql([bug]);
  });

  it('maxPages counts pages over all parts of a list of ids, and a page at the limit is the last', async () => {
    const one = { devices: [1], has_more: false };
    for (const [maxPages, calls, more] of [
      [1, 1, true],
      [2, 2, true],
      [3, 3, false],
      [4, 3, false],
    ] as const) {
      const [pages, asked] = await follow(`/v1.0/devices?device_ids=${ids(45)}`, maxPages, [one, one, one]);
      asked.should.have.length(calls);
      pages.map(({ last }) => last).should.eql([...Array<boolean>(calls - 1).fill(false), true]);
      pages.map((page) => page.more).should.eql([...Array<boolean>(calls - 1).fill(false), more]);
    }
  });

  it('a part that leads nowhere is told on the last page, and the other parts come out', async () => {
    const stuck = { devices: [1], has_more: true };
    const whole = { devices: [2], has_more: false };
    const [pages] = await follow(`/v1.0/iot-03/devices/x?device_ids=${ids(25)}`, 9, [stuck, stuck, whole]);
    pages
      .map(({ items, last, more }) => [items, last, more])
      .should.eql([
        [[1], false, false],
        [[], false, false],
        [[2], true, true],
      ]);
  });

  it('a page carries the answer that it came with', async () => {
    const [pages] = await follow('/v1.0/devices', 9, [{ devices: [1], has_more: true }, { devices: [2] }]);
    pages
      .map(({ answer }) => answer.envelope.result)
      .should.eql([{ devices: [1], has_more: true }, { devices: [2] }]);
  });

  it('each page is asked for with what the page before said, and with all that the call says', async () => {
    const [, asked] = await follow('/v1.0/iot-01/associated-users/devices?source=a', 9, [
      { devices: [1], last_row_key: 'k1', has_more: true },
      { devices: [2], last_row_key: 'k2', has_more: true },
      { devices: [3], has_more: false },
    ]);
    asked
      .map(({ query }) => Object.fromEntries(query))
      .should.eql([
        { source: 'a', size: '100' },
        { source: 'a', size: '100', last_row_key: 'k1' },
        { source: 'a', size: '100', last_row_key: 'k2' },
      ]);
  });

  it("answers of parts become one: results joined in order, attempts and time summed, the rest the first one's", async () => {
    let n = 0;
    const answer = await performOnce(request(`/v1.0/devices/status?device_ids=${ids(45)}`), async () => {
      n++;
      return answerOf([n], n);
    });
    answer.should.eql({ ...answerOf([1, 2, 3], 1), attempts: 3, elapsed: 30 });
  });

  it('an answer that needs no parts comes back as it is', async () => {
    const only = answerOf({ any: 'thing' });
    (await performOnce(request('/v1.0/devices/x'), async () => only)).should.equal(only);
  });

  it('RULES 13: an answer of parts is as old as the oldest of them', async () => {
    const ages = [10, 30, undefined];
    const perform: Perform = async () => ({ ...answerOf([]), age: ages.shift() });
    const { age } = await performOnce(request(`/v1.0/devices/status?device_ids=${ids(45)}`), perform);
    should(age).equal(30);
  });

  for (const bad of [1, 2]) {
    it(`no further part is asked for after one that failed: part ${bad} of three`, async () => {
      let n = 0;
      const perform: Perform = async () => {
        n++;
        if (n === bad) throw new TuyaError('TUYA_1', 'no');
        return answerOf([]);
      };
      await performOnce(request(`/v1.0/devices/status?device_ids=${ids(45)}`), perform).should.be.rejected();
      n.should.equal(bad);
    });
  }
});
