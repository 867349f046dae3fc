import { isUnclear, refusesSignature, remedyOf } from '../errors/error-codes';
import { mask } from '../errors/mask';
import { withSignedText } from '../errors/signed-text';
import { text } from '../errors/texts';
import { TuyaError, copyOf, rewordedError } from '../errors/tuya-error';
import type { ApiRequest } from '../request/build';
import { TransportFault } from '../wire/transport';
import { shownSignature } from './attempt';
import type { CallToken, Key } from './plan';

/** What a failed call tells its caller: the error with its advice, and without secrets. */

/** What is known of the attempt that failed. */
export interface Circumstances {
  request: ApiRequest;
  key: Key;
  token: CallToken | undefined;
  /** Whether the token was so new that another program must have taken its place. */
  isFresh: boolean;
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
function advise(failure: TuyaError, { request, key, token, isFresh, secrets }: Circumstances): TuyaError {
  const hidden = [key.secret, token?.access_token, token?.refresh_token, ...secrets];
  // A cloud may echo what it was sent.
  const masked = rewordedError(failure, (words) => mask(words, hidden));
  if (refusesSignature(failure)) {
    const signed = mask(shownSignature(request, key, token !== undefined), hidden);
    return copyOf(masked, { hint: withSignedText(masked.hint, signed) });
  }
  const isAlone = remedyOf(failure) === 'token' && token !== undefined && !isFresh;
  return isAlone ? copyOf(masked, { hint: text('hint.refusedToken') }) : masked;
}

function outcomeUnknown(error: TuyaError): TuyaError {
  return copyOf(error, {
    message: text('message.unknownOutcome', { what: error.said.message }),
    hint: text('hint.readBack'),
  });
}
