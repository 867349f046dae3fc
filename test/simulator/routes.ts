import { codesOf, describeDevice, execute, statusOf } from './devices';
import type { Device } from './devices';
import { DEMO_LISTS } from './demo-lists';
import { HOUSEHOLD } from './household';
import { LISTS } from './lists';
import { LOGS } from './logs';
import { judge } from './models';
import type { Generation } from './models';
import { at, fieldOf, listOf, needsBody, ofDevice, ofDevices, ok } from './route';
import type { Ask, Outcome, Route } from './route';
import { SERVICES } from './services';
import { SPECIFICATIONS } from './specifications';
import { STATISTICS } from './statistics';

interface Command {
  code: string;
  value: unknown;
}

function carryOut(device: Device, ask: Ask, list: readonly Command[], generation: Generation): Outcome {
  const judged: Command[] = [];
  for (const command of list) {
    const verdict = judge(device, command, generation);
    if ('refused' in verdict) return { code: verdict.refused };
    judged.push({ ...command, ...verdict });
  }
  const status: Record<string, unknown> = {};
  for (const { code, value } of judged) {
    Object.assign(status, execute(device, code, value, ask.now));
    ask.executed(device.id, code, value);
  }
  ask.happened({ device: device.id, status });
  return ok(true);
}

const commands = needsBody(
  ['commands'],
  ofDevice((device, ask) => carryOut(device, ask, fieldOf(ask, 'commands') as Command[], 'instructions')),
);

/** The object in a field that Tuya wants as JSON text; undefined when it is not that. */
function textField(ask: Ask, name: string): object | undefined {
  const text = fieldOf(ask, name);
  if (typeof text !== 'string') return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const issue = ofDevice((device, ask) => {
  const properties = textField(ask, 'properties');
  if (properties === undefined) return { code: 1109 };
  const list = Object.entries(properties).map(([code, value]) => ({ code, value: value as unknown }));
  const outcome = carryOut(device, ask, list, 'thing');
  return 'result' in outcome ? ok({}) : outcome;
});

const describe = ofDevice((device) => ok(describeDevice(device)));
const status = ofDevice((device) => ok(statusOf(device)));
const statuses = ofDevices(20, (devices) =>
  ok(devices.map((device) => ({ id: device.id, status: statusOf(device) }))),
);
const done = ofDevice(() => ok(true));

const DEVICES: Route[] = [
  at('GET', '/devices/status', statuses),
  at(
    'GET',
    '/devices/factory-infos',
    ofDevices(50, (devices) => ok(devices.map(({ id }) => ({ id, mac: '00:00:00:00:00:01' })))),
  ),
  at('GET', '/devices/*', describe),
  at('GET', '/devices/*/status', status),
  at('POST', '/devices/*/commands', commands),
  at(
    'PUT',
    '/devices/*',
    needsBody(
      ['name'],
      ofDevice((device, ask) => {
        device.name = String(fieldOf(ask, 'name'));
        return ok(true);
      }),
    ),
  ),
  at('DELETE', '/devices/*', done),
  at('PUT', '/devices/*/reset-factory', done),
  at(
    'GET',
    '/devices/*/sub-devices',
    ofDevice(() => ok([])),
  ),
  at(
    'GET',
    '/devices/*/multiple-names',
    ofDevice(() => ok([{ identifier: 'switch_1', name: 'Left' }])),
  ),
  at('GET', '/iot-03/devices/status', statuses),
  at('GET', '/iot-03/devices/*', describe, ['v1.0', 'v1.1', 'v1.2']),
  at('GET', '/iot-03/devices/*/status', status),
  at('POST', '/iot-03/devices/*/commands', commands),
];

const THINGS: Route[] = [
  at(
    'GET',
    '/cloud/thing/batch',
    ofDevices(20, (devices) =>
      ok(devices.map(({ id, name, online }) => ({ id, customName: name, isOnline: online }))),
    ),
  ),
  at('GET', '/cloud/thing/*', describe),
  at(
    'GET',
    '/cloud/thing/*/state',
    ofDevice(({ online }) => ok({ is_online: online })),
  ),
  at(
    'GET',
    '/cloud/thing/*/firmware',
    ofDevice(() => ok([{ module_type: 0, current_version: '1.0.0' }])),
  ),
  at(
    'GET',
    '/cloud/thing/*/shadow/properties',
    ofDevice((device, ask) => {
      const codes = listOf(ask, 'codes');
      const properties = statusOf(device, 'thing')
        .map((point) => ({ ...point, dp_id: codesOf(device).dpOf(point.code), time: ask.now }))
        .filter(({ code }) => codes.length === 0 || codes.includes(code));
      return ok({ properties });
    }),
  ),
  at('POST', '/cloud/thing/*/shadow/properties/issue', issue),
  at(
    'POST',
    '/cloud/thing/*/shadow/properties/desired',
    needsBody(
      ['duration'],
      ofDevice((_, ask) => (textField(ask, 'properties') === undefined ? { code: 1109 } : ok({}))),
    ),
  ),
  at(
    'GET',
    '/cloud/thing/*/shadow/properties/desired',
    ofDevice(() => ok({ properties: [] })),
  ),
  at(
    'POST',
    '/cloud/thing/*/shadow/actions',
    needsBody(
      ['code'],
      ofDevice((_, ask) => (textField(ask, 'input_params') === undefined ? { code: 1109 } : ok({}))),
    ),
  ),
];

/** Says back what it was sent, whatever that is: for tests of what travels. */
const ECHO: Route[] = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'].map((method) =>
  at(method, '/echo', (ask) => ok({ query: Object.fromEntries(ask.query), body: ask.body })),
);

/** The calls that the cloud knows. A path, version or method beyond them is a 1108, as at Tuya. */
export const ROUTES: Route[] = [
  ...LISTS,
  ...SPECIFICATIONS,
  ...LOGS,
  ...STATISTICS,
  ...HOUSEHOLD,
  ...SERVICES,
  ...DEVICES,
  ...THINGS,
  ...DEMO_LISTS,
  ...ECHO,
];
