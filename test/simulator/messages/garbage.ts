import { wrap } from './envelope';
import type { Wrapped } from './envelope';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const BODY = '{"devId":"dev1","status":[{"code":"switch_1","value":true}]}';
const KNOWN = { em: 'aes_gcm' };

/** The payload with the last byte of its text turned round. */
function torn(wrapped: Wrapped): Wrapped {
  const envelope = JSON.parse(Buffer.from(wrapped.payload, 'base64').toString()) as { data: string };
  const bytes = Buffer.from(envelope.data, 'base64');
  bytes[bytes.length - 1] = 255 - (bytes.at(-1) ?? 0);
  const data = bytes.toString('base64');
  return { ...wrapped, payload: base64(JSON.stringify({ ...envelope, data })) };
}

const plain = (text: string): Wrapped => ({ payload: base64(text), properties: KNOWN });
const inside = (body: string | Buffer, key: string): Wrapped => wrap(body, { protocol: 4 }, key, 0);

/** Payloads that nobody can read, each for a reason of its own; made with the access key. */
export const GARBAGE = {
  empty: () => ({ payload: '', properties: KNOWN }),
  'not base64': () => ({ payload: '%%% no base64 %%%', properties: KNOWN }),
  'not JSON': () => plain('{"data":'),
  null: () => plain('null'),
  array: () => plain('[]'),
  'no data': () => plain('{"protocol":4,"pv":"2.0","t":0}'),
  'data is a number': () => plain('{"data":5,"protocol":4,"pv":"2.0","t":0}'),
  'data too short': () => plain('{"data":"AAEC","protocol":4,"pv":"2.0","t":0}'),
  'wrong key': () => inside(BODY, 'another0key0of0another0project01'),
  'broken tag': (key: string) => torn(inside(BODY, key)),
  'half a character': (key: string) => inside(Buffer.from(`${BODY}ü`).subarray(0, -1), key),
  'inside not JSON': (key: string) => inside('{"devId":', key),
  'inside null': (key: string) => inside('null', key),
  'inside an array': (key: string) => inside('[1]', key),
} as const satisfies Readonly<Record<string, (key: string) => Wrapped>>;

export type GarbageName = keyof typeof GARBAGE;
