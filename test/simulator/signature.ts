import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A request as it came in: the raw target, lower-case header names, the body's bytes. */
export interface Incoming {
  method: string;
  target: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** What the cloud knows of a key. */
export interface Key {
  client_id: string;
  secret: string;
  bundleId: string;
}

/** Percent-decoding; `+` is a plus. */
export function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Path and query of a target, decoded; undefined when a name comes twice, because nobody knows which one counts. */
export function readTarget(target: string): { path: string; query: Map<string, string> } | undefined {
  const [path = '', search = ''] = target.split(/\?(.*)/s);
  const query = new Map<string, string>();
  return readPairs(search, query) ? { path: unescape(path), query } : undefined;
}

function readPairs(text: string, into: Map<string, string>): boolean {
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const key = unescape(name);
    if (into.has(key)) return false;
    into.set(key, unescape(value));
  }
  return true;
}

/** The signature that a request ought to carry, worked out from what really arrived (PROTOCOL 1.2). */
export function expectedSign(incoming: Incoming, key: Key, withToken: boolean): string | undefined {
  const read = readTarget(incoming.target);
  if (read === undefined) return undefined;
  const { headers } = incoming;
  const form = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  if (form && !readPairs(incoming.body.toString('utf8'), read.query)) return undefined;
  const pairs = Array.from(read.query, ([name, value]) => ({ name, value }));
  pairs.sort((left, right) => (left.name < right.name ? -1 : 1));
  const url = read.path + (pairs.length > 0 ? '?' : '') + pairs.map((p) => `${p.name}=${p.value}`).join('&');
  const signed = (headers['signature-headers'] ?? '').split(':').filter((name) => name !== '');
  const block = signed.map((name) => `${name}:${headers[name.toLowerCase()] ?? ''}\n`).join('');
  const digest = createHash('sha256')
    .update(form ? '' : incoming.body)
    .digest('hex');
  const lines = `${incoming.method}\n${digest}\n${block}\n${url}`;
  const token = withToken ? (headers.access_token ?? '') : '';
  const text = key.client_id + token + (headers.t ?? '') + (headers.nonce ?? '') + key.bundleId + lines;
  return createHmac('sha256', key.secret).update(text).digest('hex').toUpperCase();
}

/** Whether a request is signed as it should be. */
export function isSigned(incoming: Incoming, key: Key, withToken: boolean): boolean {
  const expected = expectedSign(incoming, key, withToken);
  const given = Buffer.from(incoming.headers.sign ?? '');
  return given.length === expected?.length && timingSafeEqual(given, Buffer.from(expected));
}
