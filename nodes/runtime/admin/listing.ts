import type { Device } from '../../shared/admin';

/** A list of devices that is being read, page by page: who asks meanwhile gets what is there so far. */
export class Listing {
  private readonly found = new Map<string, Device>();
  private wake: (() => void)[] = [];
  /** Resolves, or fails, when the list is complete. */
  readonly done: Promise<void>;
  private ended = false;

  /** @param read brings rows as they come, each device perhaps more than once */
  constructor(read: (take: (rows: readonly Device[]) => void) => Promise<void>) {
    this.done = read((rows) => {
      for (const row of rows) this.found.set(row.id, row);
      this.tell();
    }).finally(() => {
      this.ended = true;
      this.tell();
    });
    this.done.catch(() => undefined); // who waits for it is told
  }

  get complete(): boolean {
    return this.ended;
  }

  /** What is there so far, from a place of the list on. */
  from(place: number): Device[] {
    return [...this.found.values()].slice(place);
  }

  /** Resolves when there is more than so many, or when the list has ended. */
  async beyond(place: number): Promise<void> {
    while (this.found.size <= place && !this.ended) {
      await new Promise<void>((resolve) => this.wake.push(resolve));
    }
  }

  private tell(): void {
    for (const wake of this.wake.splice(0)) wake();
  }
}
