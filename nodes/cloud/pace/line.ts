import type { Stand } from './place';

/** A line of those who wait, first come, first served. */

/** Where one waits. */
export interface Ranks {
  /** One of this name is under way. */
  begin(alone: string | undefined): void;
  /** One leaves: it starts, or it gives up. */
  remove(waiter: Waiter): void;
}

/** One who waits. */
export class Waiter {
  number = 0;
  position = -1;
  before: Waiter | undefined;
  behind: Waiter | undefined;
  at: Line | undefined;
  /** What listens to the signal. */
  listener: (() => void) | undefined;

  constructor(
    readonly queue: Ranks,
    readonly stand: Stand,
    readonly resolve: () => void,
    readonly reject: (reason: unknown) => void,
    /** Milliseconds that it has; absent when it waits as long as it takes. */
    readonly left: (() => number) | undefined,
    /** Once it starts, it counts as a call under way. */
    readonly counts: boolean,
  ) {}
}

/** First come, first served; anyone may leave at no cost. */
export class Line {
  first: Waiter | undefined;
  private last: Waiter | undefined;

  constructor(readonly key: object | string) {}

  push(waiter: Waiter): void {
    waiter.at = this;
    waiter.before = this.last;
    if (this.last === undefined) this.first = waiter;
    else this.last.behind = waiter;
    this.last = waiter;
  }

  remove(waiter: Waiter): void {
    const { before, behind } = waiter;
    if (before === undefined) this.first = behind;
    else before.behind = behind;
    if (behind === undefined) this.last = before;
    else behind.before = before;
    waiter.before = waiter.behind = waiter.at = undefined;
  }
}
