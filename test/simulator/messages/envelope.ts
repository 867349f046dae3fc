import { encrypt, signatureOf } from './encryption';
import type { Encryption } from './encryption';
import type { Message } from './kinds';

/** How a message is wrapped. Everything has a usual value. */
export interface Wrapping {
  /** `gcm` unless told otherwise. */
  encryption?: Encryption;
  /** What tells that it is GCM: the property `em`, the field `encryptVersion`, or nothing. */
  told?: 'em' | 'encryptVersion' | 'nothing';
  /** The name of the field that holds the text: `data`, or as it was of old. */
  field?: 'data' | 'encryptPayload';
  /** `"4"` instead of `4`. */
  protocolAsText?: boolean;
  /** When Tuya has sent it, in epoch ms. */
  t?: number;
  /** Another signature than the right one. */
  sign?: string;
  /** More fields of the envelope. */
  fields?: Record<string, unknown>;
  /** More properties of the frame; `none` leaves out `properties` as a whole. */
  properties?: Record<string, string> | 'none';
}

/** The payload of a frame, and its properties. */
export interface Wrapped {
  payload: string;
  properties: Record<string, string> | undefined;
}

/** Wraps text or bytes (a message's body, or whatever stands in its place) as Tuya does. */
export function wrap(
  body: string | Buffer,
  { protocol }: Pick<Message, 'protocol'>,
  accessKey: string,
  now: number,
  wrapping: Wrapping = {},
): Wrapped {
  const { encryption = 'gcm', told = 'em', field = 'data', protocolAsText, properties } = wrapping;
  const envelope: Record<string, unknown> = {
    [field]: encrypt(body, accessKey, encryption).toString('base64'),
    protocol: protocolAsText === true ? String(protocol) : protocol,
    pv: '2.0',
    t: wrapping.t ?? now,
    ...wrapping.fields,
  };
  envelope.sign = wrapping.sign ?? signatureOf(envelope, accessKey);
  if (encryption === 'gcm' && told === 'encryptVersion') envelope.encryptVersion = 'v2';
  return {
    payload: Buffer.from(JSON.stringify(envelope)).toString('base64'),
    properties:
      properties === 'none'
        ? undefined
        : { ...(told === 'em' ? { em: `aes_${encryption}` } : {}), ...properties },
  };
}
