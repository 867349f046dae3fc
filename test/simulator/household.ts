import { statusOf } from './devices';
import { at } from './route';
import type { Ask, Outcome, Route } from './route';

/** Homes, scenes, remotes, weather and the like: small, but as Tuya answers. */

const ok = (result: unknown): Outcome => ({ result });
const done = (): Outcome => ok(true);

const rooms = [
  { room_id: 1, name: 'Living room' },
  { room_id: 2, name: 'Garage' },
];
const keys = [
  { key: 'power', key_id: 1, key_name: 'Power', standard_key: true },
  { key: 'volume_up', key_id: 50, key_name: 'Volume +', standard_key: true },
];
const forecast = [{ date: '2026-01-01', temp: '4', condition: 'Cloudy', humidity: '81' }];

/** A scene does something that can be seen: good night switches every lamp and socket off. */
function trigger(ask: Ask): Outcome {
  for (const device of ask.devices) {
    for (const code of ['switch_led', 'switch_1']) {
      if (device.online && device.state[code] === true) {
        device.state[code] = false;
        ask.executed(device.id, code, false);
      }
    }
  }
  return ok(true);
}

/** A key or a climate command of a remote counts as a command of its hub. */
function press(ask: Ask): Outcome {
  const [hub = '', remote = ''] = ask.params;
  if (!ask.devices.some(({ id }) => id === hub)) return { code: 1106 };
  ask.executed(hub, remote, ask.body);
  return ok(true);
}

const idsOf = (ask: Ask): string[] => (ask.query.get('device_ids') ?? '').split(',').filter(Boolean);

function batch(ask: Ask, most: number, row: (id: string) => unknown): Outcome {
  const ids = idsOf(ask);
  if (ids.length === 0) return { code: 1100 };
  return ids.length > most ? { code: 1101 } : ok(ids.map(row));
}

function page(ask: Ask, all: unknown[]): Outcome {
  const no = Number(ask.query.get('page_no') ?? 1);
  const each = Math.min(ask.pageSize, Number(ask.query.get('page_size') ?? 20));
  const list = all.slice((no - 1) * each, no * each);
  return ok({ list, total: all.length, has_more: no * each < all.length });
}

const known =
  (answer: (ask: Ask) => Outcome) =>
  (ask: Ask): Outcome =>
    ask.devices.some(({ id }) => id === ask.params[0]) ? answer(ask) : { code: 1106 };

const statistics = known(() =>
  ok({ days: { '20260101': '1.20' }, hours: {}, weeks: {}, months: {}, total: '92.68' }),
);
const instructions = (): Outcome =>
  ok({ category: 'dj', functions: [{ code: 'switch_led', type: 'Boolean', values: '{}' }] });

/** What Tuya answers about a house beyond its devices. */
export const HOUSEHOLD: Route[] = [
  at('GET', '/users/*/homes', () => ok([{ home_id: 101, name: 'Home', role: 'OWNER' }])),
  at('GET', '/homes/*', () => ok({ home_id: 101, name: 'Home', geo_name: 'Somewhere' })),
  at('GET', '/homes/*/devices', (ask) =>
    ok(ask.devices.map(({ id, name, category }) => ({ id, name, category }))),
  ),
  at('GET', '/homes/*/members', () => ok([{ uid: 'uid-anna', name: 'Anna', admin: true }])),
  at('GET', '/homes/*/rooms', () => ok({ home_id: 101, rooms })),
  at('GET', '/homes/*/rooms/*/devices', (ask) =>
    ok(ask.devices.slice(0, 2).map(({ id, name }) => ({ id, name }))),
  ),
  at('GET', '/homes/*/scenes', () =>
    ok([{ scene_id: 'scene1goodnight', name: 'Good night', enabled: true, status: '1' }]),
  ),
  at('POST', '/homes/*/scenes/*/trigger', trigger),
  at('DELETE', '/homes/*/scenes/*', done),
  at('GET', '/homes/*/automations', () => ok([{ automation_id: 'auto1', name: 'Dusk', enabled: true }])),
  at('GET', '/homes/*/automations/*', () => ok({ automation_id: 'auto1', name: 'Dusk', enabled: true })),
  at('PUT', '/homes/*/automations/*/actions/enable', done),
  at('PUT', '/homes/*/automations/*/actions/disable', done),
  at('GET', '/cloud/scene/rule', (ask) =>
    page(ask, [{ id: 'scene1goodnight', name: 'Good night', type: 'scene' }]),
  ),
  at('POST', '/cloud/scene/rule/*/actions/trigger', trigger),
  at('GET', '/apps/*/users', (ask) =>
    page(
      ask,
      Array.from({ length: 253 }, (_, i) => ({ uid: `uid-${i}`, username: `user${i}` })),
    ),
  ),
  at('GET', '/users/*/infos', (ask) => ok({ uid: ask.params[0], username: 'anna@example.com' })),
  at('GET', '/infrareds/*/remotes', () =>
    ok([
      { remote_id: 'rem0001tv', remote_name: 'Television', category_id: 2 },
      { remote_id: 'rem0002ac', remote_name: 'Air conditioner', category_id: 5 },
    ]),
  ),
  at('GET', '/infrareds/*/remotes/*/keys', () => ok({ category_id: 2, key_list: keys })),
  at('POST', '/infrareds/*/remotes/*/raw/command', press),
  at('POST', '/infrareds/*/remotes/*/command', press),
  at('POST', '/infrareds/*/air-conditioners/*/command', press),
  at('POST', '/infrareds/*/air-conditioners/*/scenes/command', press),
  at('GET', '/infrareds/*/remotes/*/ac/status', () => ok({ power: '1', mode: '0', temp: '24', wind: '0' })),
  at('GET', '/cloud/rc/infrared/ac/status/batch', (ask) =>
    batch(ask, 20, (id) => ({ dev_id: id, power: '1' })),
  ),
  at('GET', '/countries/*/cities', () => ok([{ city_id: 'c1', name: 'Somewhere' }])),
  at('GET', '/cities/*', () => ok({ city_id: 'c1', name: 'Somewhere' })),
  at('GET', '/position/city', () => ok({ city_id: 'c1', name: 'Somewhere' })),
  at('GET', '/cities/*/weather-forecast', () => ok(forecast)),
  at('GET', '/position/weather', () => ok({ temp: '4', condition: 'Cloudy' })),
  at('GET', '/ip/weather-forecast', () => ok(forecast)),
  at(
    'POST',
    '/devices/*/stream/actions/allocate',
    known(() => ok({ url: 'rtsp://127.0.0.1/stream' })),
  ),
  at('POST', '/users/*/devices/*/stream/actions/allocate', () => ok({ url: 'rtsp://127.0.0.1/stream' })),
  at(
    'GET',
    '/devices/*/webrtc-configs',
    known(() => ok({ supports_webrtc: true })),
  ),
  at(
    'POST',
    '/devices/*/door-lock/password-ticket',
    known(() => ok({ ticket_id: 't1', expire_time: 300 })),
  ),
  at('POST', '/devices/*/door-lock/password-free/open-door', known(done)),
  at(
    'GET',
    '/devices/*/door-lock/temp-passwords',
    known(() => ok([{ id: 1, name: 'Guest' }])),
  ),
  at(
    'GET',
    '/devices/*/door-lock/temp-password/*',
    known(() => ok({ id: 1, name: 'Guest' })),
  ),
  at('DELETE', '/devices/*/door-lock/temp-passwords/*', known(done)),
  at(
    'GET',
    '/devices/*/door-lock/open-logs',
    known((ask) => page(ask, [{ user_name: 'Anna', update_time: 1 }])),
  ),
  at(
    'GET',
    '/devices/*/door-lock/alarm-logs',
    known((ask) => page(ask, [])),
  ),
  at(
    'GET',
    '/devices/*/door-lock/remote-unlocks',
    known(() => ok([{ remote_unlock_type: 'remoteUnlockWithoutPwd', open: true }])),
  ),
  at(
    'GET',
    '/devices/*/all-statistic-type',
    known(() => ok([{ code: 'add_ele', stat_type: 'sum' }])),
  ),
  at('GET', '/devices/*/statistics/total', statistics),
  at('GET', '/devices/*/statistics/hours', statistics),
  at('GET', '/devices/*/statistics/days', statistics),
  at('GET', '/devices/*/statistics/weeks', statistics),
  at('GET', '/devices/*/statistics/months', statistics),
  at('GET', '/functions/*', instructions),
  at('GET', '/iot-03/categories/*/functions', instructions),
  at('GET', '/devices/functions', (ask) => batch(ask, 20, (id) => ({ devices: [id], functions: [] }))),
  at('GET', '/devices/factory-infos', (ask) => batch(ask, 50, (id) => ({ id, mac: '00:00:00:00:00:01' }))),
  at('GET', '/iot-03/devices/status', (ask) =>
    batch(ask, 20, (id) => {
      const device = ask.devices.find((one) => one.id === id);
      return { id, status: device === undefined ? [] : statusOf(device) };
    }),
  ),
  at('GET', '/cloud/thing/batch', (ask) => batch(ask, 20, (id) => ({ id, isOnline: true }))),
  at(
    'GET',
    '/cloud/thing/*/state',
    known(() => ok({ is_online: true })),
  ),
  at(
    'GET',
    '/cloud/thing/*/firmware',
    known(() => ok([{ module_type: 0, current_version: '1.0.0' }])),
  ),
  at(
    'GET',
    '/cloud/thing/*/model',
    known(() => ok({ model: '{"modelId":"m1","services":[]}' })),
  ),
  at(
    'POST',
    '/cloud/thing/*/shadow/properties/desired',
    known((ask) => propertiesText(ask)),
  ),
  at(
    'GET',
    '/cloud/thing/*/shadow/properties/desired',
    known(() => ok({ properties: [] })),
  ),
  at(
    'POST',
    '/cloud/thing/*/shadow/actions',
    known(() => ok({})),
  ),
  at('DELETE', '/devices/*', known(done)),
  at('PUT', '/devices/*/reset-factory', known(done)),
  at(
    'GET',
    '/devices/*/sub-devices',
    known(() => ok([])),
  ),
  at(
    'GET',
    '/devices/*/multiple-names',
    known(() => ok([{ identifier: 'switch_1', name: 'Left' }])),
  ),
];

function propertiesText(ask: Ask): Outcome {
  const text = (ask.body as { properties?: unknown } | null)?.properties;
  return typeof text === 'string' ? ok({}) : { code: 1109 };
}
