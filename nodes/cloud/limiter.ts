import { TuyaError } from './errors';
import { pause } from './clock';
import type { Clock } from './clock';

/** A call that waits for its turn. */
interface Waiting {
  number: number;
  start: () => void;
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

/** Calls of one kind in the order in which they came, with the pace that Tuya documents for it. */
class Lane {
  private readonly entries: Waiting[] = [];
  private head = 0;
  nextStart = 0;
  running = 0;

  constructor(readonly kind: Kind) {}

  /** The call whose turn is next; undefined while it has to wait for the one before. */
  get first(): Waiting | undefined {
    return this.kind.serial && this.running > 0 ? undefined : this.entries[this.head];
  }

  /** Whether nothing would be lost without it. */
  isIdle(now: number): boolean {
    return this.running === 0 && this.head >= this.entries.length && this.nextStart <= now;
  }

  push(entry: Waiting): void {
    this.entries.push(entry);
  }

  shift(): void {
    this.head++;
    if (this.head < 1000) return;
    this.entries.splice(0, this.head);
    this.head = 0;
  }

  remove(entry: Waiting): boolean {
    const at = this.entries.indexOf(entry, this.head);
    if (at >= 0) this.entries.splice(at, 1);
    return at >= 0;
  }
}

/** A kind of call with a pace of its own. */
export interface Kind {
  name: string;
  /** 0 = the account's pace alone. */
  perSecond: number;
  /** One after the other: the next starts when the one before has ended. */
  serial: boolean;
}

const ANY: Kind = { name: '', perSecond: 0, serial: false };

/**
 * The pace of one account's calls: first come, first served, so many at once, so many a second, fewer a second where Tuya
 * documents it for a kind of call, and a pause for all of them when the cloud asks for one. Small and ours, because the
 * well-kept queue libraries that fit Node 20 know neither a pause of the whole queue by an absolute time nor a refusal beyond a
 * length.
 */
export class Limiter {
  private readonly lanes = new Map<string, Lane>();
  private numbers = 0;
  private waiting = 0;
  private running = 0;
  private nextStart = 0;
  private pausedUntil = 0;
  private timer: { at: number; cancel: () => void } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly pace: Pace,
  ) {}

  /** Calls that wait for their turn. */
  get length(): number {
    return this.waiting;
  }

  /**
   * Runs `task` when its turn comes.
   * @throws TuyaError `TUYA_QUEUE_FULL`; the signal's reason when it aborts before its turn
   */
  async run<T>(task: () => Promise<T>, signal: AbortSignal, kind: Kind = ANY): Promise<T> {
    const lane = await this.turn(signal, kind);
    try {
      return await task();
    } finally {
      this.running--;
      lane.running--;
      if (lane.isIdle(this.clock.monotonic())) this.lanes.delete(kind.name);
      this.next();
    }
  }

  /** Spaces calls that have started but were held up, such as by a token call, so that they do not go out in one burst. */
  async again(signal: AbortSignal): Promise<void> {
    if (this.pace.perSecond === 0) return;
    const now = this.clock.monotonic();
    const at = Math.max(now, this.nextStart);
    this.nextStart = at + 1000 / this.pace.perSecond;
    if (at > now) await pause(this.clock, at - now, signal);
  }

  /** The cloud asks for a pause: no call starts for so many milliseconds. */
  slowDown(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.monotonic() + ms);
  }

  /** Timers gone; who waits is told by its own signal. */
  close(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private turn(signal: AbortSignal, kind: Kind): Promise<Lane> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      if (this.waiting >= this.pace.queue) {
        reject(new TuyaError('TUYA_QUEUE_FULL', `More than ${this.pace.queue} calls are waiting`));
        return;
      }
      const lane = this.lane(kind);
      const entry: Waiting = {
        number: this.numbers++,
        start: () => {
          resolve(lane);
        },
        signal,
        stop: () => {
          if (lane.remove(entry)) this.waiting--;
          reject(signal.reason as Error);
        },
      };
      signal.addEventListener('abort', entry.stop, { once: true });
      lane.push(entry);
      this.waiting++;
      this.next();
    });
  }

  private lane(kind: Kind): Lane {
    const known = this.lanes.get(kind.name);
    if (known !== undefined) return known;
    const lane = new Lane(kind);
    this.lanes.set(kind.name, lane);
    return lane;
  }

  private next(): void {
    while (this.waiting > 0 && this.running < this.pace.concurrent) {
      const now = this.clock.monotonic();
      const { lane, at } = this.earliest(now);
      if (lane === undefined) return;
      if (at > now) {
        this.wake(at, now);
        return;
      }
      this.start(lane, now);
    }
  }

  /** The lane whose first call may start now and came first; else the one that may start soonest, and when. */
  private earliest(now: number): { lane: Lane | undefined; at: number } {
    const all = Math.max(this.pausedUntil, this.nextStart);
    let best: { lane: Lane | undefined; at: number; number: number } = { lane: undefined, at: 0, number: 0 };
    for (const lane of this.lanes.values()) {
      const { first } = lane;
      if (first === undefined) continue;
      const at = Math.max(now, all, lane.nextStart);
      const sooner = at < best.at || (at === best.at && first.number < best.number);
      if (best.lane === undefined || sooner) best = { lane, at, number: first.number };
    }
    return best;
  }

  private start(lane: Lane, now: number): void {
    const entry = lane.first;
    if (entry === undefined) return;
    lane.shift();
    this.waiting--;
    entry.signal.removeEventListener('abort', entry.stop);
    const spaced = (before: number, perSecond: number): number =>
      perSecond > 0 ? Math.max(now, before) + 1000 / perSecond : before;
    this.nextStart = spaced(this.nextStart, this.pace.perSecond);
    lane.nextStart = spaced(lane.nextStart, lane.kind.perSecond);
    this.running++;
    lane.running++;
    entry.start();
  }

  private wake(at: number, now: number): void {
    if (this.timer !== undefined && this.timer.at <= at) return;
    this.timer?.cancel();
    const cancel = this.clock.after(at - now, () => {
      this.timer = undefined;
      this.next();
    });
    this.timer = { at, cancel };
  }
}
