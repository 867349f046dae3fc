import type { IncomingMessage } from 'node:http';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import type { InputType, ZlibOptions } from 'node:zlib';
import { problem } from '../errors/texts';
import { errorOf } from '../errors/tuya-error';
import type { TuyaError } from '../errors/tuya-error';

/** The body of a reply: whole, bounded and unpacked. */

type Unpack = (
  packed: InputType,
  options: ZlibOptions,
  done: (error: Error | null, body: Buffer) => void,
) => void;

function tooLarge(limit: number): TuyaError {
  const megabytes = Math.round(limit / 1024 / 1024);
  return errorOf('TUYA_BAD_RESPONSE', problem('answer.large', { megabytes }));
}

/**
 * The body as it came, once all of it is there.
 * @param length what the reply says that it is, in bytes
 * @param limit bytes; a larger one is given up as soon as that is known
 * @throws TuyaError `TUYA_BAD_RESPONSE` beyond the limit; Node's own error when the connection breaks off
 */
export function readBody(reply: IncomingMessage, length: string | undefined, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    reply.on('error', reject);
    if (Number(length) > limit) {
      reject(tooLarge(limit));
      return;
    }
    reply.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) reject(tooLarge(limit));
      else chunks.push(chunk);
    });
    reply.on('end', () => {
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
  });
}

/** Deflate is sent with a header of zlib, as the standard has it, or without, as some servers have it. */
function isZlib(packed: Buffer): boolean {
  return packed.length > 1 && ((packed[0] ?? 0) & 0x0f) === 8 && packed.readUInt16BE(0) % 31 === 0;
}

function unpackerOf(encoding: string, packed: Buffer): Unpack | undefined {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return gunzip;
    case 'deflate':
      return isZlib(packed) ? inflate : inflateRaw;
    case 'br':
      return brotliDecompress;
    default:
      return undefined;
  }
}

/**
 * Undoes a `content-encoding`. Stops at the limit, so that a small bomb stays small.
 * @throws TuyaError `TUYA_BAD_RESPONSE` beyond the limit, or when it cannot be undone
 */
export function unpack(
  packed: Buffer,
  encoding: string | undefined,
  limit: number,
): Buffer | Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (packed.length === 0 || name === '' || name === 'identity') return packed;
  const unpacker = unpackerOf(name, packed);
  const unreadable = (): TuyaError => errorOf('TUYA_BAD_RESPONSE', problem('answer.packed'));
  if (unpacker === undefined) throw unreadable();
  return new Promise((resolve, reject) => {
    unpacker(packed, { maxOutputLength: limit }, (error, body) => {
      if (error === null) resolve(body);
      else
        reject((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(limit) : unreadable());
    });
  });
}
