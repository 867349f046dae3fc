import { objectIn } from '../exact-json';
import { isObject } from '../json';
import { dataIdOf, timeOfDataId } from './data-id';
import { kindOf } from './kinds';
import type { DeviceEvent, EventValue } from './listener';
import { firstTime } from './times';

/** Any decrypted message, of either generation, becomes one event (PROTOCOL 10.2). */

/** What an event is made of. */
export interface Message {
  /** What acknowledges it. */
  id: string;
  protocol: number;
  /** When Tuya sent it, in milliseconds since the epoch. */
  t: number | undefined;
  signed: boolean;
  /** Decrypted and parsed, tokens removed. */
  content: unknown;
}

/** When an event came in: by the machine's clock, and by the server's. Milliseconds since the epoch. */
export interface Arrival {
  received: number;
  now: number;
}

function textOf(...values: readonly unknown[]): string {
  return values.find((value): value is string => typeof value === 'string') ?? '';
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isObject) : [];
}

/** The number of a data point: its own field, or in the older generation a field's name. */
function dpOf(item: Record<string, unknown>): number | string | undefined {
  const { dpId } = item;
  if (typeof dpId === 'number' || typeof dpId === 'string') return dpId;
  const name = Object.keys(item).find((key) => /^\d{1,9}$/.test(key));
  return name === undefined ? undefined : Number(name);
}

/** The values of a report, those of `status` first. */
function valuesOf(
  fields: Record<string, unknown>,
  body: Record<string, unknown>,
  time: number,
): EventValue[] {
  const items =
    [fields.status, body.properties, body.status].map(listOf).find((list) => list.length > 0) ?? [];
  return items.flatMap((item) => {
    const { code, value } = item;
    return typeof code === 'string'
      ? [{ code, value, dp: dpOf(item), time: firstTime(item.time, item.t) ?? time }]
      : [];
  });
}

/** An event's own code and what it tells: the fields' names vary. */
function eventValue(body: Record<string, unknown>, time: number): EventValue[] {
  const code = textOf(body.eventCode, body.etype, body.code);
  const value = body.outputParams ?? body.edata ?? body.value;
  return code === '' ? [] : [{ code, value, dp: undefined, time }];
}

/** The event that a message tells of; `late` is for those to say who know what was sent before. */
export function eventOf(
  { id, protocol, t, signed, content }: Message,
  { received, now }: Arrival,
): DeviceEvent {
  const fields = isObject(content) ? content : {};
  // It may be a text that holds it.
  const told = objectIn(fields.bizData);
  const body = told ?? fields;
  const bizCode = textOf(fields.bizCode, body.bizCode);
  const kind = kindOf(protocol, bizCode);
  const data_id = dataIdOf(body.dataId ?? fields.dataId);
  const said = firstTime(body.time, timeOfDataId(data_id), fields.ts, fields.t, body.t, t) ?? now;
  const values =
    kind === 'status' ? valuesOf(fields, body, said) : kind === 'event' ? eventValue(body, said) : [];
  const [only] = values;
  const time = values.length === 0 ? said : values.reduce((latest, value) => Math.max(latest, value.time), 0);
  return {
    kind,
    device_id: textOf(body.devId, fields.devId, body.deviceId, fields.deviceId),
    product_id: textOf(body.productId, fields.productKey, body.productKey, fields.productId),
    code: values.length === 1 && only !== undefined ? only.code : '',
    values,
    time,
    received,
    age: now - time,
    sent: t ?? time,
    protocol,
    bizCode,
    data_id,
    id,
    late: false,
    signed,
    data: told ?? fields.bizData ?? content,
    raw: content,
  };
}
