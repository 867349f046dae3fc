/** Order among the writes and removals of one name. */

type Task = () => Promise<void>;

/** What waits for the end of the one that runs. */
interface Waiting {
  task: Task;
  ended: Promise<void>;
}

/**
 * Runs what is to be done to one name in the order in which it was asked for, however long each takes: the next begins when the one
 * before has really ended. Of those that wait only the newest runs, since it makes the others pointless; all who asked share its end.
 */
export class InOrder {
  private readonly running = new Map<string, Promise<void>>();
  private readonly waiting = new Map<string, Waiting>();

  run(name: string, task: Task): Promise<void> {
    const running = this.running.get(name);
    if (running === undefined) return this.begin(name, task);
    const waiting = this.waiting.get(name);
    if (waiting !== undefined) {
      waiting.task = task;
      return waiting.ended;
    }
    const next: Waiting = { task, ended: running.then(() => this.begin(name, next.task)) };
    this.waiting.set(name, next);
    return next.ended;
  }

  /** Resolves when all that runs and waits now has ended, well or not. */
  async settled(): Promise<void> {
    await Promise.allSettled([
      ...this.running.values(),
      ...[...this.waiting.values()].map((next) => next.ended),
    ]);
  }

  private begin(name: string, task: Task): Promise<void> {
    this.waiting.delete(name);
    const ended = task();
    const running = ended
      .catch(() => undefined)
      .then(() => {
        // Who waits begins next; until then nobody else may.
        if (!this.waiting.has(name)) this.running.delete(name);
      });
    this.running.set(name, running);
    return ended;
  }
}
