import type { Clock } from '../time/clock';

/** What time it is at the message service, where this machine's clock may be wrong by a day. */

/** What waits is deleted after two hours, so no message that comes in is older. */
const OLDEST = 135 * 60_000;
/** How far a clock may be behind and still count as right. */
const BEHIND = 60_000;

/** The server's time. It costs no call: the messages tell when they were sent. */
export class ServerTime {
  /** The latest time that a message has told, as milliseconds that the server is ahead of the monotonic clock. */
  private ahead = -Infinity;

  constructor(private readonly clock: Clock) {}

  /**
   * Milliseconds since the epoch at the server when a message comes in.
   * @param sent when it was sent, milliseconds since the epoch
   */
  at(sent: number | undefined): number {
    const own = this.clock.now();
    const monotonic = this.clock.monotonic();
    if (sent !== undefined) this.ahead = Math.max(this.ahead, sent - monotonic);
    const least = monotonic + this.ahead;
    // Of what waited only a clock that is right knows for how long.
    return least === -Infinity || (own >= least - BEHIND && own <= least + OLDEST)
      ? Math.max(own, least)
      : least;
  }
}
