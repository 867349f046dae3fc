import { parseEmbedded } from '../../cloud';
import type { DeviceEvent } from '../../cloud';
import type { Changes } from './event-changes';
import { chosenOf } from './event-filter';
import type { Value } from './event-filter';
import type { EventSettings } from './event-settings';
import type { Meant } from './event-values';

/** What of a device becomes messages of a flow. */

/** What of a node's settings says how. */
export type Shape = Pick<EventSettings, 'codes' | 'output' | 'parseValues'>;

/** A message of the flow: its payload goes where the node says, the rest stands beside it. */
export interface Outgoing {
  payload: unknown;
  topic: string;
  device_id: string;
  event: Told;
}

/** `msg.event`: what there is to know besides the payload; times in milliseconds since the epoch. */
export type Told = Omit<DeviceEvent, 'data' | 'raw' | 'sent'>;

/** Of a report with more values each message of one value has only its own beside it: all for all would be their square. */
const ALL_VALUES = 100;

/**
 * The messages that a message of a device becomes; none where nothing has changed.
 * @param changes remembers the last values, as they came; undefined where all of them count
 * @param meant reads a value; undefined where values go as they are
 */
export function outgoing(
  shape: Shape,
  came: DeviceEvent,
  changes: Changes | undefined,
  meant?: Meant,
): Outgoing[] {
  const { codes, output, parseValues } = shape;
  const event = meant === undefined || output === 'raw' ? came : withValues(came, meant);
  if (event.kind === 'online' || event.kind === 'offline') {
    if (changes?.isNewPresence(event) === false) return [];
    return [sent(event, event.kind, output === 'raw' ? event.raw : event.kind === 'online')];
  }
  const chosen = chosenOf(codes, came);
  const news = changes === undefined ? chosen : changes.news(came, chosen);
  const values = event === came ? news : news.map((one) => event.values[came.values.indexOf(one)] ?? one);
  if (values.length === 0 && chosen.length > 0) return [];
  if (output === 'raw') return [sent(event, nameOf(event), event.raw)];
  const read = (value: unknown): unknown => (parseValues ? parseEmbedded(value) : value);
  // A report tells its values, and nothing where it has none.
  if (values.length === 0 && event.kind === 'status')
    return output === 'value' ? [] : [sent(event, nameOf(event), {})];
  if (values.length === 0) return [sent(event, nameOf(event), read(event.data))];
  const rows = read(values) as Value[];
  if (output === 'value') {
    return rows.map(({ code, value }, i) => {
      const own = event.values.length > ALL_VALUES ? values.slice(i, i + 1) : event.values;
      return sent({ ...event, code, values: own }, code, value);
    });
  }
  // By fromEntries a code such as __proto__ is data as any other.
  const [{ code: only } = { code: '' }] = rows;
  const name = rows.length === 1 ? only : nameOf(event);
  return [sent(event, name, Object.fromEntries(rows.map(({ code, value }) => [code, value])))];
}

function withValues(event: DeviceEvent, meant: Meant): DeviceEvent {
  return { ...event, values: event.values.map((one) => ({ ...one, value: meant(one.code, one.value) })) };
}

/** What a message is about in one word: its code, else its kind. */
export function nameOf({ code, kind }: DeviceEvent): string {
  return code === '' ? kind : code;
}

function sent(event: DeviceEvent, name: string, payload: unknown): Outgoing {
  const { device_id } = event;
  const topic = device_id === '' ? name : `${device_id}/${name}`;
  // The other nodes of the account have the same message.
  return { payload: structuredClone(payload), topic, device_id, event: toldOf(event) };
}

/** `msg.event` of a message; each gets its own, which the flow may change. */
export function toldOf(event: DeviceEvent): Told {
  const { kind, device_id, product_id, code, values, time, received, age } = event;
  const { protocol, bizCode, data_id, id, late, signed } = event;
  return {
    ...{ kind, device_id, product_id, code, values: structuredClone(values), time, received },
    ...{ age, protocol, bizCode, data_id, id, late, signed },
  };
}
