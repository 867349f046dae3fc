import { entryOf } from './error-codes';

/** The one error of the client, and the makers of its usual kinds. */

/** What the cloud said about an error: support asks for `tid`. */
export interface TuyaReply {
  /** A number; newer gateways say it in words. */
  code?: number | string | undefined;
  msg?: string | undefined;
  t?: number | undefined;
  tid?: string | undefined;
}

interface Details {
  hint?: string | undefined;
  tuya?: TuyaReply | undefined;
  statusCode?: number | undefined;
}

/**
 * The one error that leaves this package. It carries no request, so that nothing secret can be
 * found in it, whoever prints it.
 */
export class TuyaError extends Error {
  override readonly name = 'TuyaError';
  /** `TUYA_1106`, `TUYA_TIMEOUT` …: stable, for programs. */
  readonly code: string;
  /** What to do next, for people. */
  readonly hint: string;
  declare readonly tuya?: TuyaReply;
  declare readonly statusCode?: number;

  constructor(code: string, message: string, details: Details = {}) {
    super(message);
    this.code = code;
    this.hint = details.hint ?? entryOf(code)?.hint ?? '';
    if (details.tuya !== undefined) this.tuya = details.tuya;
    if (details.statusCode !== undefined) this.statusCode = details.statusCode;
  }
}

/** An error of its own that says the same, perhaps with another message or hint. */
export function copyOf(error: TuyaError, other: { message?: string; hint?: string } = {}): TuyaError {
  const { code, message, hint, tuya, statusCode } = error;
  return new TuyaError(code, other.message ?? message, { hint: other.hint ?? hint, tuya, statusCode });
}

/** The account's settings do not work. */
export function configError(message: string, hint?: string): TuyaError {
  return new TuyaError('TUYA_CONFIG', message, { hint });
}

/** What the message or the node asks for cannot be sent. */
export function badRequest(message: string, hint?: string): TuyaError {
  return new TuyaError('TUYA_BAD_REQUEST', message, { hint });
}

/** The node, the account or Node-RED was closed on the way. */
export function aborted(): TuyaError {
  return new TuyaError('TUYA_ABORTED', 'The call was cancelled because the node was closed');
}

/** Whatever was thrown, as a TuyaError that carries nothing but its message. */
export function asTuyaError(thrown: unknown): TuyaError {
  if (thrown instanceof TuyaError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return badRequest(text);
}
