import { TuyaError } from './errors';
import type { Clock } from './clock';

/** A call that waits for its turn. */
interface Waiting {
  start: () => void;
  refuse: (reason: unknown) => void;
  signal: AbortSignal;
  stop: () => void;
}

/** Settings of an account's pace. */
export interface Pace {
  /** Calls that may start in one second; 0 = unlimited. */
  perSecond: number;
  /** Calls under way at once. */
  concurrent: number;
  /** Calls that may wait. */
  queue: number;
}

/**
 * The pace of one account's calls: first come, first served, so many at once, so many a second, and a pause
 * for all of them when the cloud asks for one. Small and ours, because the well-kept queue libraries that fit
 * Node 20 know neither a pause of the whole queue by an absolute time nor a refusal beyond a length.
 */
export class Limiter {
  private readonly waiting: Waiting[] = [];
  private head = 0;
  private running = 0;
  private nextStart = 0;
  private pausedUntil = 0;
  private cancel: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly pace: Pace,
  ) {}

  /** Calls that wait for their turn. */
  get length(): number {
    return this.waiting.length - this.head;
  }

  /**
   * Runs `task` when its turn comes.
   * @throws TuyaError `TUYA_QUEUE_FULL`; the signal's reason when it aborts before its turn
   */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.turn(signal);
    try {
      return await task();
    } finally {
      this.running--;
      this.next();
    }
  }

  /** The cloud asks for a pause: no call starts for so many milliseconds. */
  slowDown(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.monotonic() + ms);
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      if (this.length >= this.pace.queue) {
        reject(new TuyaError('TUYA_QUEUE_FULL', `More than ${this.pace.queue} calls are waiting`));
        return;
      }
      const entry: Waiting = {
        start: resolve,
        refuse: reject,
        signal,
        stop: () => {
          const at = this.waiting.indexOf(entry, this.head);
          if (at >= 0) this.waiting.splice(at, 1);
          reject(signal.reason as Error);
        },
      };
      signal.addEventListener('abort', entry.stop, { once: true });
      this.waiting.push(entry);
      this.next();
    });
  }

  private next(): void {
    while (this.length > 0 && this.running < this.pace.concurrent) {
      const now = this.clock.monotonic();
      const wait = Math.max(this.pausedUntil, this.nextStart) - now;
      if (wait > 0) {
        this.cancel ??= this.clock.after(wait, () => {
          this.cancel = undefined;
          this.next();
        });
        return;
      }
      const entry = this.waiting[this.head];
      this.head++;
      if (this.head > 1000) {
        this.waiting.splice(0, this.head);
        this.head = 0;
      }
      if (entry === undefined) return;
      entry.signal.removeEventListener('abort', entry.stop);
      if (this.pace.perSecond > 0)
        this.nextStart = Math.max(now, this.nextStart) + 1000 / this.pace.perSecond;
      this.running++;
      entry.start();
    }
  }

  /** Timers gone; who waits is told by its own signal. */
  close(): void {
    this.cancel?.();
    this.cancel = undefined;
  }
}
