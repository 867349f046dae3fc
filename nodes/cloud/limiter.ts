import { TuyaError } from './errors';
import { pause } from './clock';
import type { Clock } from './clock';

/** Settings of an account's pace. */
export interface Pace {
  /** Calls that may start in one second; 0 = unlimited. */
  perSecond: number;
  /** Calls under way at once. */
  concurrent: number;
  /** Calls that may wait. */
  queue: number;
}

/** A kind of call with a pace of its own. */
export interface Kind {
  name: string;
  /** 0 = the account's pace alone. */
  perSecond: number;
  /** One after the other: the next starts when the one before has ended. */
  serial: boolean;
}

/** Where a call stands in the queue. */
export interface Place {
  signal: AbortSignal;
  kind?: Kind | undefined;
  /** Calls of one line, such as those of one node, start in the order in which they came. */
  line?: object | undefined;
}

const ANY: Kind = { name: '', perSecond: 0, serial: false };

/** How a kind of call stands. */
interface KindState {
  kind: Kind;
  nextStart: number;
  running: number;
  waiting: number;
}

/** A call that waits for its turn. */
interface Waiting {
  number: number;
  kind: KindState;
  signal: AbortSignal;
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
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 60_000;

/**
 * The pace of one account's calls: in order within a line, so many at once, so many a second, fewer a second where Tuya
 * documents it for a kind of call, and a pause for all of them when the cloud is overloaded. Small and ours, because the
 * well-kept queue libraries that fit Node 20 know neither a pause of the whole queue by an absolute time nor a refusal beyond a
 * length.
 */
export class Limiter {
  private readonly lines = new Map<object, Line>();
  private readonly kinds = new Map<string, KindState>();
  private numbers = 0;
  private waiting = 0;
  private running = 0;
  private nextStart = 0;
  private pausedUntil = 0;
  /** Overloads since the last call that went well. */
  private overloads = 0;
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
    const state = await this.turn(place);
    try {
      return await task();
    } finally {
      this.running--;
      state.running--;
      this.dropIdle(state);
      this.next();
    }
  }

  /** Puts a call that has started back into the pace: one that waited for a token, or that is about to be repeated. */
  async again({ signal, kind = ANY }: Place): Promise<void> {
    const now = this.clock.monotonic();
    const at = this.reserve(this.stateOf(kind), now);
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
    }
    this.pausedUntil = Math.max(this.pausedUntil, now + asked);
    return this.pausedUntil - now;
  }

  /** A call went well: unless it began before the overload did, that is over. */
  ease(): void {
    if (this.clock.monotonic() >= this.pausedUntil) this.overloads = 0;
  }

  /** Timers gone; who waits is told by its own signal. */
  close(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private turn({ signal, kind = ANY, line: key = {} }: Place): Promise<KindState> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      if (this.waiting >= this.pace.queue) {
        reject(new TuyaError('TUYA_QUEUE_FULL', `More than ${this.pace.queue} calls are waiting`));
        return;
      }
      const line = this.lines.get(key) ?? new Line();
      const state = this.stateOf(kind);
      const entry: Waiting = {
        number: this.numbers++,
        kind: state,
        signal,
        start: () => {
          if (line.first === undefined) this.lines.delete(key);
          resolve(state);
        },
        stop: () => {
          line.remove(entry);
          this.leave(state);
          if (line.first === undefined) this.lines.delete(key);
          this.dropIdle(state);
          reject(signal.reason as Error);
          this.next(); // who stood behind may be able to start
        },
      };
      signal.addEventListener('abort', entry.stop, { once: true });
      this.lines.set(key, line);
      line.push(entry);
      this.waiting++;
      state.waiting++;
      this.next();
    });
  }

  private stateOf(kind: Kind): KindState {
    const known = this.kinds.get(kind.name);
    if (known !== undefined) return known;
    const state = { kind, nextStart: 0, running: 0, waiting: 0 };
    this.kinds.set(kind.name, state);
    return state;
  }

  private leave(state: KindState): void {
    this.waiting--;
    state.waiting--;
  }

  /** A kind of which nothing would be lost is forgotten. */
  private dropIdle({ kind, running, waiting, nextStart }: KindState): void {
    const idle = running + waiting === 0 && nextStart <= this.clock.monotonic();
    if (idle) this.kinds.delete(kind.name);
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
      this.start(best.line, best.entry, now);
    }
  }

  /** The call that may start soonest; of those that may start now, the one that came first. */
  private earliest(now: number): { line: Line; entry: Waiting; at: number } | undefined {
    let best: { line: Line; entry: Waiting; at: number } | undefined;
    for (const line of this.lines.values()) {
      const entry = line.first;
      if (entry === undefined || (entry.kind.kind.serial && entry.kind.running > 0)) continue;
      const at = this.startOf(entry.kind, now);
      const sooner =
        best === undefined || at < best.at || (at === best.at && entry.number < best.entry.number);
      if (sooner) best = { line, entry, at };
    }
    return best;
  }

  private startOf(state: KindState, now: number): number {
    return Math.max(now, this.pausedUntil, this.nextStart, state.nextStart);
  }

  /** Takes the next start of a kind, and says when it is. */
  private reserve(state: KindState, now: number): number {
    const at = this.startOf(state, now);
    if (this.pace.perSecond > 0) this.nextStart = at + 1000 / this.pace.perSecond;
    if (state.kind.perSecond > 0) state.nextStart = at + 1000 / state.kind.perSecond;
    return at;
  }

  private start(line: Line, entry: Waiting, now: number): void {
    line.shift();
    this.leave(entry.kind);
    entry.signal.removeEventListener('abort', entry.stop);
    this.reserve(entry.kind, now);
    this.running++;
    entry.kind.running++;
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
