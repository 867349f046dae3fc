import type { Answer, Effort } from '../../cloud';
import type { Flow, Message } from '../red-types';
import { put } from './place';
import type { Place } from './place';
import { AnswerLost } from '../told-error';

/** The answer of a call: its value in the place that the node names, and what else there is to tell in the message. */

/** What there is to tell of an answer besides its value. */
export interface Circumstances {
  answer: Answer;
  effort: Effort;
  /** A list has more than was fetched. */
  more: boolean;
}

/** The value that a call's answer gives: its result, or all that the cloud said. */
export function valueIn({ envelope }: Answer, ret: 'result' | 'envelope'): unknown {
  const { success, result, t, tid, msg } = envelope;
  return ret === 'envelope' ? { success, result, t, tid, msg } : result;
}

/**
 * Puts a value into the place of the answer, and beside it `msg.statusCode` and `msg.tuya`.
 * @throws TuyaError `TUYA_BAD_REQUEST` that says that the call was made
 */
export async function putAnswer(
  flow: Flow,
  msg: Message,
  place: Place,
  value: unknown,
  { answer, effort, more }: Circumstances,
): Promise<void> {
  const { envelope, statusCode } = answer;
  const { msg: text, t, tid } = envelope;
  msg.statusCode = statusCode;
  msg.tuya = { success: true, code: undefined, msg: text, t, tid, hint: '', ...effort, more };
  try {
    await put(flow, msg, place, value);
  } catch {
    throw new AnswerLost(effort, { t, tid, statusCode });
  }
}
