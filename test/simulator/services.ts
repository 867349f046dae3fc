import { numberedList } from './paging';
import { at, fieldOf, needs, needsBody, ofDevice, ok } from './route';
import type { Ask, Outcome, Route } from './route';

/** Services beside the devices: infrared, weather, cameras and locks. */

const done = ofDevice(() => ok(true));
const CITY = { city_id: 'c1', name: 'Somewhere' };
const FORECAST = [{ date: '2026-01-01', temp: '4', condition: 'Cloudy', humidity: '81' }];
const NOW = { temp: '4', condition: 'Cloudy' };
const KEYS = [
  { key: 'power', key_id: 1, key_name: 'Power', standard_key: true },
  { key: 'volume_up', key_id: 50, key_name: 'Volume +', standard_key: true },
];

/** A key or a climate command of a remote counts as a command of its hub. */
const press = (...fields: string[]): ((ask: Ask) => Outcome) =>
  needsBody(
    fields,
    ofDevice((hub, ask) => {
      ask.executed(hub.id, ask.params[1] ?? '', ask.body);
      return ok(true);
    }),
  );

const INFRARED: Route[] = [
  at(
    'GET',
    '/infrareds/*/remotes',
    ofDevice(() =>
      ok([
        { remote_id: 'rem0001tv', remote_name: 'Television', category_id: 2 },
        { remote_id: 'rem0002ac', remote_name: 'Air conditioner', category_id: 5 },
      ]),
    ),
  ),
  at(
    'GET',
    '/infrareds/*/remotes/*/keys',
    ofDevice(() => ok({ category_id: 2, key_list: KEYS })),
  ),
  at(
    'GET',
    '/infrareds/*/remotes/*/learning-codes',
    ofDevice(() => ok([{ id: 1, key: 'lamp', key_name: 'Lamp', code: '01a0' }])),
  ),
  at(
    'GET',
    '/infrareds/*/remotes/*/ac/status',
    ofDevice(() => ok({ power: '1', mode: '0', temp: '24', wind: '0' })),
  ),
  at('POST', '/infrareds/*/remotes/*/learning-codes', press('code')),
  at('POST', '/infrareds/*/remotes/*/raw/command', press('category_id')),
  at('POST', '/infrareds/*/remotes/*/command', press('key'), ['v1.0', 'v2.0']),
  at('POST', '/infrareds/*/air-conditioners/*/command', press('code', 'value')),
  at('POST', '/infrareds/*/air-conditioners/*/scenes/command', press('power')),
];

const WEATHER: Route[] = [
  at('GET', '/countries/*/cities', () => ok([CITY])),
  at('GET', '/cities/*', () => ok(CITY)),
  at('GET', '/cities/*/weathers', () => ok(NOW)),
  at('GET', '/cities/*/weather-forecast', () => ok(FORECAST)),
  at(
    'GET',
    '/position/city',
    needs(['lon', 'lat'], () => ok(CITY)),
  ),
  at(
    'GET',
    '/position/weather',
    needs(['lon', 'lat'], () => ok(NOW)),
  ),
  at(
    'GET',
    '/ip/weather-forecast',
    needs(['ip'], () => ok(FORECAST)),
  ),
];

const stream = (place: number): ((ask: Ask) => Outcome) =>
  needsBody(
    ['type'],
    ofDevice((_, ask) => ok({ url: `${String(fieldOf(ask, 'type'))}://127.0.0.1/stream` }), place),
  );

const CAMERAS: Route[] = [
  at('POST', '/devices/*/stream/actions/allocate', stream(0)),
  at('POST', '/users/*/devices/*/stream/actions/allocate', stream(1)),
  at(
    'GET',
    '/devices/*/webrtc-configs',
    ofDevice(() => ok({ supports_webrtc: true })),
  ),
];

const ticket = ofDevice(() => ok({ ticket_id: 't1', expire_time: 300 }));

const LOCKS: Route[] = [
  at('POST', '/devices/*/door-lock/password-ticket', ticket),
  at('POST', '/smart-lock/devices/*/password-ticket', ticket),
  at('POST', '/smart-lock/devices/*/password-free/door-operate', needsBody(['ticket_id', 'open'], done)),
  at(
    'GET',
    '/devices/*/door-lock/temp-passwords',
    ofDevice(() => ok([{ id: 1, name: 'Guest' }])),
  ),
  at(
    'GET',
    '/devices/*/door-lock/temp-password/*',
    ofDevice(() => ok({ id: 1, name: 'Guest' })),
  ),
  at('DELETE', '/devices/*/door-lock/temp-passwords/*', done),
  at(
    'GET',
    '/devices/*/door-lock/open-logs',
    needs(
      ['page_no', 'page_size', 'start_time', 'end_time'],
      ofDevice((_, ask) => numberedList(ask, [{ user_name: 'Anna', update_time: 1 }])),
    ),
  ),
  at(
    'GET',
    '/devices/*/door-lock/alarm-logs',
    needs(
      ['page_no', 'page_size'],
      ofDevice((_, ask) => numberedList(ask, [])),
    ),
  ),
  at(
    'GET',
    '/devices/*/door-lock/records',
    needs(
      ['page_no', 'page_size', 'start_time', 'end_time', 'target_standard_dp_codes'],
      ofDevice((_, ask) => numberedList(ask, [{ dp_code: 'unlock_app', gmt_create: 1 }])),
    ),
  ),
];

export const SERVICES: Route[] = [...INFRARED, ...WEATHER, ...CAMERAS, ...LOCKS];
