import 'should';
import { startRig, failureOf } from './rig';
import type { Rig } from './rig';
import { Pager, merge, split } from '../../nodes/cloud/pages';
import { operationOf } from '../../nodes/cloud/operations';
import type { ApiCall } from '../../nodes/cloud/request';
import type { Page } from '../../nodes/cloud/listing';

const DEVICES = 253;

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
    first.logs = Array.from({ length: DEVICES }, (_, i) => ({ ...log, event_time: i }));
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
    ['last_row_key with has_more', '/v1.0/iot-01/associated-users/devices'],
    ['last_row_key with has_more, another list name', '/v1.3/iot-03/devices?source_type=tuyaUser'],
    ['last_row_key with has_next', '/v1.0/iot-02/assets/a1/devices?page_size=50'],
    ['last_id on a bare array', '/v2.0/cloud/thing/device'],
    [
      'last_id on a bare array, a size that the cloud does not keep',
      '/v2.0/cloud/thing/device?page_size=100',
    ],
    ['page_no on a bare array', '/v1.0/users/uid-anna/devices'],
    ['page_no with has_more', '/v1.0/devices'],
    ['page_no with has_more and a list', '/v2.0/apps/demo/users'],
    ['start_row_key from next_row_key', '/v1.0/devices/lamp0001desk/logs?type=7&start_time=0&end_time=9'],
    [
      'last_row_key of reports',
      '/v2.0/cloud/thing/lamp0001desk/report-logs?codes=switch_led&start_time=0&end_time=9',
    ],
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

  it('a path that the catalogue does not know is recognised by its reply', async () => {
    itemsIn(await read({ path: '/v1.9/iot-01/associated-users/devices?size=50' })).should.have.length(
      DEVICES,
    );
    itemsIn(await read({ path: '/v1.9/users/u/devices?page_no=1&page_size=20' })).should.have.length(DEVICES);
    itemsIn(await read({ path: '/v1.9/devices/lamp0001desk/logs' })).should.have.length(DEVICES);
  });

  it('a token that expires on page three costs one renewal', async () => {
    let pages = 0;
    const call = { method: 'GET', path: '/v1.0/iot-01/associated-users/devices' };
    for await (const page of rig.client.pages(call, 100, signal)) {
      page.items.length.should.be.above(0);
      if (++pages === 2) rig.cloud.expireTokens();
    }
    pages.should.equal(13);
    rig.cloud.tokenCalls.should.have.length(2);
  });

  it('a rate limit on page two is waited for', async () => {
    rig.cloud.fail({ code: 1199 }, { kind: 'business', path: /devices/ });
    itemsIn(await read({ path: '/v1.0/iot-01/associated-users/devices' })).should.have.length(DEVICES);
    rig.cloud.businessCalls.should.have.length(14);
  });

  it('maxPages ends the list, and says that there is more', async () => {
    const pages = await read({ path: '/v1.0/iot-01/associated-users/devices' }, 3);
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
    const pages = await read({ path: '/v1.0/iot-01/associated-users/devices' }, 13);
    itemsIn(pages).should.have.length(DEVICES);
    pages.at(-1)?.more.should.be.false();
  });

  it('the next page is asked for only when the one before was taken', async () => {
    const call = { method: 'GET', path: '/v1.0/iot-01/associated-users/devices' };
    const pages = rig.client.pages(call, 100, signal);
    await pages.next();
    await pages.next();
    rig.cloud.businessCalls.should.have.length(2);
    await pages.return();
    rig.cloud.businessCalls.should.have.length(2);
  });

  it('an empty list is one empty page', async () => {
    rig.cloud.devices.length = 0;
    for (const path of [
      '/v1.0/iot-01/associated-users/devices',
      '/v2.0/cloud/thing/device',
      '/v1.0/users/u/devices',
    ]) {
      const pages = await read({ path });
      pages.map(({ items, last }) => [items, last]).should.eql([[[], true]]);
    }
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

    it('stops at a repeated key and says that the list goes on', () => {
      const pager = new Pager(query);
      pager.read(page('a'), query)?.next?.should.eql({ last_row_key: 'a' });
      pager.read(page('b'), query)?.next?.should.eql({ last_row_key: 'b' });
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
      pager.read(same, numbers)?.next?.should.eql({ page_no: '2' });
      pager.read(same, numbers)?.items.should.eql([]);
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

    it('a single list stays as it is', () => {
      (split('a,b', 2) === undefined).should.be.true();
      split('a,b,,c', 2)?.should.eql(['a,b', 'c']);
      merge([{ ok: true }, { ok: true }])?.should.eql({ ok: true });
    });
  });

  it('the operation of a call is the one that names most of its path', () => {
    const idOf = (method: string, path: string): string | undefined =>
      operationOf(method, path.slice(1).split('/'))?.id;
    idOf('GET', '/v1.0/devices/status')?.should.equal('get-status-batch');
    idOf('GET', '/v1.0/devices/lamp')?.should.equal('get-device');
    idOf('GET', '/v2.0/cloud/thing/device')?.should.equal('list-project-devices');
    idOf('GET', '/v2.0/cloud/thing/lamp')?.should.equal('get-thing');
    (idOf('GET', '/v9.9/nothing') === undefined).should.be.true();
    (idOf('POST', '/v1.0/devices/status') === undefined).should.be.true();
  });
});
