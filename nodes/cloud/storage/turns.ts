/** One task of a name at a time: each begins when the one before has ended, well or not. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  take<T>(name: string, task: () => Promise<T>): Promise<T> {
    const turn = (this.last.get(name) ?? Promise.resolve()).then(task, task);
    const done = turn
      .catch(() => undefined)
      .finally(() => {
        if (this.last.get(name) === done) this.last.delete(name);
      });
    this.last.set(name, done);
    return turn;
  }
}
