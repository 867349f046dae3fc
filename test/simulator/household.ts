import { numberedList } from './paging';
import { at, needs, needsBody, ok } from './route';
import type { Ask, Outcome, Route } from './route';

/** Homes, rooms, scenes, automations and users: small, but as Tuya answers. */

const done = (): Outcome => ok(true);
const HOME = { home_id: 101, name: 'Home', geo_name: 'Somewhere', role: 'OWNER' };
const ROOMS = [
  { room_id: 1, name: 'Living room' },
  { room_id: 2, name: 'Garage' },
];
const GOOD_NIGHT = { scene_id: 'scene1goodnight', name: 'Good night', enabled: true, status: '1' };
const DUSK = { automation_id: 'auto1', name: 'Dusk', enabled: true };
const USERS = Array.from({ length: 253 }, (_, i) => ({ uid: `uid-${i}`, username: `user${i}` }));
/** Homes and automations are listed by two generations of the call. */
const BOTH = ['v1.0', 'v1.1'];

/** A scene does something that can be seen: good night switches every lamp and socket off. */
function trigger(ask: Ask): Outcome {
  for (const device of ask.devices) {
    for (const code of ['switch_led', 'switch_1']) {
      if (device.online && device.state[code] === true) {
        device.state[code] = false;
        ask.executed(device.id, code, false);
        ask.happened({ device: device.id, status: { [code]: false } });
      }
    }
  }
  ask.happened({ scene: GOOD_NIGHT.scene_id, name: GOOD_NIGHT.name });
  return ok(true);
}

const users = needs(['page_no', 'page_size'], (ask) => numberedList(ask, USERS));

export const HOUSEHOLD: Route[] = [
  at('GET', '/users/*/homes', () => ok([HOME])),
  at('GET', '/users/*/infos', (ask) => ok({ uid: ask.params[0], username: 'anna@example.com' })),
  at('GET', '/apps/*/users', users, ['v1.0', 'v2.0']),
  at('GET', '/homes/*', () => ok(HOME)),
  at('GET', '/homes/*/devices', (ask) =>
    ok(ask.devices.map(({ id, name, category }) => ({ id, name, category }))),
  ),
  at('GET', '/homes/*/members', () => ok([{ uid: 'uid-anna', name: 'Anna', admin: true }])),
  at('GET', '/homes/*/rooms', () => ok({ home_id: HOME.home_id, rooms: ROOMS })),
  at('GET', '/homes/*/rooms/*/devices', (ask) =>
    ok(ask.devices.slice(0, 2).map(({ id, name }) => ({ id, name }))),
  ),
  at('GET', '/homes/*/scenes', () => ok([GOOD_NIGHT]), BOTH),
  at('POST', '/homes/*/scenes/*/trigger', trigger),
  at('DELETE', '/homes/*/scenes/*', done),
  at('GET', '/homes/*/automations', () => ok([DUSK]), BOTH),
  at('GET', '/homes/*/automations/*', () => ok(DUSK)),
  at('PUT', '/homes/*/automations/*/actions/enable', done),
  at('PUT', '/homes/*/automations/*/actions/disable', done),
  at(
    'GET',
    '/cloud/scene/rule',
    needs(['space_id'], (ask) =>
      numberedList(ask, [{ id: GOOD_NIGHT.scene_id, name: GOOD_NIGHT.name, type: 'scene' }]),
    ),
  ),
  at('POST', '/cloud/scene/rule/*/actions/trigger', trigger),
  at('PUT', '/cloud/scene/rule/state', needsBody(['ids', 'is_enable'], done)),
];
