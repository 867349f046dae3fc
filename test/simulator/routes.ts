import { describeDevice, execute, pointsOf, refusal, statusOf } from './devices';
import type { Device } from './devices';
import { HOUSEHOLD } from './household';
import { at } from './route';
import type { Ask, Outcome, Route } from './route';

const ok = (result: unknown): Outcome => ({ result });

function one(ask: Ask, answer: (device: Device) => Outcome): Outcome {
  const device = ask.devices.find(({ id }) => id === ask.params[0]);
  return device === undefined ? { code: 1106 } : answer(device);
}

function size(ask: Ask, name: string, most: number, usual: number): number {
  return Math.min(most, ask.pageSize, Math.max(1, Number(ask.query.get(name) ?? usual) || usual));
}

function idsOf(ask: Ask, most: number): string[] | undefined {
  const ids = (ask.query.get('device_ids') ?? '').split(',').filter((id) => id !== '');
  return ids.length > most ? undefined : ids;
}

/** Cursor paging: the row key is the id of the last row handed out. */
function byRowKey(ask: Ask, sizeName: string, most: number): { rows: Device[]; last: string; more: boolean } {
  const after = ask.query.get('last_row_key') ?? ask.query.get('last_id') ?? '';
  const start = after === '' ? 0 : ask.devices.findIndex(({ id }) => id === after) + 1;
  const rows = ask.devices.slice(start, start + size(ask, sizeName, most, 20));
  return { rows, last: rows.at(-1)?.id ?? '', more: start + rows.length < ask.devices.length };
}

function byPage<T>(ask: Ask, all: T[], most = 100): { rows: T[]; more: boolean } {
  const each = size(ask, 'page_size', most, 20);
  const page = Math.max(1, Number(ask.query.get('page_no') ?? 1) || 1);
  const start = (page - 1) * each;
  return { rows: all.slice(start, start + each), more: start + each < all.length };
}

function logs(ask: Ask): Outcome {
  return one(ask, (device) => {
    const start = Number(ask.query.get('start_row_key') ?? ask.query.get('last_row_key') ?? 0) || 0;
    const rows = device.logs.slice(start, start + size(ask, 'size', 100, 20));
    const has_next = start + rows.length < device.logs.length;
    const next = has_next ? String(start + rows.length) : '';
    return ok({
      logs: rows,
      has_next,
      current_row_key: String(start),
      next_row_key: next,
      device_id: device.id,
    });
  });
}

/** Reports are paged by `last_row_key`. */
function reports(ask: Ask): Outcome {
  return one(ask, (device) => {
    const start = Number(ask.query.get('last_row_key') ?? 0) || 0;
    const rows = device.logs.slice(start, start + size(ask, 'size', 100, 20));
    const end = start + rows.length;
    const has_more = end < device.logs.length;
    return ok({
      logs: rows,
      last_row_key: String(end),
      has_more,
      total: device.logs.length,
      device_id: device.id,
    });
  });
}

interface Command {
  code: string;
  value: unknown;
}

function commands(ask: Ask, list: Command[]): Outcome {
  return one(ask, (device) => {
    for (const { code, value } of list) {
      const why = refusal(device, code, value);
      if (why !== undefined) return { code: why };
    }
    for (const { code, value } of list) {
      execute(device, code, value, ask.now);
      ask.executed(device.id, code, value);
    }
    return ok(true);
  });
}

function issue(ask: Ask): Outcome {
  const text = (ask.body as { properties?: unknown } | null)?.properties;
  if (typeof text !== 'string') return { code: 1109 };
  const outcome = commands(
    ask,
    Object.entries(JSON.parse(text) as object).map(([code, value]) => ({ code, value: value as unknown })),
  );
  return 'result' in outcome ? ok({}) : outcome;
}

/** The calls that the cloud knows. A path or method beyond them is a 1108, as at Tuya. */
export const ROUTES: Route[] = [
  ...HOUSEHOLD,
  at('GET', '/iot-01/associated-users/devices', (ask) => {
    const { rows, last, more } = byRowKey(ask, 'size', 100);
    return ok({
      devices: rows.map(describeDevice),
      last_row_key: last,
      has_more: more,
      total: ask.devices.length,
    });
  }),
  at('GET', '/iot-03/devices', (ask) => {
    const { rows, last, more } = byRowKey(ask, 'page_size', 75);
    return ok({
      list: rows.map(describeDevice),
      last_row_key: last,
      has_more: more,
      total: ask.devices.length,
    });
  }),
  at('GET', '/iot-02/assets/*/devices', (ask) => {
    const { rows, last, more } = byRowKey(ask, 'page_size', 100);
    return ok({
      list: rows.map(describeDevice),
      last_row_key: last,
      has_next: more,
      total_size: ask.devices.length,
    });
  }),
  at('GET', '/cloud/thing/device', (ask) => ok(byRowKey(ask, 'page_size', 20).rows.map(describeDevice))),
  at('GET', '/users/*/devices', (ask) => ok(byPage(ask, ask.devices).rows.map(describeDevice))),
  at('GET', '/devices', (ask) => {
    const ids = idsOf(ask, 20);
    if (ids === undefined) return { code: 1101 };
    const all = ids.length > 0 ? ask.devices.filter(({ id }) => ids.includes(id)) : ask.devices;
    const { rows, more } = byPage(ask, all);
    return ok({ devices: rows.map(describeDevice), total: all.length, has_more: more, last_row_key: '' });
  }),
  at('GET', '/devices/status', (ask) => {
    const ids = idsOf(ask, 20);
    if (ids === undefined) return { code: 1101 };
    return ok(
      ask.devices.filter(({ id }) => ids.includes(id)).map((d) => ({ id: d.id, status: statusOf(d) })),
    );
  }),
  at('GET', '/devices/*', (ask) => one(ask, (d) => ok(describeDevice(d)))),
  at('GET', '/devices/*/status', (ask) => one(ask, (d) => ok(statusOf(d)))),
  at('GET', '/iot-03/devices/*', (ask) => one(ask, (d) => ok(describeDevice(d)))),
  at('GET', '/cloud/thing/*', (ask) => one(ask, (d) => ok(describeDevice(d)))),
  at('GET', '/iot-03/devices/*/functions', (ask) =>
    one(ask, (d) => ok({ category: d.category, functions: pointsOf(d, true) })),
  ),
  at('GET', '/iot-03/devices/*/specification', (ask) =>
    one(ask, (d) => ok({ category: d.category, functions: pointsOf(d, true), status: pointsOf(d, false) })),
  ),
  at('GET', '/cloud/thing/*/report-logs', reports),
  at('GET', '/iot-03/devices/*/report-logs', reports),
  at('GET', '/iot-03/devices/*/status', (ask) => one(ask, (d) => ok(statusOf(d)))),
  at('GET', '/devices/*/functions', (ask) =>
    one(ask, (d) => ok({ category: d.category, functions: pointsOf(d, true) })),
  ),
  at('GET', '/devices/*/specifications', (ask) =>
    one(ask, (d) => ok({ category: d.category, functions: pointsOf(d, true), status: pointsOf(d, false) })),
  ),
  at('GET', '/devices/*/logs', logs),
  at('GET', '/cloud/thing/*/logs', logs),
  at('POST', '/devices/*/commands', (ask) =>
    commands(ask, (ask.body as { commands?: Command[] } | null)?.commands ?? []),
  ),
  at('POST', '/iot-03/devices/*/commands', (ask) =>
    commands(ask, (ask.body as { commands?: Command[] } | null)?.commands ?? []),
  ),
  at('POST', '/cloud/thing/*/shadow/properties/issue', issue),
  at('GET', '/cloud/thing/*/shadow/properties', (ask) =>
    one(ask, (d) => ok({ properties: statusOf(d).map((s, i) => ({ ...s, dp_id: i + 1, time: ask.now })) })),
  ),
  at('PUT', '/devices/*', (ask) =>
    one(ask, (d) => {
      const name = (ask.body as { name?: unknown } | null)?.name;
      if (typeof name !== 'string') return { code: 1100 };
      d.name = name;
      return ok(true);
    }),
  ),
  // Says back what it was sent, whatever that is: for tests of what travels.
  ...['GET', 'POST', 'PUT', 'DELETE', 'PATCH'].map((method) =>
    at(method, '/echo', (ask) => ok({ query: Object.fromEntries(ask.query), body: ask.body })),
  ),
];
