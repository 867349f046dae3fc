import type { Clock } from '../time/clock';

/** Looks at what was just stored, for storages where another process may undo it. */

/** Milliseconds from a write to the look whether it still stands: who was refused for it waits longer than that. */
const LOOK_AFTER = 300;
/** Looks in a row at most, should each find that it was undone. */
const MOST = 5;

/** One look to come for each name that was written. */
export class SecondLooks {
  private readonly planned = new Map<string, () => void>();

  /** @param look asks the storage, and stores again what was undone; answers whether it was */
  constructor(
    private readonly clock: Clock,
    private readonly look: (name: string) => Promise<boolean>,
  ) {}

  /** A name was written. */
  plan(name: string, left = MOST): void {
    if (left === 0) return;
    this.planned.get(name)?.();
    const cancel = this.clock.after(LOOK_AFTER, () => {
      this.planned.delete(name);
      void this.look(name).then((undone) => {
        if (undone && !this.planned.has(name)) this.plan(name, left - 1);
      });
    });
    this.planned.set(name, cancel);
  }

  /** None is left. */
  cancel(): void {
    for (const cancel of this.planned.values()) cancel();
    this.planned.clear();
  }
}
