import type { Answer } from '../call/plan';
import type { Deadline, End } from '../time/deadline';
import { Abort } from '../time/signal';
import { arrived, copyOf } from './answers';
import type { Arrived } from './answers';
import { ends } from './change';
import type { Change } from './change';
import type { Question } from './question';

/** A question on its way to the cloud, and all who wait for its answer: each as long as it wants to, the question as long as anybody. */

/** One who waits for an answer. */
export interface Asker {
  /** Its own end; its time begins with the question's turn. */
  deadline: Deadline;
  /** Milliseconds that it has from then on. */
  timeout: number;
  /** Milliseconds that an answer may be old. */
  reuse: number;
}

/** What performs a question: the cloud is asked, and told of who waits. */
export type Performed = (wait: Wait) => Promise<Answer>;

/** Those who wait, as who performs their question sees them. */
export interface Wait {
  /** When nobody waits any more; `left` is the time of the one who has most. */
  end: End;
  /** Milliseconds that the most patient one will have once the turn has come. */
  patience: () => number;
  /** The turn has come, once: time begins. */
  begin: () => void;
}

/** One question on its way. */
export class OnItsWay extends Abort implements End {
  /** Its answer as it came. */
  readonly came: Promise<Arrived>;
  /** Milliseconds for which somebody may want its answer. */
  wanted = 0;
  private readonly askers = new Set<Asker>();
  /** What has changed since it was asked. */
  private readonly changes: Change[] = [];
  private begun = false;
  /** The answer as an object, until somebody takes it: the others get copies. */
  private first: Answer | undefined;

  /** @param now the monotonic clock */
  constructor(
    private readonly question: Question,
    perform: Performed,
    now: () => number,
  ) {
    super();
    const wait: Wait = {
      end: this,
      patience: () => Math.max(...[...this.askers].map(({ timeout }) => timeout)),
      begin: () => {
        this.begun = true;
        for (const { deadline, timeout } of this.askers) deadline.start(timeout);
      },
    };
    // Not before the first who asks waits for it.
    const asked = Promise.resolve().then(() => perform(wait));
    this.came = asked.then((answer) => {
      this.first = answer;
      return arrived(answer, now());
    });
  }

  left(): number {
    return Math.max(...[...this.askers].map(({ deadline }) => deadline.left()));
  }

  /** Something has changed while it was on its way. */
  changed(change: Change): void {
    this.changes.push(change);
  }

  /** Whether what it asked for has changed since. @param answer its JSON, once it is known */
  isOutdated(answer?: string): boolean {
    return this.changes.some((change) => ends(change, this.question, answer));
  }

  /**
   * Waits for the answer.
   * @returns undefined when the answer turns out to be about what had changed before this one asked
   * @throws TuyaError what the question failed with; the reason of the asker's own deadline
   */
  async answer(asker: Asker): Promise<Answer | undefined> {
    const before = this.changes.length;
    const came = await this.wait(asker);
    if (this.changes.slice(0, before).some((change) => ends(change, this.question, came.text)))
      return undefined;
    const { first } = this;
    this.first = undefined;
    return first ?? copyOf(came);
  }

  /** Who gives up leaves; the last one takes the question along, and hears how it has ended. */
  private wait(asker: Asker): Promise<Arrived> {
    const { askers } = this;
    const { deadline, timeout, reuse } = asker;
    this.wanted = Math.max(this.wanted, reuse);
    askers.add(asker);
    if (this.begun) deadline.start(timeout);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        if (askers.size === 1) {
          this.abort(deadline.reason);
          return;
        }
        askers.delete(asker);
        reject(deadline.reason);
      };
      deadline.addEventListener('abort', leave);
      this.came.then(resolve, reject);
    });
  }
}
