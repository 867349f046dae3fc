import { TuyaError } from '../errors/tuya-error';
import { pause } from '../time/clock';
import type { Clock } from '../time/clock';
import type { Signal } from '../time/signal';

/** Settings of an account's pace. */
export interface Pace {
  /** Calls that may start in one second; 0 = unlimited. */
  perSecond: number;
  /** Calls under way at once. */
  concurrent: number;
  /** Calls that may wait. */
  queue: number;
}

/** The pace of one kind of call. */
export interface Rate {
  name: string;
  perSecond: number;
}

/** Where a call stands in the queue. */
export interface Place {
  signal: Signal;
  /** Its kind has a pace of its own. */
  rate?: Rate | undefined;
  /** Calls with the same name go one after the other: the next starts when the one before has ended. */
  alone?: string | undefined;
  /** Goes before all others and is never refused: something like an authorization code, which does not keep. */
  urgent?: boolean | undefined;
  /** Calls of one line, such as those of one node, start in the order in which they came. */
  line?: object | undefined;
}

/** A call that waits for its turn. */
interface Waiting {
  number: number;
  place: Place;
  start: () => void;
  stop: () => void;
}

/** First come, first served; taking from the front costs the same whatever its length. */
class Line {
  private entries: Waiting[] = [];
  private head = 0;

  get first(): Waiting | undefined {
    return this.entries[this.head];
  }

  push(entry: Waiting): void {
    this.entries.push(entry);
  }

  shift(): void {
    this.head++;
    if (this.head < 1000) return;
    this.entries = this.entries.slice(this.head);
    this.head = 0;
  }

  remove(entry: Waiting): void {
    const at = this.entries.indexOf(entry, this.head);
    if (at >= 0) this.entries.splice(at, 1);
  }
}

/** The first pause after an overload and the longest, in milliseconds. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;
/** Milliseconds between two starts after an overload, which each call that goes well makes shorter. */
const FIRST_SPACING = 250;
const LONGEST_SPACING = 2000;
const SHORTEST_SPACING = 20;
const FASTER = 0.9;

/**
 * The pace of one account's calls: in order within a line, so many at once, so many a second, fewer a second where Tuya
 * documents it for a kind of call, and a pause for all of them when the cloud is overloaded. Small and ours, because the
 * well-kept queue libraries that fit Node 20 know neither a pause of the whole queue by an absolute time nor a refusal beyond a
 * length.
 */
export class Limiter {
  private readonly lines = new Map<object, Line>();
  /** When the next call of a kind may start. */
  private readonly nextOfKind = new Map<string, number>();
  /** Names of which a call is under way. */
  private readonly busy = new Set<string>();
  private numbers = 0;
  private waiting = 0;
  private running = 0;
  private nextStart = 0;
  private pausedUntil = 0;
  /** Overloads since the last call that went well. */
  private overloads = 0;
  /** Milliseconds between two starts while the cloud recovers, so that those who waited do not start all at once. */
  private spacing = 0;
  private looking = false;
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
  async run<T>(task: () => Promise<T>, place: Place): Promise<T> {
    await this.turn(place);
    try {
      return await task();
    } finally {
      this.running--;
      if (place.alone !== undefined) this.busy.delete(place.alone);
      this.next();
    }
  }

  /** Puts a call that has started back into the pace: one that waited for a token, or that is about to be repeated. */
  async again({ signal, rate }: Place): Promise<void> {
    const now = this.clock.monotonic();
    const at = this.reserve(rate, now);
    if (at > now) await pause(this.clock, at - now, signal);
  }

  /**
   * The cloud is overloaded: no call starts for a while, the longer the more often it says so in a row.
   * @param asked milliseconds that the cloud asks for, 0 for none
   * @param random in [0, 1), spreads the pauses of many accounts
   * @returns milliseconds until calls start again
   */
  slowDown(asked: number, random: number): number {
    const now = this.clock.monotonic();
    // Calls that were under way when the first one was refused tell nothing new.
    if (now >= this.pausedUntil) {
      const own = Math.min(FIRST_PAUSE * 2 ** this.overloads++, LONGEST_PAUSE);
      this.pausedUntil = now + own * (0.5 + random / 2);
      this.spacing = Math.min(Math.max(this.spacing * 2, FIRST_SPACING), LONGEST_SPACING);
    }
    this.pausedUntil = Math.max(this.pausedUntil, now + asked);
    return this.pausedUntil - now;
  }

  /** A call went well: unless it began before the overload did, that is over. */
  ease(): void {
    if (this.clock.monotonic() < this.pausedUntil) return;
    this.overloads = 0;
    this.spacing = this.spacing <= SHORTEST_SPACING ? 0 : this.spacing * FASTER;
  }

  /** Timers gone; who waits is told by its own signal. */
  close(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private turn(place: Place): Promise<void> {
    const { signal, urgent = false, line: key = {} } = place;
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      if (!urgent && this.waiting >= this.pace.queue) {
        reject(new TuyaError('TUYA_QUEUE_FULL', `More than ${this.pace.queue} calls are waiting`));
        return;
      }
      const line = this.lines.get(key) ?? new Line();
      const leave = (): void => {
        this.waiting--;
        signal.removeEventListener('abort', entry.stop);
        if (line.first === undefined) this.lines.delete(key);
      };
      const entry: Waiting = {
        number: this.numbers++ - (urgent ? Number.MAX_SAFE_INTEGER : 0),
        place,
        start: () => {
          line.shift();
          leave();
          resolve();
        },
        stop: () => {
          line.remove(entry);
          leave();
          reject(signal.reason);
          this.nextSoon(); // who stood behind may be able to start
        },
      };
      signal.addEventListener('abort', entry.stop);
      this.lines.set(key, line);
      line.push(entry);
      this.waiting++;
      this.next();
    });
  }

  /** When a queue of thousands gives up, once is enough. */
  private nextSoon(): void {
    if (this.looking) return;
    this.looking = true;
    queueMicrotask(() => {
      this.looking = false;
      this.next();
    });
  }

  private next(): void {
    while (this.waiting > 0 && this.running < this.pace.concurrent) {
      const now = this.clock.monotonic();
      const best = this.earliest(now);
      if (best === undefined) return;
      if (best.at > now) {
        this.wake(best.at, now);
        return;
      }
      this.begin(best.entry, now);
    }
  }

  /** The call that may start soonest; of those that may start now, the one that came first. */
  private earliest(now: number): { entry: Waiting; at: number } | undefined {
    let best: { entry: Waiting; at: number } | undefined;
    for (const { first: entry } of this.lines.values()) {
      if (entry === undefined || this.busy.has(entry.place.alone ?? '')) continue;
      const at = this.startOf(entry.place.rate, now);
      const sooner =
        best === undefined || at < best.at || (at === best.at && entry.number < best.entry.number);
      if (sooner) best = { entry, at };
    }
    return best;
  }

  private startOf(rate: Rate | undefined, now: number): number {
    const own = rate === undefined ? 0 : (this.nextOfKind.get(rate.name) ?? 0);
    return Math.max(now, this.pausedUntil, this.nextStart, own);
  }

  /** Takes the next start of a kind, and says when it is. */
  private reserve(rate: Rate | undefined, now: number): number {
    const at = this.startOf(rate, now);
    const own = this.pace.perSecond > 0 ? 1000 / this.pace.perSecond : 0;
    const gap = Math.max(own, this.spacing);
    // A kind that is slow holds up itself alone.
    if (gap > 0) this.nextStart = Math.max(now, this.pausedUntil, this.nextStart) + gap;
    if (rate !== undefined) this.nextOfKind.set(rate.name, at + 1000 / rate.perSecond);
    return at;
  }

  private begin({ place, start }: Waiting, now: number): void {
    this.reserve(place.rate, now);
    this.running++;
    if (place.alone !== undefined) this.busy.add(place.alone);
    start();
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
