import { hintOf } from './error-codes';
import { reworded, speakEnglish } from './language';
import type { Said, Speaker } from './language';

/** The one error of the client, and the makers of its usual kinds. */

/** What the cloud said about an error: support asks for `tid`. */
export interface TuyaReply {
  /** A number; newer gateways say it in words. */
  code?: number | string | undefined;
  msg?: string | undefined;
  t?: number | undefined;
  tid?: string | undefined;
  /** Where the signature was refused: the text that was signed, without anything secret. */
  signed?: string | undefined;
}

interface Details {
  /** What to do next, where it is another than the code's own. */
  hint?: Said | undefined;
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
  readonly #said: { message: Said; hint: Said };

  /** @param message what happened: a text, or words that stay as they are in every language */
  constructor(code: string, message: Said, details: Details = {}) {
    super(speakEnglish(message));
    this.code = code;
    this.#said = { message, hint: details.hint ?? hintOf(code) ?? '' };
    this.hint = speakEnglish(this.#said.hint);
    if (details.tuya !== undefined) this.tuya = details.tuya;
    if (details.statusCode !== undefined) this.statusCode = details.statusCode;
  }

  /** What it says, before any language. */
  get said(): Readonly<{ message: Said; hint: Said }> {
    return this.#said;
  }

  /** What it says in a language. */
  in(speak: Speaker): { message: string; hint: string } {
    return { message: speak(this.#said.message), hint: speak(this.#said.hint) };
  }
}

/** An error of its own that says the same, perhaps with another message or hint. */
export function copyOf(error: TuyaError, other: { message?: Said; hint?: Said } = {}): TuyaError {
  const { code, said, tuya, statusCode } = error;
  return new TuyaError(code, other.message ?? said.message, {
    hint: other.hint ?? said.hint,
    tuya,
    statusCode,
  });
}

/** The same error with its words changed, Tuya's too: for what nobody may see. */
export function rewordedError(error: TuyaError, change: (words: string) => string): TuyaError {
  const { code, said, tuya, statusCode } = error;
  const changed = (words: string | undefined): string | undefined =>
    words === undefined ? undefined : change(words);
  const signed = tuya?.signed === undefined ? {} : { signed: changed(tuya.signed) };
  return new TuyaError(code, reworded(said.message, change), {
    hint: reworded(said.hint, change),
    tuya: tuya === undefined ? undefined : { ...tuya, msg: changed(tuya.msg), ...signed },
    statusCode,
  });
}

/** The account's settings do not work. */
export function configError(message: Said, hint?: Said): TuyaError {
  return new TuyaError('TUYA_CONFIG', message, { hint });
}

/** What the message or the node asks for cannot be sent. */
export function badRequest(message: Said, hint?: Said): TuyaError {
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
