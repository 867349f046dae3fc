/** Headers as they go out and as they come in. */

/** What is sent with every request, in this order, where the request does not say otherwise. */
const OURS: readonly (readonly [name: string, value: string])[] = [
  ['User-Agent', 'node-red-tuya-cloud'],
  ['Accept', 'application/json'],
  ['Accept-Encoding', 'gzip, deflate, br'],
];
const BODIED = new Set(['POST', 'PUT', 'PATCH']);

/**
 * Names and values, one after the other, as they go out: the given ones in their own order and case, for they may be signed, and
 * before them what is missing. Given as a list, Node writes them as they are.
 */
export function rawHeaders(
  host: string,
  method: string,
  given: Readonly<Record<string, unknown>>,
  body: Buffer | undefined,
): string[] {
  const names = Object.keys(given);
  const taken = new Set(names.map((name) => name.toLowerCase()));
  const raw = ['Host', host];
  for (const [name, value] of OURS) if (!taken.has(name.toLowerCase())) raw.push(name, value);
  for (const name of names) raw.push(name, String(given[name]));
  // Without a length Node would send the body of these in chunks, even where there is none.
  const length = body?.length ?? (BODIED.has(method) ? 0 : undefined);
  if (length !== undefined) raw.push('Content-Length', String(length));
  return raw;
}

/** The headers of a reply as texts, in an object of which nothing but them can be asked. */
export function textsOf(headers: object): Record<string, string> {
  const texts = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) texts[name] = String(value);
  return texts;
}
