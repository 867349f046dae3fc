import { problem, text } from '../errors/texts';
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
  if (kindOf(source) !== 'Object') throw badRequest(...problem('header.noObject'));
  const given = Object.entries(source);
  // Marked headers are those of another server's answer, which must not travel on.
  const marked = given.some(([name]) => name.toLowerCase() === MARK);
  const seen = new Set<string>();
  for (const [name, value] of given) {
    const lower = name.toLowerCase();
    if (DROPPED.has(lower) || marked || value === undefined || value === null) continue;
    if (OURS.has(lower)) {
      throw badRequest(...problem('header.ours', { name: printable(name) }));
    }
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || LOST.has(lower))
      throw badRequest(...problem('header.noName', { name: printable(name) }));
    if (seen.has(lower)) throw badRequest(...problem('header.twice', { name: printable(name) }));
    seen.add(lower);
    headers[name] = headerValue(name, value as unknown);
  }
  return headers;
}

function headerValue(name: string, given: unknown): string {
  const named = { name: printable(name) };
  const value = sentText(given, text('what.header', named));
  if (/[^\t\x20-\x7e]/.test(value)) throw badRequest(...problem('header.characters', named));
  if (value !== value.trim()) throw badRequest(...problem('header.blank', named));
  return value;
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
    throw badRequest(...problem('header.form'));
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
    throw badRequest(...problem('header.unsent', { name: printable(wanted) }));
  });
}
