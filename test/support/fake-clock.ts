import type { Clock } from '../../nodes/cloud/time/clock';

/** More timers in one moment than any test has: one plans the next without end. */
const MOST_AT_ONCE = 100_000;

/** A clock that stands still until it is turned. */
export class FakeClock implements Clock {
  wall = 1_700_000_000_000;
  mono = 0;
  private timers: { at: number; task: () => void }[] = [];

  now(): number {
    return this.wall;
  }

  monotonic(): number {
    return this.mono;
  }

  after(ms: number, task: () => void): () => void {
    const timer = { at: this.mono + ms, task };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.timers.length;
  }

  /** Milliseconds until the next timer is due; undefined when none waits. */
  get next(): number | undefined {
    return this.timers.length === 0
      ? undefined
      : Math.max(0, Math.min(...this.timers.map(({ at }) => at)) - this.mono);
  }

  /** The machine is asleep: time passes, and timers stand still. */
  sleep(ms: number): void {
    this.mono += ms;
    this.wall += ms;
    for (const timer of this.timers) timer.at += ms;
  }

  /** Lets time pass and runs what is due, in order. */
  advance(ms: number): void {
    const end = this.mono + ms;
    let atOnce = 0;
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter((other) => other !== due);
      atOnce = due.at > this.mono ? 0 : atOnce + 1;
      if (atOnce > MOST_AT_ONCE) throw new Error('Timers follow each other without any time between them');
      this.wall += due.at - this.mono;
      this.mono = Math.max(this.mono, due.at);
      due.task();
    }
    this.wall += end - this.mono;
    this.mono = end;
  }
}
