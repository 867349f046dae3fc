import type { Clock } from '../time/clock';

/** What time it is at the message service, where this machine's clock may be wrong by a day. */

/** What waits is deleted after two hours, so no message that comes in is older. */
const OLDEST = 135 * 60_000;
/** How far a clock may be behind and still count as right. */
const BEHIND = 60_000;
/** Differences that are as good as the same: messages are a second or two on their way. */
const NEAR = 2000;
/** What waited comes at once, so that messages further apart than this were sent as far apart only if they came as they were sent. */
const APART = 10_000;

/**
 * The server's time. It costs no call: the messages tell when they were sent. Two that came ten seconds apart or more, and as far apart
 * as they were sent, have not waited: from then on they are right, and not this machine's clock.
 */
export class ServerTime {
  /** The latest time that a message has told, as milliseconds that the server is ahead of the monotonic clock. */
  private ahead = -Infinity;
  /** The first message of those that came with the least delay, and whether another one has shown that they have not waited. */
  private newest = { ahead: -Infinity, at: 0, live: false };

  constructor(private readonly clock: Clock) {}

  /**
   * Milliseconds since the epoch at the server when a message comes in.
   * @param sent when it was sent, milliseconds since the epoch
   */
  at(sent: number | undefined): number {
    const own = this.clock.now();
    const monotonic = this.clock.monotonic();
    if (sent !== undefined) this.learn(sent - monotonic, monotonic);
    const least = monotonic + this.ahead;
    // Of what waited only a clock that is right knows for how long.
    const most = this.newest.live ? BEHIND : OLDEST;
    return least === -Infinity || (own >= least - BEHIND && own <= least + most)
      ? Math.max(own, least)
      : least;
  }

  private learn(ahead: number, at: number): void {
    const { newest } = this;
    this.ahead = Math.max(this.ahead, ahead);
    if (ahead > newest.ahead + NEAR) this.newest = { ahead, at, live: false };
    else if (ahead >= newest.ahead - NEAR && at - newest.at >= APART) newest.live = true;
  }
}
