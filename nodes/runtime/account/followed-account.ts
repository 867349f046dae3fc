import type { Red } from '../red-types';
import { accountOf } from './accounts';
import type { Opened } from './accounts';
import { onStarted } from './deploys';

/** The account of a node, through every deploy. */

/** Begins something with an account, such as listening to it; what it answers ends that. */
export type Attend = (account: Opened) => () => void;

/**
 * The account that a node names, whatever deploys make of it. A deploy may replace an account and leave the nodes that use it as they
 * are (L12), so it is looked up anew for each message and whenever the flows have started.
 */
export class FollowedAccount {
  /** The account as of the last look. */
  known: Opened;
  private readonly attending = new Map<Attend, () => void>();
  private readonly leave: () => void;

  constructor(
    private readonly RED: Red,
    private readonly id: string,
  ) {
    this.known = accountOf(RED, id);
    this.leave = onStarted(RED, () => {
      this.now();
    });
  }

  /** The account as of now; those who attend to it are told first when it is another. */
  now(): Opened {
    const now = accountOf(this.RED, this.id);
    if (now !== this.known) {
      this.known = now;
      for (const [attend, end] of this.attending) {
        end();
        this.attending.set(attend, attend(now));
      }
    }
    return now;
  }

  /** Attends to the account as it is, and to each that takes its place. */
  attend(attend: Attend): void {
    this.attending.set(attend, attend(this.known));
  }

  /** Nobody attends any more. */
  close(): void {
    this.leave();
    for (const end of this.attending.values()) end();
    this.attending.clear();
  }
}
