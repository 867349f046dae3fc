import { isObject, parseJson } from '../json';

/** What goes over an open socket: what the proxy sends, and the two things that are ever sent to it (PROTOCOL 10.1). */

/** A message as the proxy wraps it. */
export interface Frame {
  is: 'message';
  /** What acknowledges it. */
  id: string;
  /** Base64 of Tuya's JSON; nothing is known of it yet. */
  payload: unknown;
  /** What the publisher noted beside it; absent in old messages. */
  properties: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch, undefined where it cannot be read. */
  published: number | undefined;
}

/** What came: a message, the answer to a probe, or something that even an acknowledgement cannot be made of. */
export type Incoming = Frame | { is: 'answer' } | { is: 'unreadable' };

/** The proxy decodes what it is sent and closes the connection where that is no base64. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
/** An id is some dozen characters; what is longer is none. */
const LONGEST_ID = 1024;

/** Reads one text that came in. */
export function readFrame(text: string): Incoming {
  const frame = parseJson(text);
  if (!isObject(frame)) return { is: 'unreadable' };
  const { messageId: id, payload, properties, publishTime } = frame;
  if (id === undefined && frame.endOfTopic !== undefined) return { is: 'answer' };
  if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID || !BASE64.test(id)) {
    return { is: 'unreadable' };
  }
  const published = typeof publishTime === 'string' ? Date.parse(publishTime) : NaN;
  return {
    is: 'message',
    id,
    payload,
    properties: isObject(properties) ? properties : {},
    published: Number.isNaN(published) ? undefined : published,
  };
}

declare const made: unique symbol;

/** What may be sent. Only this file makes one, so that nobody can send the command that deletes the subscription, or a refusal. */
export type Outgoing = string & { readonly [made]: true };

/** The acknowledgement of a message: there is no answer to it. */
export function acknowledgement(id: string): Outgoing {
  return JSON.stringify({ messageId: id }) as Outgoing;
}

/** A question that the proxy's consumer answers, where it still lives. */
export const PROBE = '{"type":"isEndOfTopic"}' as Outgoing;
