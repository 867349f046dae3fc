import { types } from 'node:util';
import { badRequest } from '../errors/tuya-error';
import { MAX_BODY } from '../limits';

/** A call as a flow asks for it. */
export interface ApiCall {
  method: string;
  /** `/v1.0/…`, with `{placeholders}` and perhaps a query. */
  path: string;
  /** Values of the placeholders. */
  params?: Readonly<Record<string, unknown>> | undefined;
  query?: unknown;
  body?: unknown;
  bodyFormat?: 'json' | 'form' | undefined;
  headers?: unknown;
  /** Names of the headers to sign, in order. */
  signHeaders?: readonly string[] | undefined;
}

/** A checked call: everything decoded, the body in its final bytes. */
export interface ApiRequest {
  method: string;
  segments: readonly string[];
  query: ReadonlyMap<string, string>;
  /** Fields of a form, signed as if they stood in the query (PROTOCOL 1.5). */
  form: ReadonlyMap<string, string>;
  body?: Buffer | undefined;
  headers: Readonly<Record<string, string>>;
  signedHeaders: readonly (readonly [string, string])[];
}

const METHODS = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']);
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
const FORM = 'application/x-www-form-urlencoded';
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
  'x-node-red-request-node',
]);

/**
 * Checks a call and brings it into the one form that is signed and sent.
 * @throws TuyaError `TUYA_BAD_REQUEST` that names what is wrong
 */
export function buildRequest(call: ApiCall): ApiRequest {
  const method = typeof call.method === 'string' ? call.method.trim().toUpperCase() : '';
  if (!METHODS.has(method)) {
    throw badRequest(
      method === '' ? 'The method is missing' : `The method "${printable(method)}" is not known`,
      'Choose GET, POST, PUT, DELETE or PATCH, or set msg.method.',
    );
  }
  const { segments, query } = parsePath(call.path, call.params ?? {});
  for (const [name, value] of fields(call.query, 'query')) query.set(name, value);

  const headers = readHeaders(call.headers);
  const form = call.bodyFormat === 'form' ? fields(call.body, 'form body') : new Map<string, string>();
  for (const name of form.keys()) {
    if (query.has(name)) throw badRequest(`"${printable(name)}" stands in the query and in the form body`);
  }
  const body = call.bodyFormat === 'form' ? formBytes(form) : bodyBytes(call.body);
  if (body !== undefined && body.length > MAX_BODY) {
    throw badRequest('The body is larger than 5 MB', 'Send less at once.');
  }
  const type = Object.keys(headers).find((name) => name.toLowerCase() === 'content-type');
  if (call.bodyFormat === 'form') {
    if (type !== undefined && headers[type]?.split(';')[0]?.trim().toLowerCase() !== FORM) {
      throw badRequest('A form has a content type of its own', 'Remove content-type from the headers.');
    }
    headers[type ?? 'Content-Type'] = FORM;
  } else if (
    type === undefined &&
    (body !== undefined || method === 'POST' || method === 'PUT' || method === 'PATCH')
  ) {
    headers['Content-Type'] = 'application/json';
  }
  return {
    method,
    segments,
    query,
    form,
    body,
    headers,
    signedHeaders: signedHeaders(headers, call.signHeaders ?? []),
  };
}

/** A `{placeholder}`; other braces, such as those of JSON in a query, stand for themselves. */
const SLOT = /\{ *([\p{L}\p{N}_.-]+) *\}/gu;

/** The names of `{placeholders}` in a path. */
export function placeholdersOf(path: string): string[] {
  return [...path.matchAll(SLOT)].map(([, name = '']) => name);
}

function parsePath(
  path: unknown,
  params: Readonly<Record<string, unknown>>,
): { segments: string[]; query: Map<string, string> } {
  if (typeof path !== 'string' || path.trim() === '') {
    throw badRequest(
      'The path is missing',
      'Enter a path such as /v1.0/devices/{device_id}, or set msg.path.',
    );
  }
  const text = path.trim();
  if (hasControl(text)) throw badRequest('The path holds a line break or another control character');
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) || /^[/\\]{2}/.test(text) || text.startsWith('@')) {
    throw badRequest(
      'The path must not name a host',
      'Enter only the path, such as /v1.0/devices; the account holds the host.',
    );
  }
  const mark = text.indexOf('?');
  const pathname = mark < 0 ? text : text.slice(0, mark);
  if (pathname.includes('\\') || decodeAll(pathname).includes('\\'))
    throw badRequest('The path holds a backslash');
  if (pathname.includes('//')) throw badRequest('The path holds an empty segment (//)');
  if (!/^\/v\d+(\.\d+)*\//.test(pathname)) {
    throw badRequest(
      'The path must begin with a version, such as /v1.0/',
      'Copy the path from the page of the call.',
    );
  }
  const segments = pathname
    .slice(1)
    .split('/')
    .map((segment) => {
      // What the path itself says is checked before, what is put in after: a value is one segment whatever it holds.
      const fixed = decodeAll(segment.replace(SLOT, 'x'));
      if (isDots(segment) || isDots(decodeAll(segment)) || /[/\\]/.test(fixed)) {
        throw badRequest('The path holds "..", "." or an encoded slash');
      }
      if (hasControl(fixed)) throw badRequest('The path holds an encoded control character');
      return placeholdersOf(segment).length > 0 ? fill(segment, params) : decode(segment);
    });
  const query = new Map<string, string>();
  if (mark >= 0) {
    for (const piece of text.slice(mark + 1).split('&')) {
      if (piece === '') continue;
      const equals = piece.indexOf('=');
      const name = decode(fillQuery(equals < 0 ? piece : piece.slice(0, equals), params));
      const value = equals < 0 ? '' : slotOf(piece.slice(equals + 1), params);
      const before = query.get(name);
      query.set(name, before === undefined ? value : `${before},${value}`); // Tuya's lists are comma lists
    }
  }
  return { segments, query };
}

function slotOf(text: string, params: Readonly<Record<string, unknown>>): string {
  return text
    .split(SLOT)
    .map((part, i) => (i % 2 === 1 ? value(part, params) : decode(part))) // every second one is a name
    .join('');
}

function fillQuery(text: string, params: Readonly<Record<string, unknown>>): string {
  return text.includes('{') ? slotOf(text, params) : text;
}

function fill(segment: string, params: Readonly<Record<string, unknown>>): string {
  const filled = slotOf(segment, params);
  if (filled === '') throw badRequest('A part of the path is empty');
  if (hasDotSegment(filled)) throw badRequest('A value in the path holds "." or ".." as a path would');
  if (hasControl(filled))
    throw badRequest('A value in the path holds a line break or another control character');
  return filled;
}

function value(name: string, params: Readonly<Record<string, unknown>>): string {
  const given = Object.hasOwn(params, name) ? params[name] : undefined;
  if (given === undefined || given === null || given === '') {
    throw badRequest(
      `The path needs a value for {${name}}`,
      `Fill in ${name} in the node, or set msg.params.${name} or msg.${name}.`,
    );
  }
  return sentText(given, `value of {${name}}`);
}

function isDots(segment: string): boolean {
  return segment === '.' || segment === '..';
}

function hasDotSegment(text: string): boolean {
  return [text, decodeAll(text)].some((form) => form.split(/[/\\]/).some(isDots));
}

function hasControl(text: string): boolean {
  return /[\u0000-\u001f\u007f]/.test(text);
}

/** Percent-decoding that never fails: what is not valid stays as it stands; `+` is a plus. */
export function decode(text: string): string {
  return text
    .replace(/(%[0-9a-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run;
      }
    })
    .toWellFormed();
}

function decodeAll(text: string): string {
  let before = text;
  for (let i = 0; i < 5; i++) {
    const after = decode(before);
    if (after === before) return after;
    before = after;
  }
  return before;
}

/** Names and texts of a query or a form: lists become comma lists, objects JSON, null and undefined go. */
function fields(source: unknown, what: string): Map<string, string> {
  if (source === undefined || source === null || source === '') return new Map();
  if (typeof source === 'string') {
    const pairs = new Map<string, string>();
    for (const piece of source.replace(/^\?/, '').split('&')) {
      if (piece === '') continue;
      const equals = piece.indexOf('=');
      const name = decode(equals < 0 ? piece : piece.slice(0, equals));
      const text = equals < 0 ? '' : decode(piece.slice(equals + 1));
      const before = pairs.get(name);
      pairs.set(name, before === undefined ? text : `${before},${text}`);
    }
    return pairs;
  }
  if (typeof source !== 'object' || Array.isArray(source) || Buffer.isBuffer(source)) {
    throw badRequest(
      `The ${what} must be an object`,
      'Give an object of names and values, or a text such as a=1&b=2.',
    );
  }
  const pairs = new Map<string, string>();
  // A Map or URLSearchParams holds its pairs in another way than an object.
  const given =
    types.isMap(source) || source instanceof URLSearchParams ? [...source] : Object.entries(source);
  for (const [key, one] of given as [unknown, unknown][]) {
    const name = sentText(key, `name in the ${what}`);
    if (one === undefined || one === null) continue;
    const text = sentText(one, `value of "${printable(name)}" in the ${what}`);
    const before = pairs.get(name);
    pairs.set(name, before === undefined ? text : `${before},${text}`); // URLSearchParams may repeat a name
  }
  return pairs;
}

function sentText(given: unknown, what: string): string {
  if (Array.isArray(given)) {
    return given
      .filter((item) => item !== undefined && item !== null)
      .map((item: unknown) => sentText(item, what))
      .join(',');
  }
  switch (typeof given) {
    case 'string':
      return given.toWellFormed();
    case 'number':
      if (!Number.isFinite(given)) throw badRequest(`The ${what} is not a number`);
      return String(given);
    case 'boolean':
    case 'bigint':
      return String(given);
    case 'object':
      return json(given, what).toWellFormed();
    default:
      throw badRequest(`The ${what} cannot be sent (${typeof given})`);
  }
}

function json(given: unknown, what: string): string {
  // Undefined for what JSON does not know, which the library's type leaves out.
  let text: unknown;
  try {
    text = JSON.stringify(given);
  } catch (thrown) {
    const big = thrown instanceof TypeError && thrown.message.includes('BigInt');
    throw badRequest(
      `The ${what} cannot be written as JSON: it ${big ? 'holds a BigInt' : 'refers to itself or fails to serialise'}`,
      big ? 'Turn the BigInt into a number or a text.' : 'Send only the fields that the call needs.',
    );
  }
  if (typeof text !== 'string') throw badRequest(`The ${what} cannot be sent (${typeof given})`);
  return text;
}

/** The body in its final bytes: text and Buffer as they are, everything else as JSON. */
function bodyBytes(body: unknown): Buffer | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  // Not instanceof: a function node has types of its own.
  if (types.isUint8Array(body)) return body.length === 0 ? undefined : Buffer.from(body);
  if (types.isAnyArrayBuffer(body)) return bodyBytes(new Uint8Array(body));
  if (isStream(body)) {
    throw badRequest('The body is a stream', 'Read the stream into a text or a Buffer first.');
  }
  return Buffer.from(json(body, 'body'), 'utf8');
}

function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && ('pipe' in body || 'getReader' in body);
}

function formBytes(form: ReadonlyMap<string, string>): Buffer | undefined {
  if (form.size === 0) return undefined;
  const text = [...form]
    .map(([name, given]) => `${encodeURIComponent(name)}=${encodeURIComponent(given)}`)
    .join('&');
  return Buffer.from(text, 'utf8');
}

function readHeaders(source: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  if (source === undefined || source === null || source === '') return headers;
  if (typeof source !== 'object' || Array.isArray(source))
    throw badRequest('The headers must be an object of names and values');
  // The core http request node marks the headers of its answers, which must not travel on to another server.
  const marked = Object.keys(source).some((name) => name.toLowerCase() === 'x-node-red-request-node');
  const seen = new Set<string>();
  for (const [name, given] of Object.entries(source)) {
    const lower = name.toLowerCase();
    if (DROPPED.has(lower) || marked || given === undefined || given === null) continue;
    if (OURS.has(lower)) {
      throw badRequest(
        `The header "${printable(name)}" belongs to the signature and cannot be set`,
        'Remove it from msg.headers.',
      );
    }
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw badRequest(`"${printable(name)}" is not a header name`);
    if (seen.has(lower)) throw badRequest(`The header "${printable(name)}" is given twice`);
    seen.add(lower);
    const text = sentText(given as unknown, `header "${printable(name)}"`);
    if (/[^\t\x20-\x7e]/.test(text)) {
      throw badRequest(
        `The header "${printable(name)}" holds a line break or a character that a header cannot carry`,
      );
    }
    if (text !== text.trim()) throw badRequest(`The header "${printable(name)}" begins or ends with a blank`);
    Object.defineProperty(headers, name, {
      value: text,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return headers;
}

function signedHeaders(
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
): [string, string][] {
  return names.map((wanted): [string, string] => {
    const name = Object.keys(headers).find((given) => given.toLowerCase() === wanted.toLowerCase());
    if (name === undefined) {
      throw badRequest(
        `The header "${printable(wanted)}" is to be signed but not sent`,
        'Add it to the headers.',
      );
    }
    return [wanted, headers[name] ?? ''];
  });
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 60);
}
