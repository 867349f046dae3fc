import { TuyaError, effortOf } from '../cloud';
import type { Effort, Speaker } from '../cloud';

/**
 * An error as it is told to Node-RED, one for each message. All that Node-RED passes on of an error is its text (Catch), or its
 * message (Debug, log); so the message ends with the next step, and the text is the message without the name of a class before it.
 */
export class ToldError extends TuyaError {
  /** @param speak the language in which it is told */
  constructor(error: TuyaError, speak: Speaker) {
    const { message, hint } = error.in(speak);
    const { code, tuya, statusCode } = error;
    super(code, sentences(message, hint), { hint, tuya, statusCode });
    this.stack = error.stack ?? '';
  }

  override toString(): string {
    return this.message;
  }
}

function sentences(message: string, hint: string): string {
  if (hint === '') return message;
  return `${message}${/[.!?]$/.test(message) ? '' : '.'} ${hint}`;
}

/** A call was made, and its answer found no place: said as it is, because a command must not be sent again for that. */
export class AnswerLost extends TuyaError {
  constructor(
    readonly effort: Effort,
    reply: { t?: number | undefined; tid?: string | undefined; statusCode?: number | undefined },
  ) {
    const { t, tid, statusCode } = reply;
    super('TUYA_BAD_REQUEST', 'The call was made, but its answer could not be put where the node says', {
      hint: 'Check where the node puts the answer. A command was executed: do not send it again for that.',
      tuya: { t, tid },
      statusCode,
    });
  }
}

/** What `msg.tuya` tells of a failed call, in a language. */
export function failureOf(error: TuyaError, speak: Speaker): Record<string, unknown> {
  const { tuya } = error;
  const { message, hint } = error.in(speak);
  return {
    success: false,
    code: tuya?.code,
    msg: tuya?.msg ?? message,
    t: tuya?.t,
    tid: tuya?.tid,
    hint,
    ...(tuya?.signed === undefined ? {} : { signed: tuya.signed }),
    ...(error instanceof AnswerLost ? error.effort : effortOf(error)),
    more: false,
  };
}

/** What `msg.tuya` tells of an error that no message has brought. */
export function complaintOf(error: TuyaError, speak: Speaker): Record<string, unknown> {
  const { tuya, code } = error;
  const { message, hint } = error.in(speak);
  return { success: false, code: tuya?.code ?? code, msg: tuya?.msg ?? message, hint };
}
