import type { Clock } from '../time/clock';

/** One timer, set to the next time at which there is something to do; none when there is nothing. */
export class Alarm {
  private timer: { at: number; cancel: () => void } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly ring: () => void,
  ) {}

  /** @param at the time by the monotonic clock; undefined for none */
  set(at: number | undefined, now: number): void {
    if (this.timer?.at === at) return;
    this.timer?.cancel();
    this.timer = undefined;
    if (at === undefined) return;
    const cancel = this.clock.after(at - now, () => {
      this.timer = undefined;
      this.ring();
    });
    this.timer = { at, cancel };
  }
}
