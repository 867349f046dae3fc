import { hintOf } from '../errors/error-codes';
import { speakEnglish } from '../errors/language';
import type { Text } from '../errors/language';
import { problem, text } from '../errors/texts';
import { TuyaError, copyOf } from '../errors/tuya-error';

/** What it means that there is no connection to the message service, and what to do next (PROTOCOL 10.1). */

const ENABLED = text('messages.enabled');

const HINTS: Readonly<Record<number, Text | undefined>> = {
  400: text('messages.status.400'),
  401: ENABLED,
  403: text('messages.status.403'),
  404: text('messages.status.404'),
  409: text('messages.status.409'),
  429: text('messages.status.429'),
};

/** The error of a handshake that was answered with this status. */
export function refusal(status: number): TuyaError {
  const hint = HINTS[status] ?? text(status >= 500 ? 'messages.passing' : 'messages.address');
  const [message] = problem('messages.refused', { status });
  return new TuyaError(`TUYA_HTTP_${status}`, message, { hint, statusCode: status });
}

/** Whether somebody has to do something before the service lets anybody in. */
export function wantsSettings({ code, statusCode = 0 }: TuyaError): boolean {
  return code === 'TUYA_TLS' || code === 'TUYA_CONFIG' || [400, 401, 403, 404, 409].includes(statusCode);
}

/** What the account's own token call says of its key: `none` where there is no such call to make. */
export type Verdict = 'good' | 'refused' | 'unknown' | 'none';

/** The same refusal with what the token call has told. What it may be all the same is always told: the call proves nothing of messages. */
export function explained(error: TuyaError, verdict: Verdict): TuyaError {
  const hint = verdict === 'unknown' ? ENABLED : text(`messages.${verdict}`, { enabled: ENABLED });
  return copyOf(error, { hint });
}

/**
 * The same error of the network with what it means for messages: the usual hints are about calls, which take another port.
 * @param port of the message service
 * @param stood whether the connection had come about
 */
export function disconnected(error: TuyaError, port: string, stood: boolean): TuyaError {
  const { code, hint } = error;
  const isOwn = hint !== speakEnglish(hintOf(code) ?? ''); // such as the proxy's
  if (code !== 'TUYA_TIMEOUT' && (code !== 'TUYA_NETWORK' || isOwn)) return error;
  return copyOf(error, { hint: stood ? text('messages.often') : text('messages.unreached', { port }) });
}

/** The proxy may let calls through, and not this port. */
export function notLetThrough(error: TuyaError, port: string): TuyaError {
  return copyOf(error, { hint: text('messages.notLetThrough', { port }) });
}
