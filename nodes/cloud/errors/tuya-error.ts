import catalogue from './error-codes.json';

/** What the cloud said about an error: support asks for `tid`. */
export interface TuyaReply {
  code?: number | undefined;
  msg?: string | undefined;
  t?: number | undefined;
  tid?: string | undefined;
}

/**
 * What a failure means for the next step, read from the catalogue:
 * `token` renew and repeat once, `clock` learn the offset and repeat once, `busy` reads again after a pause,
 * `settings` nothing helps until settings change, `never` just an error.
 */
export type Remedy = 'token' | 'clock' | 'busy' | 'settings' | 'never';

/** One row of error-codes.json. */
export interface CatalogueEntry {
  cause: string;
  hint: string;
  repeat: Remedy;
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
  readonly tuya?: TuyaReply;
  readonly statusCode?: number;

  constructor(code: string, message: string, details: Details = {}) {
    super(message);
    this.code = code;
    this.hint = details.hint ?? entryOf(code)?.hint ?? '';
    if (details.tuya !== undefined) this.tuya = details.tuya;
    if (details.statusCode !== undefined) this.statusCode = details.statusCode;
  }
}

const rows = catalogue as Readonly<Record<string, CatalogueEntry>>;

/** The catalogue's row of an error code, `TUYA_1106` or `1106`. */
export function entryOf(code: string): CatalogueEntry | undefined {
  const key = code.replace(/^TUYA_(?=\d)/, '');
  return Object.hasOwn(rows, key) ? rows[key] : undefined;
}

/** Newer gateways say it in words (PROTOCOL 5.4). */
const BUSY_TEXT = /QPS_LIMIT|too frequent|rate limit|API_QPS/i;

/** What the repeat policy and the token rules do about an error. */
export function remedyOf(error: TuyaError): Remedy {
  const known = entryOf(error.code)?.repeat;
  if (known !== undefined && known !== 'never') return known;
  if (BUSY_TEXT.test(error.tuya?.msg ?? '')) return 'busy';
  // The status counts where the catalogue knows nothing of the code in the reply.
  const { statusCode = 0 } = error;
  return known === undefined && (statusCode === 429 || statusCode >= 500) ? 'busy' : 'never';
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
