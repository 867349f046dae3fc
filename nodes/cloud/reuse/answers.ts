import type { Answer } from '../call/plan';
import { ends } from './change';
import type { Change } from './change';
import type { Question } from './question';

/** Answers that came and may be handed out again: so many and no more, the one that nobody asks for goes first. */

/** Answers of one account. */
export const MOST_ANSWERS = 1000;
/** Their bytes in memory, questions included. */
export const MOST_BYTES = 5 * 1024 * 1024;

/** An answer that came, as text: the same object in the hands of two flows would be changed by both. */
export interface Arrived {
  /** All but what the cloud said. */
  answer: Omit<Answer, 'envelope'>;
  /** What the cloud said, as JSON. */
  text: string;
  /** When it came, by the monotonic clock. */
  at: number;
}

/** An answer that is kept. */
export interface Kept extends Arrived {
  question: Question;
  /** Milliseconds after which nobody asks for it any more. */
  for: number;
  bytes: number;
}

/** An answer as it came. */
export function arrived({ envelope, ...answer }: Answer, at: number): Arrived {
  return { answer, text: JSON.stringify(envelope), at };
}

/** The answer as an object of its own. */
export function copyOf({ answer, text }: Arrived): Answer {
  return { ...answer, envelope: JSON.parse(text) as Answer['envelope'] };
}

/** The bytes of a text in memory: two a character as soon as one of them lies beyond Latin-1. */
function bytesOf(text: string): number {
  return /[^\x00-\xff]/.test(text) ? text.length * 2 : text.length;
}

/** The answers that are kept, those that were asked for last at the end. */
export class Answers {
  private readonly kept = new Map<string, Kept>();
  private bytes = 0;

  get size(): number {
    return this.kept.size;
  }

  /** The answer to a question, whatever its age. */
  of({ text }: Question): Kept | undefined {
    return this.kept.get(text);
  }

  /**
   * The answer to a question, where it is young enough.
   * @param age milliseconds
   * @param now by the monotonic clock
   */
  find(question: Question, age: number, now: number): Kept | undefined {
    const kept = this.of(question);
    if (kept === undefined) return undefined;
    kept.for = Math.max(kept.for, age);
    if (now - kept.at > age) return undefined;
    this.kept.delete(question.text);
    this.kept.set(question.text, kept);
    return kept;
  }

  /**
   * Keeps an answer, unless there is one that was asked for later.
   * @param age milliseconds for which somebody may want it
   */
  keep(question: Question, came: Arrived, age: number): void {
    const before = this.of(question);
    if (before !== undefined && before.answer.askedAt > came.answer.askedAt) return;
    this.dropAged(came.at);
    this.drop(question.text);
    const bytes = bytesOf(question.text) + bytesOf(came.text);
    if (bytes > MOST_BYTES) return;
    this.kept.set(question.text, { ...came, question, bytes, for: Math.max(age, before?.for ?? 0) });
    this.bytes += bytes;
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST_ANSWERS && this.bytes <= MOST_BYTES) return;
      this.drop(oldest);
    }
  }

  /** Drops what a change ends. */
  end(change: Change): void {
    for (const { question, text } of this.kept.values()) {
      if (ends(change, question, text)) this.drop(question.text);
    }
  }

  private dropAged(now: number): void {
    for (const { question, at, for: age } of this.kept.values()) {
      if (now - at > age) this.drop(question.text);
    }
  }

  private drop(text: string): void {
    this.bytes -= this.kept.get(text)?.bytes ?? 0;
    this.kept.delete(text);
  }
}
