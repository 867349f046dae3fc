import type { Signal } from '../time/signal';
import type { Kind } from './kind';

/** What the pace is told: its settings, where a call stands, and how it asks for a further start. */

/** Settings of an account's pace. */
export interface Pace {
  /** Calls that may start in one second; 0 = unlimited. */
  perSecond: number;
  /** Calls under way at once. */
  concurrent: number;
  /** Calls that may wait. */
  queue: number;
}

/** Where one stands in the queue. */
export interface Stand {
  /** It gives up when this aborts. */
  signal: Signal;
  kind: Kind;
  /** Those of one line, such as the calls of one node, go in the order in which they came; those of no line share one per kind. */
  line?: object | undefined;
  /** Those with the same name, which are of one kind, go one after the other: the next when the one before is `done`. */
  alone?: string | undefined;
}

/** Where a call stands, and for how long. */
export interface Place extends Stand {
  /**
   * Milliseconds that a read has for itself once its turn comes. Waiting in the queue does not count against them, so that all of them
   * are left while it waits: it fails when its kind pauses for longer. Asked anew each time, where others may join the one who waits.
   * Absent: it waits as long as it takes.
   */
  patience?: number | (() => number) | undefined;
  /** The exchange of an authorization code, which does not keep: it has a share of its own. */
  exchange?: boolean | undefined;
}

/**
 * What a task calls before it sends anything again: waits `wait` milliseconds and then for the next start of its kind, before all
 * that wait in the queue. Others may be under way in its stead meanwhile.
 * @param left milliseconds until its deadline: it fails at once when its kind pauses for longer
 * @throws TuyaError the code with which its kind was refused; the signal's reason
 */
export type Again = (wait: number, signal: Signal, left: () => number) => Promise<void>;
