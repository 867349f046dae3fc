import { types } from 'node:util';
import { problem, text } from '../errors/texts';
import { badRequest } from '../errors/tuya-error';
import { MAX_BODY } from '../limits';
import { jsonText } from './json-text';

/**
 * The body in its final bytes, which are signed and sent: text and Buffer as they are, everything else as JSON; undefined for none.
 * @throws TuyaError `TUYA_BAD_REQUEST` for what cannot be sent
 */
export function bodyBytes(body: unknown): Buffer | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body === 'string') return limited(Buffer.from(body));
  // Not instanceof: a function node has types of its own.
  if (types.isUint8Array(body)) return body.length === 0 ? undefined : limited(Buffer.from(body));
  if (types.isAnyArrayBuffer(body)) return bodyBytes(new Uint8Array(body));
  return limited(Buffer.from(jsonText(body, text('what.body'))));
}

/** The bytes of a form; undefined for one without fields. */
export function formBytes(form: ReadonlyMap<string, string>): Buffer | undefined {
  if (form.size === 0) return undefined;
  const pairs = [...form]
    .map(([name, given]) => `${encodeURIComponent(name)}=${encodeURIComponent(given)}`)
    .join('&');
  return limited(Buffer.from(pairs));
}

function limited(bytes: Buffer): Buffer {
  if (bytes.length > MAX_BODY) throw badRequest(...problem('body.large'));
  return bytes;
}
