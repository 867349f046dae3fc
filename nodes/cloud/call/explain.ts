import { adviceOf } from '../diagnosis/advice';
import type { Facts } from '../diagnosis/facts';
import { isUnclear, refusesSignature } from '../errors/error-codes';
import { mask } from '../errors/mask';
import { text } from '../errors/texts';
import { TuyaError, copyOf, rewordedError } from '../errors/tuya-error';
import { TransportFault } from '../wire/transport';
import { shownSignature } from './attempt';
import type { CallToken, Key } from './plan';

/** What a failed call tells its caller: the error with its advice, and without secrets. */

/** What is known of the attempt that failed. */
export interface Circumstances extends Facts {
  key: Key;
  token: CallToken | undefined;
  /** Whether the failure came after the request may have gone out. */
  sent: boolean;
  /** What nobody may see, besides secret and token. */
  secrets: readonly string[];
}

/** The error as it leaves the client: advice completed, nothing secret in it, and said when nobody knows what a command did. */
export function explain(failure: unknown, circumstances: Circumstances): TuyaError {
  const command = circumstances.request.method !== 'GET';
  if (failure instanceof TransportFault) {
    return command && failure.delivery === 'unknown' ? outcomeUnknown(failure.error) : failure.error;
  }
  if (!(failure instanceof TuyaError)) {
    return new TuyaError('TUYA_NETWORK', text('message.unknownReason'));
  }
  const advised = failure.tuya === undefined ? failure : advise(failure, circumstances);
  return command && circumstances.sent && mayHaveRun(advised) ? outcomeUnknown(advised) : advised;
}

/** Whether an answer leaves open what became of a command: none came, it is not Tuya's, or the gateway gave up on what lies behind. */
function mayHaveRun(error: TuyaError): boolean {
  const { code, statusCode = 0, tuya } = error;
  if (code === 'TUYA_ABORTED' || code === 'TUYA_TIMEOUT' || isUnclear(error)) return true;
  return code === 'TUYA_BAD_RESPONSE' ? tuya === undefined : statusCode >= 500 && tuya?.code === undefined;
}

/** An answer of Tuya's in words that help. */
function advise(failure: TuyaError, circumstances: Circumstances): TuyaError {
  const { request, key, token, secrets } = circumstances;
  const hidden = [key.secret, token?.access_token, token?.refresh_token, ...secrets];
  const { code, said, statusCode } = failure;
  const tuya = refusesSignature(failure)
    ? { ...failure.tuya, signed: shownSignature(request, key, token !== undefined) }
    : failure.tuya;
  const hint = adviceOf(failure, circumstances) ?? said.hint;
  const told = new TuyaError(code, said.message, { hint, tuya, statusCode });
  // A cloud may echo what it was sent, and a call may hold whatever a flow has put into it.
  return rewordedError(told, (words) => mask(words, hidden));
}

function outcomeUnknown(error: TuyaError): TuyaError {
  return copyOf(error, {
    message: text('message.unknownOutcome', { what: error.said.message }),
    hint: text('hint.readBack'),
  });
}
