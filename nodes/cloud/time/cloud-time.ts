import type { Clock } from './clock';

/** The cloud's time, where this machine's clock is wrong (PROTOCOL 7). */

/** A cloud's time before this makes no sense, and neither does one after that. */
const EARLIEST = Date.UTC(2020, 0);
const LATEST = Date.UTC(2100, 0);

/** What time it is at Tuya: this machine's time and what was learned from a refusal (RULES 6, PROTOCOL 7). */
export class CloudTime {
  private known = 0;
  private readonly listeners = new Set<(offset: number) => void>();

  constructor(private readonly clock: Clock) {}

  /** Cloud time minus this machine's time, in milliseconds; 0 until something else was learned. */
  get offset(): number {
    return this.known;
  }

  /** Milliseconds since the epoch, as Tuya expects them. */
  now(): number {
    return Math.round(this.clock.now() + this.known);
  }

  /** Tells of the offset now, and whenever another one was learned; the answer ends that. */
  watch(listener: (offset: number) => void): () => void {
    this.listeners.add(listener);
    listener(this.known);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /**
   * Learns from a reply's `t`; false when it is missing or absurd.
   * @param roundTrip milliseconds by a clock that nobody sets: `t` was read half of them ago
   */
  learn(t: number | undefined, roundTrip: number): boolean {
    if (t === undefined || !(t >= EARLIEST && t <= LATEST)) return false;
    this.known = t + roundTrip / 2 - this.clock.now();
    for (const listener of this.listeners) listener(this.known);
    return true;
  }

  /**
   * Milliseconds that this machine's own clock is behind a reply's `t`, below zero where it is ahead; undefined where `t` tells nothing.
   * @param roundTrip as in `learn`
   */
  behind(t: number | undefined, roundTrip: number): number | undefined {
    if (t === undefined || !(t >= EARLIEST && t <= LATEST)) return undefined;
    return t + roundTrip / 2 - this.clock.now();
  }
}
