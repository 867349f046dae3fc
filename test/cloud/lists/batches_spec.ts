import 'should';
import type { Operation } from '../../../nodes/cloud/catalogue/operations';
import { batchOf, batchesOf, merge, withQuery } from '../../../nodes/cloud/lists/batches';
import type { Page } from '../../../nodes/cloud/lists/follow';
import { buildRequest } from '../../../nodes/cloud/request/build';
import type { ApiCall } from '../../../nodes/cloud/request/build';
import { startRig } from '../../support/rig';
import type { Rig } from '../../support/rig';

describe('batches of ids', () => {
  const partsOf = (query: object, batch?: { name: string; most: number }, method = 'GET'): object[] =>
    batchesOf(
      buildRequest({ method, path: '/v1.0/x', query }),
      batch === undefined ? undefined : ({ batch } as Operation),
    ).map((part) => Object.fromEntries(part.query));
  const ids = (n: number): string[] => Array.from({ length: n }, (_, i) => `id${i}`);

  it('a list that Tuya takes is one call, one that is longer are several, in order', () => {
    partsOf({ device_ids: ids(20) }).should.eql([{ device_ids: ids(20).join(',') }]);
    partsOf({ device_ids: ids(21), a: '1' }).should.eql([
      { device_ids: ids(20).join(','), a: '1' },
      { device_ids: 'id20', a: '1' },
    ]);
    partsOf({ device_ids: ids(40) }).should.have.length(2);
    partsOf({ device_ids: ids(41) }).should.have.length(3);
  });

  it('name and number come from the catalogue, where it says', () => {
    partsOf({ list: 'a,b,c', device_ids: ids(21) }, { name: 'list', most: 2 }).should.eql([
      { list: 'a,b', device_ids: ids(21).join(',') },
      { list: 'c', device_ids: ids(21).join(',') },
    ]);
    batchOf(undefined).should.eql({ name: 'device_ids', most: 20 });
  });

  it('a call without such a list is itself', () => {
    const request = buildRequest({ method: 'GET', path: '/v1.0/x' });
    batchesOf(request, undefined).should.eql([request]);
    request.query.has('device_ids').should.be.false();
  });

  it('a blank around an id, and an id that is none, are not sent', () => {
    partsOf({ device_ids: ' a ,b, ,,c ' }).should.eql([{ device_ids: 'a,b,c' }]);
    partsOf({ device_ids: ' a , b, c' }, { name: 'device_ids', most: 2 }).should.eql([
      { device_ids: 'a,b' },
      { device_ids: 'c' },
    ]);
    partsOf({ device_ids: 'a, b' }, undefined, 'DELETE').should.eql([{ device_ids: 'a,b' }]);
    partsOf({ device_ids: ' ' }).should.eql([{ device_ids: '' }]);
  });

  it('a command is never taken apart', () => {
    partsOf({ device_ids: ids(21) }, undefined, 'POST').should.have.length(1);
  });

  it('a query grows without touching the call it came from', () => {
    const request = buildRequest({ method: 'GET', path: '/v1.0/x?a=1&b=1' });
    Object.fromEntries(withQuery(request, { b: '2', c: '3' }).query).should.eql({ a: '1', b: '2', c: '3' });
    Object.fromEntries(request.query).should.eql({ a: '1', b: '1' });
  });
});

describe('merged answers', () => {
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
    [merge([true, false])].should.eql([true]);
  });

  it('what is no list is told once', () => {
    [merge([{ ok: true }, { ok: true }])].should.eql([{ ok: true }]);
    [merge([null, { ok: 1 }])].should.eql([{ ok: 1 }]);
    [merge([{ ok: null }, { ok: 1, other: 2 }])].should.eql([{ ok: null, other: 2 }]);
  });

  it('a list that only some answers have comes out whole', () => {
    [merge([{ a: [1] }, { b: [2] }, { a: [3], b: null }])].should.eql([{ a: [1, 3], b: [2] }]);
    [merge([{ list: { x: [1] } }, { list: [2] }])].should.eql([{ list: [1, 2] }]);
  });

  it('totals are summed by either name, also where one is missing or written as a text', () => {
    [merge([{ list: [1], total_size: 1 }, { list: [2], total_size: '2' }, { list: [] }])].should.eql([
      { list: [1, 2], total_size: 3 },
    ]);
    [merge([{ total: null }, { total: 2 }])].should.eql([{ total: 2 }]);
    [merge([{ size: 1 }, { size: 2 }])].should.eql([{ size: 1 }]);
  });

  it('the whole has more when one of its parts has', () => {
    for (const name of ['has_more', 'has_next']) {
      [merge([{ [name]: false }, { [name]: true }, { [name]: false }])].should.eql([{ [name]: true }]);
      [merge([{ [name]: 'false' }, { [name]: 'true' }])].should.eql([{ [name]: 'true' }]);
      [merge([{ [name]: 0 }, { [name]: false }])].should.eql([{ [name]: 0 }]);
    }
    [merge([{ online: false }, { online: true }])].should.eql([{ online: false }]);
  });

  it('a list one level deeper, and objects by id, are merged there', () => {
    [merge([{ data: { list: [1], total: 1 } }, { data: { list: [2], total: 1 } }])].should.eql([
      { data: { list: [1, 2], total: 2 } },
    ]);
    [merge([{ devices: { a: { on: true } } }, { devices: { b: { on: false } } }])].should.eql([
      { devices: { a: { on: true }, b: { on: false } } },
    ]);
  });
});

describe('batches on the wire', () => {
  let rig: Rig;
  const { signal } = new AbortController();
  beforeEach(async () => {
    rig = await startRig();
    rig.cloud.addDevices(60 - rig.cloud.devices.length);
  });
  afterEach(() => rig.close());

  async function read(call: Partial<ApiCall>, maxPages = 100): Promise<Page[]> {
    const pages: Page[] = [];
    const whole = { method: 'GET', path: '', ...call };
    for await (const page of rig.client.pages(whole, maxPages, signal)) pages.push(page);
    return pages;
  }
  const itemsIn = (pages: Page[]): unknown[] => pages.flatMap(({ items }) => items);

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
});
