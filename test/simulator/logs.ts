import type { Device } from './devices';
import { byKey, sizeOf } from './paging';
import { at, listOf, needs, ofDevice, ok } from './route';
import type { Ask, Outcome, Route } from './route';

/** What a device has reported, in the three ways in which Tuya hands it out (PROTOCOL 8). */

type Entry = Device['logs'][number];

/** The rows of the time and the codes that are asked for; undefined when a time is no time in milliseconds. */
function entriesOf(ask: Ask, device: Device): Entry[] | undefined {
  const times = ['start_time', 'end_time'].map((name) => ask.query.get(name) ?? '');
  if (times.some((time) => !/^\d{13}$/.test(time))) return undefined;
  const [start = 0, end = 0] = times.map(Number);
  const codes = listOf(ask, 'codes');
  const types = listOf(ask, 'type');
  return device.logs.filter(
    ({ event_time, code, event_id }) =>
      event_time >= start &&
      event_time <= end &&
      (codes.length === 0 || codes.includes(code)) &&
      (types.length === 0 || types.includes(String(event_id))),
  );
}

/** Opaque to whoever asks: when it happened, and what. */
const keyOf = ({ event_time, code }: Entry): string =>
  Buffer.from(`${event_time}:${code}`).toString('base64url');

/** The log of the free edition goes on with `start_row_key`, the paid one with `last_row_key` and `last_event_time`. */
const logs = ofDevice((device, ask): Outcome => {
  const entries = entriesOf(ask, device);
  if (entries === undefined) return { code: 1109 };
  const paid = ask.query.get('query_type') === '2';
  const key = ask.query.get('last_row_key') ?? '';
  const last = entries.find((entry) => keyOf(entry) === key);
  if (paid && key !== '' && String(last?.event_time) !== ask.query.get('last_event_time'))
    return { code: 1109 };
  const cursor = paid ? 'last_row_key' : 'start_row_key';
  const sheet = byKey(ask, entries, keyOf, cursor, sizeOf(ask, 'size', 100));
  const { rows, more } = sheet;
  const next = more ? sheet.key : '';
  return ok({
    logs: rows,
    has_next: more,
    current_row_key: ask.query.get(cursor) ?? '',
    next_row_key: next,
    device_id: device.id,
    ...(paid ? { last_row_key: next } : {}),
  });
});

/** Reports are paged by `last_row_key`; how the list is called differs from path to path. */
const reports = (name: 'logs' | 'list'): ((ask: Ask) => Outcome) =>
  needs(
    ['codes'],
    ofDevice((device, ask): Outcome => {
      const entries = entriesOf(ask, device);
      if (entries === undefined) return { code: 1109 };
      const { rows, more, key } = byKey(ask, entries, keyOf, 'last_row_key', sizeOf(ask, 'size', 99));
      return ok({
        [name]: rows.map(({ code, value, event_time }) => ({ code, value, event_time })),
        last_row_key: key,
        has_more: more,
        total: entries.length,
        device_id: device.id,
      });
    }),
  );

export const LOGS: Route[] = [
  at('GET', '/devices/*/logs', needs(['type'], logs)),
  at('GET', '/cloud/thing/*/logs', needs(['type', 'query_type', 'size'], logs)),
  at('GET', '/cloud/thing/*/report-logs', needs(['size'], reports('logs')), ['v2.0', 'v2.1']),
  at('GET', '/iot-03/devices/*/report-logs', reports('list')),
];
