import { TuyaError, refusesKey, refusesPlan, spanOf, takenBy } from '../../cloud';
import type { AccountNews, Rival, Said, Speaker } from '../../cloud';
import type { AccountState, News, Topic } from './state';
import type { Words } from './state-texts';

/** What calls teach of the account as a whole: whether Tuya is reached, takes the key and has a plan for it, who else is there, the time. */

/** What says that no answer has come. */
const UNANSWERED = new Set(['TUYA_NETWORK', 'TUYA_TLS', 'TUYA_TIMEOUT']);
/** What Tuya says when the quota, and not the time of a plan is over. */
const QUOTA = 'TUYA_28841004';
/** A clock that is less wrong is nobody's news: calls work with it (PROTOCOL 7). */
const MINUTE = 60_000;

function topicOf(error: TuyaError): Topic {
  if (UNANSWERED.has(error.code)) return 'reach';
  if (error.code === 'TUYA_BUDGET') return 'budget';
  return refusesPlan(error) ? 'plan' : 'key';
}

/** Whether what is told of the account says what a call has met; of a key that is refused it says so by the code. */
export function isTold(now: ReadonlyMap<Topic, News>, error: TuyaError): boolean {
  const topic = topicOf(error);
  const told = now.get(topic);
  return told !== undefined && (topic !== 'key' || told.error.code === error.code);
}

/** What teaching needs of the world around it. */
export interface LessonSources {
  state: AccountState;
  words: Words;
  /** Who says spans of time in the same language. */
  speak: () => Speaker;
  /** Monotonic milliseconds. */
  monotonic: () => number;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** An error without what is nobody's business. */
  hide: (error: TuyaError) => TuyaError;
}

/** Turns what calls bring into the account's state. */
export class Lessons {
  /** When the last answer came, in monotonic milliseconds. */
  private answeredAt = -Infinity;

  constructor(private readonly sources: LessonSources) {}

  /**
   * A call that was sent has ended. An answer of Tuya's, good or bad, has come over the network. One that did not come says that Tuya is
   * not reached only when nothing has come since it was asked for: one slow path among others is no outage (N17).
   * @param sentAt monotonic milliseconds
   */
  ended(error: TuyaError | undefined, sentAt: number): void {
    const { state, monotonic, now, hide } = this.sources;
    if (error === undefined || error.tuya !== undefined) {
      this.answeredAt = monotonic();
      state.tell('reach', undefined);
    }
    if (error === undefined) {
      state.tell('plan', undefined);
      return;
    }
    const { code, statusCode, tuya } = error;
    if (code === 'TUYA_ABORTED') return;
    state.lastError = { code, tuyaCode: tuya?.code, statusCode, tid: tuya?.tid, time: now() };
    if (UNANSWERED.has(code) && sentAt > this.answeredAt)
      state.tell('reach', errorNews('reach', hide(error)));
    if (refusesPlan(error)) state.tell('plan', planNews(hide(error)));
  }

  /** What is learned from all who share the key. */
  learned(news: AccountNews): void {
    const { state, words, speak, hide } = this.sources;
    switch (news.about) {
      case 'key':
        if (news.error === undefined) state.tell('key', undefined);
        else if (refusesPlan(news.error)) state.tell('plan', planNews(hide(news.error)));
        else if (refusesKey(news.error)) state.tell('key', keyNews(hide(news.error)));
        return;
      case 'rival':
        state.tell('rival', news.taken ? rivalNews(news.by, words) : undefined);
        return;
      case 'clock':
        state.tell('clock', clockNews(news.offset, words, speak()));
    }
  }
}

function errorNews(key: 'reach' | 'plan' | 'quota' | 'key', error: TuyaError, values?: News['values']): News {
  return { severity: 'error', key, error, ...(values === undefined ? {} : { values }) };
}

/** Tuya's own number, which people search for. */
function codeOf({ code }: TuyaError): { code: string } {
  return { code: code.replace(/^TUYA_/, '') };
}

function keyNews(error: TuyaError): News {
  return errorNews('key', error, codeOf(error));
}

function planNews(error: TuyaError): News {
  return errorNews(error.code === QUOTA ? 'quota' : 'plan', error, codeOf(error));
}

interface Warning {
  key: 'rival' | 'rivalAccount' | 'clockBehind' | 'clockAhead';
  code: string;
  values?: Record<string, string>;
  hint?: Said;
}

function warning(words: Words, { key, code, values = {}, hint }: Warning): News {
  const error = new TuyaError(code, words(`state.${key}.message`, values), { hint });
  return { severity: 'warning', key, values, error };
}

/** @param by the other account; undefined where it is no account of this process */
function rivalNews(by: Rival | undefined, words: Words): News {
  const key = by === undefined ? 'rival' : 'rivalAccount';
  return warning(words, { key, code: 'TUYA_1010', hint: takenBy(by) });
}

function clockNews(offset: number, words: Words, speak: Speaker): News | undefined {
  if (Math.round(Math.abs(offset) / MINUTE) === 0) return undefined;
  const values = { span: speak(spanOf(offset)) };
  return warning(words, { key: offset > 0 ? 'clockBehind' : 'clockAhead', code: 'TUYA_1013', values });
}
