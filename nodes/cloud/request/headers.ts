import { badRequest } from '../errors/tuya-error';
import { printable } from './characters';
import { kindOf } from './json-text';
import { sentText } from './text';

/** The headers that a flow may set, checked and cleaned, and those of them that are signed (PROTOCOL 1.3). */

/** Headers of the signature (PROTOCOL 1.3), which no message sets. */
const OURS = new Set([
  'sign',
  'access_token',
  'client_id',
  't',
  'nonce',
  'sign_method',
  'signature-headers',
  'host',
]);
/** What the core http request node marks the headers of its answers with. */
const MARK = 'x-node-red-request-node';
/** Left over from an earlier node (core http request and http in), meaningless for this call. */
const DROPPED = new Set([
  'content-length',
  'connection',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'accept-encoding',
  'proxy-authorization',
  'proxy-connection',
  'cookie',
  MARK,
]);
/** Names that objects have of themselves: what goes through an object on its way loses them. */
const LOST = new Set(['__proto__', 'constructor', 'prototype']);
const FORM = 'application/x-www-form-urlencoded';
const IS_FORM = /^ *application\/x-www-form-urlencoded *(;|$)/i;

/** Headers by name, as they are sent. */
export type Headers = Readonly<Record<string, string>>;

/**
 * The headers of a call as they are sent, without those that an earlier node left behind.
 * @throws TuyaError `TUYA_BAD_REQUEST` for a header that is not the message's to set, or that a header line cannot carry
 */
export function headersOf(source: unknown): Headers {
  const headers: Record<string, string> = {};
  if (source === undefined || source === null || source === '') return headers;
  if (kindOf(source) !== 'Object') throw badRequest('The headers must be an object of names and values');
  const given = Object.entries(source);
  // Marked headers are those of another server's answer, which must not travel on.
  const marked = given.some(([name]) => name.toLowerCase() === MARK);
  const seen = new Set<string>();
  for (const [name, value] of given) {
    const lower = name.toLowerCase();
    if (DROPPED.has(lower) || marked || value === undefined || value === null) continue;
    if (OURS.has(lower)) {
      throw badRequest(
        `The header "${printable(name)}" belongs to the signature and cannot be set`,
        'Remove it from msg.headers.',
      );
    }
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || LOST.has(lower))
      throw badRequest(`"${printable(name)}" is not a header name`);
    if (seen.has(lower)) throw badRequest(`The header "${printable(name)}" is given twice`);
    seen.add(lower);
    headers[name] = headerValue(name, value as unknown);
  }
  return headers;
}

function headerValue(name: string, given: unknown): string {
  const text = sentText(given, `header "${printable(name)}"`);
  if (/[^\t\x20-\x7e]/.test(text)) {
    throw badRequest(
      `The header "${printable(name)}" holds a line break or a character that a header cannot carry`,
    );
  }
  if (text !== text.trim()) throw badRequest(`The header "${printable(name)}" begins or ends with a blank`);
  return text;
}

/** The header of a name, however it is written. */
function headerIn(headers: Headers, wanted: string): [name: string, value: string] | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === wanted.toLowerCase());
}

/** The headers with the content type of a JSON body, unless the message names another. */
export function withJsonType(headers: Headers): Headers {
  if (headerIn(headers, 'content-type') !== undefined) return headers;
  return { ...headers, 'Content-Type': 'application/json' };
}

/**
 * The headers with a form's own content type.
 * @throws TuyaError `TUYA_BAD_REQUEST` when the message names another
 */
export function withFormType(headers: Headers): Headers {
  const [name, value] = headerIn(headers, 'content-type') ?? ['Content-Type', FORM];
  if (!IS_FORM.test(value)) {
    throw badRequest('A form has a content type of its own', 'Remove content-type from the headers.');
  }
  return { ...headers, [name]: FORM };
}

/**
 * The headers to sign (PROTOCOL 1.6), in the order in which they are named.
 * @throws TuyaError `TUYA_BAD_REQUEST` for one that is not sent
 */
export function signedHeaders(headers: Headers, names: readonly string[]): [string, string][] {
  return names.map((wanted): [string, string] => {
    const header = headerIn(headers, wanted);
    if (header !== undefined) return [wanted, header[1]];
    throw badRequest(
      `The header "${printable(wanted)}" is to be signed but not sent`,
      'Add it to the headers.',
    );
  });
}
