import { createHash, createHmac } from 'node:crypto';
import type { ApiRequest } from '../request/build';

/**
 * Tuya's request signature, one pure function per stage
 * (https://developer.tuya.com/en/docs/iot/new-singnature?id=Kbw0q34cs2e5g):
 * canonical URL -> header block -> string to sign -> signature.
 */

/** Names and decoded values of a query. */
export type Query = ReadonlyMap<string, string>;

/** What takes part in a signature besides the string to sign. */
export interface Signer {
  client_id: string;
  secret: string;
  /** Absent for token calls, which are signed without one. */
  access_token?: string | undefined;
  /** Milliseconds since the epoch, the same text as the header `t`. */
  t: string;
  nonce?: string | undefined;
  /** Only for App Authorization keys that are bound to an app id. */
  bundleId?: string | undefined;
}

const UNRESERVED = /^[\w.~-]*$/;

/** Percent-encodes everything but RFC 3986's unreserved characters, so that no URL parser has a reason to touch it. */
export function encode(text: string): string {
  if (UNRESERVED.test(text)) return text;
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase(),
  );
}

function sorted(query: Query): [string, string][] {
  if (query.size < 2) return [...query];
  return [...query].sort(([a], [b]) => (a < b ? -1 : 1));
}

function withQuery(path: string, pairs: string[]): string {
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/** The URL as it is signed: decoded path, query sorted by name, decoded values, no host. */
export function canonicalUrl(path: string, query: Query): string {
  return withQuery(
    path,
    sorted(query).map(([name, value]) => `${name}=${value}`),
  );
}

/** The URL as it is sent: the same values in the same order, percent-encoded. `segments` are decoded. */
export function wireUrl(segments: readonly string[], query: Query): string {
  return withQuery(
    '/' + segments.map(encode).join('/'),
    sorted(query).map(([name, value]) => `${encode(name)}=${encode(value)}`),
  );
}

/** One `name:value` line per signed header, in order; every line ends in a line feed. */
export function headersBlock(headers: Iterable<readonly [string, string]>): string {
  return [...headers].map(([name, value]) => `${name}:${value}\n`).join('');
}

/** Lower-case hex SHA-256 of the bytes that go out; of the empty string when there are none. */
export function bodySha256(body?: Uint8Array | string): string {
  return body === undefined ? EMPTY_SHA256 : sha256(body);
}

function sha256(text: Uint8Array | string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Most calls have no body. */
const EMPTY_SHA256 = sha256('');

/** The four lines that Tuya signs. */
export function stringToSign(method: string, sha256: string, headers: string, url: string): string {
  return `${method.toUpperCase()}\n${sha256}\n${headers}\n${url}`;
}

/** The string to sign of a request (PROTOCOL 1.2); a form's fields stand in the query (PROTOCOL 1.5). */
export function toSign({ method, segments, query, form, body, signedHeaders }: ApiRequest): string {
  const isForm = form.size > 0;
  return stringToSign(
    method,
    bodySha256(isForm ? undefined : body),
    headersBlock(signedHeaders),
    canonicalUrl('/' + segments.join('/'), isForm ? new Map([...query, ...form]) : query),
  );
}

/** The text that goes into the HMAC. */
export function signedText(signer: Omit<Signer, 'secret'>, text: string): string {
  return (
    signer.client_id +
    (signer.access_token ?? '') +
    signer.t +
    (signer.nonce ?? '') +
    (signer.bundleId ?? '') +
    text
  );
}

/** HMAC-SHA256 with the secret, in upper-case hex: the header `sign`. */
export function signature(signer: Signer, text: string): string {
  return createHmac('sha256', signer.secret)
    .update(signedText(signer, text), 'utf8')
    .digest('hex')
    .toUpperCase();
}
