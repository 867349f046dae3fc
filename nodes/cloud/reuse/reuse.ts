import type { Answer } from '../call/plan';
import { problem } from '../errors/texts';
import { badRequest, errorOf } from '../errors/tuya-error';
import { MAX_QUEUE } from '../limits';
import type { ApiRequest } from '../request/build';
import type { Clock } from '../time/clock';
import { Answers, arrived, copyOf } from './answers';
import { changeOf } from './change';
import type { Change } from './change';
import { OnItsWay } from './on-its-way';
import type { Asker, Performed } from './on-its-way';
import type { Question } from './question';

/** Begin here: one account's answers, handed out again while they are young, and ended by commands (RULES 13). */

/**
 * Milliseconds that an answer may be old, as somebody gives them; none where nothing is given.
 * @throws TuyaError `TUYA_BAD_REQUEST` for what is no such number
 */
export function checkReuse(reuse: number | undefined): number {
  const ms = reuse ?? 0;
  // A program in JavaScript may give anything, which is not finite.
  if (Number.isFinite(ms) && ms >= 0) return ms;
  throw badRequest(...problem('reuse.age'));
}

/**
 * The answers of one account that may be had again, and the questions that are on their way. Memory costs no call: what comes out of
 * it has no place in the pace and counts nowhere.
 */
export class Reuse {
  private readonly answers = new Answers();
  private readonly ways = new Map<string, OnItsWay>();
  private waiting = 0;

  constructor(private readonly clock: Clock) {}

  /** Nobody has asked for an answer that may be reused, or none is left. */
  get isIdle(): boolean {
    return this.answers.size + this.ways.size === 0;
  }

  /**
   * The answer to a question: from memory where it is young enough, else from the question that is on its way, else from the cloud.
   * @throws TuyaError what the cloud's answer was, for all who wait for it; `TUYA_QUEUE_FULL`
   */
  async ask(question: Question, asker: Asker, perform: Performed): Promise<Answer> {
    const { deadline, reuse } = asker;
    for (;;) {
      if (deadline.aborted) throw deadline.reason;
      const now = this.clock.monotonic();
      const kept = this.answers.find(question, reuse, now);
      if (kept !== undefined) {
        return { ...copyOf(kept), attempts: 0, elapsed: 0, age: Math.round(now - kept.at) };
      }
      if (this.waiting >= MAX_QUEUE) {
        throw errorOf('TUYA_QUEUE_FULL', problem('call.full', { most: { amount: MAX_QUEUE } }));
      }
      this.waiting += 1;
      try {
        const answer = await this.wayOf(question, perform).answer(asker);
        if (answer !== undefined) return { ...answer, age: 0 };
      } finally {
        this.waiting -= 1;
      }
    }
  }

  /** A read that always asks. Its answer takes the place of one that others reuse, unless that has ended or is newer by then. */
  async refresh(question: Question, perform: () => Promise<Answer>): Promise<Answer> {
    const before = this.answers.of(question);
    const answer = await perform();
    if (before !== undefined && this.answers.of(question) === before) {
      this.answers.keep(question, arrived(answer, this.clock.monotonic()), before.for);
    }
    return answer;
  }

  /**
   * A command: what it may change ends when it is given, so that who asks afterwards gets no answer of before, and when it has ended,
   * well or not, because nobody knows what was read meanwhile.
   */
  async command(request: ApiRequest, perform: () => Promise<Answer>): Promise<Answer> {
    const change = (): void => {
      if (!this.isIdle) this.end(changeOf(request));
    };
    change();
    try {
      return await perform();
    } finally {
      change();
    }
  }

  /** Something has changed: the answers about it are dropped, and those on their way are handed to nobody who asks from now on. */
  end(change: Change): void {
    this.answers.end(change);
    for (const way of this.ways.values()) way.changed(change);
  }

  /** The question on its way, which begins here where there is none that may still be joined. */
  private wayOf(question: Question, perform: Performed): OnItsWay {
    const { clock, ways, answers } = this;
    const { text } = question;
    const known = ways.get(text);
    if (known !== undefined && !known.aborted && !known.isOutdated()) return known;
    const way = new OnItsWay(question, perform, () => clock.monotonic());
    ways.set(text, way);
    way.came
      .then((came) => {
        if (ways.get(text) === way && !way.isOutdated(came.text)) answers.keep(question, came, way.wanted);
      })
      .catch(() => undefined) // told to those who wait
      .finally(() => {
        if (ways.get(text) === way) ways.delete(text);
      });
    return way;
  }
}
