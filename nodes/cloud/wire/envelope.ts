import { entryOf } from '../errors/error-codes';
import { TuyaError } from '../errors/tuya-error';
import type { TuyaReply } from '../errors/tuya-error';
import { isObject } from '../json';
import type { RawReply } from './transport';

/** A reply that says `success: true`. */
export interface Envelope extends TuyaReply {
  success: true;
  result: unknown;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Status and content type tell what answered; the text itself may hold anything and is not shown. */
function badResponse(reply: RawReply, what: string): TuyaError {
  const type = (reply.headers['content-type'] ?? 'no content type').slice(0, 80);
  return new TuyaError(
    'TUYA_BAD_RESPONSE',
    `The answer is not one of Tuya's: ${what} (status ${reply.status}, ${type})`,
    {
      statusCode: reply.status,
    },
  );
}

/**
 * Judges a reply strictly: an envelope with `success: true`, or an error (PROTOCOL 5.1).
 * @throws TuyaError `TUYA_<code>`, `TUYA_HTTP_<status>` or `TUYA_BAD_RESPONSE`
 */
export function openEnvelope(reply: RawReply): Envelope {
  const { status } = reply;
  const ok = status >= 200 && status < 300;
  const json = parseJson(reply.body);
  const envelope = isObject(json) ? json : undefined;
  const code = numberOf(envelope?.code);

  if (envelope?.success === false && code !== undefined) {
    const tuya = replyOf(envelope, code);
    const entry = entryOf(String(code));
    const text = tuya.msg ?? entry?.cause ?? 'no text';
    throw new TuyaError(`TUYA_${code}`, `Tuya answered ${code}: ${text}`, {
      tuya,
      statusCode: status,
      hint: entry?.hint ?? "Look the code up in Tuya's list of error codes; support asks for the tid.",
    });
  }
  if (!ok) {
    throw new TuyaError(`TUYA_HTTP_${status}`, `The server answered with HTTP status ${status}`, {
      statusCode: status,
      hint: httpHint(status),
    });
  }
  if (envelope === undefined) throw badResponse(reply, json === undefined ? 'not JSON' : 'not an object');
  if (envelope.success !== true) throw badResponse(reply, 'no clear success');
  return { success: true, result: envelope.result ?? null, ...replyOf(envelope, undefined) };
}

function replyOf(envelope: Record<string, unknown>, code: number | undefined): TuyaReply {
  return {
    ...(code === undefined ? {} : { code }),
    msg: typeof envelope.msg === 'string' ? envelope.msg.slice(0, 500) : undefined,
    t: numberOf(envelope.t),
    tid: typeof envelope.tid === 'string' ? envelope.tid.slice(0, 100) : undefined,
  };
}

function httpHint(status: number): string {
  if (status >= 300 && status < 400) {
    return 'The server wants to send the call elsewhere; a signed call is not passed on. Check the base address.';
  }
  if (status === 429) return 'Too many calls: lower the calls per second of the account, or poll less often.';
  if (status >= 500) return "Tuya's gateway has trouble; try again in a moment.";
  return 'Check the base address of the account and the path of the call.';
}
