import type { Clock } from '../time/clock';

/** Looks at what was just stored, for storages where another process may undo a write, or have it refused. */

/** Milliseconds from a write to the look whether it still stands: who was refused for it waits longer than that. */
const LOOK_AFTER = 300;
/** Looks in a row at most, should each find that it was undone. */
const MOST = 5;

/** One look for each name that was written. */
export class SecondLooks {
  /** Names whose look is to come or under way, with what cancels it. */
  private readonly due = new Map<string, () => void>();

  /** @param look asks the storage, and stores again what was undone; answers whether it was. Never rejects. */
  constructor(
    private readonly clock: Clock,
    private readonly look: (name: string) => Promise<boolean>,
  ) {}

  /** A name was written, or its write was refused. */
  plan(name: string, left = MOST): void {
    this.due.get(name)?.();
    const cancel = this.clock.after(LOOK_AFTER, () => {
      void this.look(name).then((undone) => {
        // Another one is due where the name was written meanwhile, and none where all were cancelled.
        if (this.due.get(name) !== cancel) return;
        this.due.delete(name);
        if (undone && left > 1) this.plan(name, left - 1);
      });
    });
    this.due.set(name, cancel);
  }

  /** Whether it is still to be seen if what was written stands. */
  isDue(name: string): boolean {
    return this.due.has(name);
  }

  /** None is left. */
  cancel(): void {
    for (const cancel of this.due.values()) cancel();
    this.due.clear();
  }
}
