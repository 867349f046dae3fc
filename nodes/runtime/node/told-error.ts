import { TuyaError, effortOf, shortly } from '../../cloud';
import type { Effort, Speaker } from '../../cloud';
import { problem } from '../texts/problems';

/**
 * An error as it is told to Node-RED, one for each message: its text with the next step, and beside it what a Catch node takes of an
 * error. It is a text and no `Error`, because the debug sidebar shows the first thirty letters of an error's message, eighty of a text,
 * and all of a text that is clicked. What was found out about a refusal stands at its beginning.
 */
export class ToldError extends String {
  static {
    // The sidebar names the kind of what it shows, and takes whatever has "error" in its name for one.
    Object.defineProperty(this, 'name', { value: 'text' });
  }

  readonly name = 'TuyaError';
  readonly message: string;
  readonly code: string;
  readonly stack: string;

  /** @param speak the language in which it is told */
  constructor(error: TuyaError, speak: Speaker) {
    const found = shortly(error);
    const { message, hint } = error.in(speak);
    const told = found === undefined ? sentences(message, hint) : speak(found);
    super(told);
    this.message = told;
    this.code = error.code;
    this.stack = error.stack ?? '';
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
    const [message, hint] = problem('node.answerLost');
    super('TUYA_BAD_REQUEST', message, {
      hint,
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
