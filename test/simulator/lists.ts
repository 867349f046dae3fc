import { describeDevice } from './devices';
import type { Device } from './devices';
import { byKey, byNumber, sizeOf } from './paging';
import type { KeyedSheet } from './paging';
import { DENIED, at, listOf, needs, ofDevices, ok } from './route';
import type { Ask, Outcome, Route } from './route';

/** Lists of devices, each in a dialect of its own (PROTOCOL 8). */

function sheetOf(ask: Ask, devices: readonly Device[], size: number): KeyedSheet<Device> {
  return byKey(ask, devices, ({ id }) => id, ask.query.has('last_id') ? 'last_id' : 'last_row_key', size);
}

/** The devices that the filters of a list leave. */
function wanted(ask: Ask): Device[] {
  const products = [...listOf(ask, 'product_id'), ...listOf(ask, 'product_ids')];
  const categories = [...listOf(ask, 'category'), ...listOf(ask, 'categories')];
  return ask.devices.filter(
    ({ product_id, category }) =>
      (products.length === 0 || products.includes(product_id)) &&
      (categories.length === 0 || categories.includes(category)),
  );
}

function keyedList(ask: Ask, devices: readonly Device[], size: number): Outcome {
  const { rows, more, key } = sheetOf(ask, devices, size);
  return ok({ list: rows.map(describeDevice), last_row_key: key, has_more: more, total: devices.length });
}

const opensUsers = ({ opens }: Ask): boolean => opens.has('app') || opens.has('user');

/** What a list by source calls the sources. */
const SOURCES: Readonly<Record<string, Device['source']>> = {
  tuyaUser: 'user',
  homeApp: 'app',
  product: 'product',
};

/** A list by source, whose id is a user's or a product's. */
function bySource(ask: Ask): Outcome {
  const source = SOURCES[ask.query.get('source_type') ?? ''];
  if (source !== undefined && !ask.opens.has(source)) return DENIED;
  const id = ask.query.get('source_id') ?? '';
  const devices = wanted(ask).filter(
    (device) =>
      (source === undefined || device.source === source) &&
      (id === '' || (source === 'product' ? device.product_id : device.uid) === id),
  );
  return keyedList(ask, devices, sizeOf(ask, 'page_size', 200));
}

/** A list that takes ids instead. */
const byIdsOr =
  (list: (ask: Ask) => Outcome) =>
  (ask: Ask): Outcome =>
    ask.query.has('device_ids')
      ? ofDevices(20, (devices) =>
          ok({
            devices: devices.map(describeDevice),
            total: devices.length,
            has_more: false,
            last_row_key: '',
          }),
        )(ask)
      : list(ask);

export const LISTS: Route[] = [
  at('GET', '/iot-01/associated-users/devices', (ask) => {
    if (!opensUsers(ask)) return DENIED;
    const { rows, more, key } = sheetOf(ask, ask.devices, sizeOf(ask, 'size', 100));
    const total = ask.devices.length;
    return ok({ devices: rows.map(describeDevice), last_row_key: key, has_more: more, total });
  }),
  at('GET', '/iot-03/devices', byIdsOr(bySource), ['v1.3']),
  at(
    'GET',
    '/iot-02/assets/*/devices',
    needs(['page_size'], (ask) => {
      const { rows, more, key } = sheetOf(ask, ask.devices, sizeOf(ask, 'page_size', 100));
      const list = rows.map(({ id, name }) => ({ device_id: id, device_name: name }));
      return ok({ list, last_row_key: key, has_next: more, total_size: ask.devices.length });
    }),
  ),
  at(
    'GET',
    '/iot-02/assets/*/sub-assets',
    needs(['page_size'], () =>
      ok({ list: [{ asset_id: 'a2', asset_name: 'Cellar' }], last_row_key: '', has_next: false }),
    ),
  ),
  at(
    'GET',
    '/cloud/thing/device',
    needs(['page_size'], (ask) =>
      ok(sheetOf(ask, wanted(ask), sizeOf(ask, 'page_size', 20)).rows.map(describeDevice)),
    ),
  ),
  at('GET', '/users/*/devices', (ask) => {
    if (!opensUsers(ask)) return DENIED;
    const own = ask.devices.filter(({ uid }) => uid === ask.params[0]);
    return ok(byNumber(ask, own).rows.map(describeDevice));
  }),
  at(
    'GET',
    '/devices',
    byIdsOr((ask) => {
      const devices = wanted(ask);
      const { rows, more } = byNumber(ask, devices);
      return ok({
        devices: rows.map(describeDevice),
        total: devices.length,
        has_more: more,
        last_row_key: '',
      });
    }),
  ),
  at(
    'GET',
    '/devices',
    needs(
      ['size'],
      byIdsOr((ask) => keyedList(ask, wanted(ask), sizeOf(ask, 'size', 20))),
    ),
    ['v2.0'],
  ),
];
