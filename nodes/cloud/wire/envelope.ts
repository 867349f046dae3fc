import { causeOf, hintOf, isOwn } from '../errors/error-codes';
import { text } from '../errors/texts';
import { TuyaError } from '../errors/tuya-error';
import type { TuyaReply } from '../errors/tuya-error';
import { isObject } from '../json';
import { parseExactJson } from '../exact-json';
import type { RawReply } from './transport';

/** What every answer of Tuya's is wrapped in, and what it says when it is not one (PROTOCOL 5.1). */

/** A reply that says `success: true`. */
export interface Envelope extends TuyaReply {
  success: true;
  result: unknown;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return typeof value === 'string' && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : undefined;
}

/** Newer gateways say it in words (PROTOCOL 5.4). Letters alone, so that nothing that a server echoes, such as a token, can be one. */
const CODE_IN_WORDS = /^[A-Z]+(_[A-Z]+)*$/i;
const LONGEST_CODE = 64;

function codeOf(value: unknown): number | string | undefined {
  if (typeof value !== 'string' || /\d/.test(value)) return numberOf(value);
  const words = value.trim();
  return CODE_IN_WORDS.test(words) && words.length <= LONGEST_CODE ? words.toUpperCase() : undefined;
}

function parseJson(body: Buffer): unknown {
  try {
    return parseExactJson(body.toString('utf8').replace(/^\uFEFF/, ''));
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
    { statusCode: reply.status },
  );
}

/** What a reply with `success: false` and a code is told as. */
function refusal(tuya: TuyaReply, code: number | string, statusCode: number): TuyaError {
  const known = String(code);
  // Words that mean something else in a TuyaError's code are not taken for Tuya's.
  const isTaken = isOwn(`TUYA_${code}`);
  const name = isTaken ? 'TUYA_BAD_RESPONSE' : `TUYA_${code}`;
  const words = tuya.msg ?? causeOf(known) ?? text('message.noText');
  return new TuyaError(name, text('message.tuya', { code: known, text: words }), {
    tuya,
    statusCode,
    hint: hintOf(known) ?? text('hint.unknownCode'),
  });
}

/**
 * Judges a reply strictly: an envelope with `success: true`, or an error.
 * @throws TuyaError `TUYA_<code>` (a code in words too), `TUYA_HTTP_<status>` or `TUYA_BAD_RESPONSE`
 */
export function openEnvelope(reply: RawReply): Envelope {
  const { status } = reply;
  const ok = status >= 200 && status < 300;
  const json = parseJson(reply.body);
  const envelope = isObject(json) ? json : undefined;

  if (envelope?.success === true && ok) {
    return { success: true, result: envelope.result ?? null, ...replyOf(envelope) };
  }
  // Whatever says no in Tuya's way is Tuya's, whether its code can be read or not.
  const refused = envelope?.success === false ? replyOf(envelope) : undefined;
  const code = codeOf(envelope?.code);
  if (refused !== undefined && code !== undefined) throw refusal({ code, ...refused }, code, status);
  if (!ok) {
    throw new TuyaError(`TUYA_HTTP_${status}`, text('message.http', { status }), {
      statusCode: status,
      tuya: refused,
      hint: hintOf(`TUYA_HTTP_${status}`) ?? hintOf('TUYA_HTTP_400'),
    });
  }
  if (refused !== undefined) {
    throw new TuyaError(
      'TUYA_BAD_RESPONSE',
      text('message.withoutCode', { text: refused.msg ?? text('message.noText') }),
      {
        tuya: refused,
        statusCode: status,
        hint: text('hint.tid'),
      },
    );
  }
  if (envelope === undefined) throw badResponse(reply, json === undefined ? 'not JSON' : 'not an object');
  throw badResponse(reply, 'no clear success');
}

function replyOf(envelope: Record<string, unknown>): TuyaReply {
  return {
    msg: typeof envelope.msg === 'string' ? envelope.msg.slice(0, 500) : undefined,
    t: numberOf(envelope.t),
    tid: typeof envelope.tid === 'string' ? envelope.tid.slice(0, 100) : undefined,
  };
}
