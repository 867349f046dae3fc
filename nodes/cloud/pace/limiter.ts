import { OVERLOAD_CODE, hintOf } from '../errors/error-codes';
import { problem } from '../errors/texts';
import { TuyaError, errorOf } from '../errors/tuya-error';
import { pause } from '../time/clock';
import type { Clock } from '../time/clock';
import { Alarm } from './alarm';
import type { Kind } from './kind';
import { Overload } from './overload';
import type { Refusal } from './overload';
import { Waiter } from './line';
import type { Ranks } from './line';
import type { Again, Pace, Place, Stand } from './place';
import { Queue, sooner } from './queue';
import type { Turn } from './queue';
import { Rates } from './rates';
import { Share } from './share';

/** The pace of an account: who starts when. */

/** Exchanges of authorization codes that may wait. */
const MOST_EXCHANGES = 30;

/**
 * The pace of one account's calls, whatever the number of clients that share it: in order within a line, so many at once, so many a
 * second, fewer a second where Tuya documents it for a kind of call, and pauses by kind when the cloud is overloaded. Small and ours,
 * because the well-kept queue libraries that fit Node 20 know neither pauses by kind nor a refusal beyond a length.
 * It keeps a timer only while somebody waits.
 */
export class Limiter {
  private readonly overload = new Overload();
  private readonly calls = new Queue((kind) => this.overload.isHeld(kind, this.clock.monotonic()));
  /** Those who take the next start: repeats and token calls. */
  private readonly ahead = new Queue();
  private readonly exchanges = new Queue();
  private readonly rates: Rates;
  private running = 0;
  private readonly share = new Share();
  private readonly alarm: Alarm;
  private looking = false;

  constructor(
    private readonly clock: Clock,
    private readonly pace: Pace,
  ) {
    this.rates = new Rates(pace);
    this.alarm = new Alarm(clock, () => {
      this.next();
    });
  }

  /** Calls that wait for their turn. */
  get length(): number {
    return this.calls.size + this.exchanges.size;
  }

  /** Calls of one line that wait for their turn. */
  waitingOf(line: object): number {
    return this.calls.waitingOf(line);
  }

  /**
   * Runs `task` when its turn comes.
   * @throws TuyaError `TUYA_QUEUE_FULL`; the code with which its kind was refused; the signal's reason when it aborts before its turn
   */
  async run<T>(task: (again: Again) => Promise<T>, place: Place): Promise<T> {
    if (place.signal.aborted) throw place.signal.reason;
    const { patience, exchange = false } = place;
    const queue = exchange ? this.exchanges : this.calls;
    const now = this.clock.monotonic();
    if (this.needsNoQueue(place, now)) {
      this.started(queue, place, now);
      this.running++;
    } else {
      const most = exchange ? MOST_EXCHANGES : this.pace.queue;
      if (queue.size >= most)
        throw errorOf('TUYA_QUEUE_FULL', problem('call.full', { most: { amount: most } }));
      await this.wait(queue, place, typeof patience === 'number' ? () => patience : patience);
    }
    let holds = true;
    const give = (): void => {
      if (holds) this.running--;
      holds = false;
      this.next();
    };
    try {
      return await task(async (ms, signal, left) => {
        if (ms > 0) {
          give();
          await pause(this.clock, ms, signal);
        }
        const turn = this.wait(this.ahead, { signal, kind: place.kind }, left);
        give(); // not before it stands there: it comes before those of the queue
        await turn;
        holds = true;
      });
    } finally {
      queue.done(place.alone);
      if (exchange) this.share.ended();
      give();
    }
  }

  /**
   * The way to start for token calls, without which nothing else goes on: they wait for the next start of their kind, before all
   * that wait in the queue and whatever is under way, and count in the rate. As `Again`, for the first attempt and for each further one.
   */
  takeNext(kind: Kind): Again {
    return async (ms, signal, left) => {
      if (ms > 0) await pause(this.clock, ms, signal);
      await this.wait(this.ahead, { signal, kind }, left, false);
    };
  }

  /**
   * The cloud is overloaded: no call of the kind starts for a while, the longer the more often it says so in a row; the others too
   * where it means the account (RULES 9). Reads of the kind that would wait longer than they have time fail.
   * @param random in [0, 1), spreads the pauses of many accounts
   * @returns milliseconds until calls of the kind start again
   */
  slowDown({ name }: Kind, refusal: Refusal, random: number): number {
    const now = this.clock.monotonic();
    this.overload.refused(name, refusal, now, random);
    for (const queue of [this.calls, this.ahead]) {
      for (const waiter of [...queue]) {
        if (waiter.stand.kind.name === name && this.isInVain(waiter)) this.fail(waiter, this.refused(name));
      }
    }
    this.calls.settleAll();
    this.nextSoon();
    return this.overload.startOf(name) - now;
  }

  /** The cloud gave an answer that is no refusal, good or bad: unless the call was sent before the overload began, that is over. */
  ease({ name }: Kind, sentAt: number): void {
    if (this.overload.answered(name, sentAt, this.clock.monotonic())) this.nextSoon();
  }

  /** Whether a call can start at once, nobody being there who might come first. */
  private needsNoQueue({ kind, alone, exchange = false }: Place, now: number): boolean {
    if (this.ahead.size + this.calls.size + this.exchanges.size > 0) return false;
    if (this.running >= this.pace.concurrent || this.calls.isBusy(alone)) return false;
    if (exchange && this.share.isFull) return false;
    return this.startOf(kind.name) <= now;
  }

  private wait(queue: Queue, stand: Stand, left?: () => number, counts = true): Promise<void> {
    return new Promise((resolve, reject) => {
      const { signal, kind } = stand;
      const waiter = new Waiter(queue, stand, resolve, reject, left, counts);
      if (signal.aborted || this.isInVain(waiter)) {
        reject(signal.aborted ? signal.reason : this.refused(kind.name));
        return;
      }
      waiter.listener = () => {
        this.fail(waiter, signal.reason);
        this.nextSoon(); // who stood behind may be able to start
      };
      signal.addEventListener('abort', waiter.listener);
      queue.push(waiter);
      this.next();
    });
  }

  /** Whether its kind pauses for longer than it has time. One that has none left, and does not pause, is told so by its deadline. */
  private isInVain({ stand, left }: Waiter): boolean {
    const pause = this.pauseOf(stand.kind.name);
    return pause > 0 && left !== undefined && pause > left();
  }

  /** Milliseconds that a kind pauses for itself. */
  private pauseOf(kind: string): number {
    const until = this.overload.untilOf(kind);
    return until === 0 ? 0 : until - this.clock.monotonic();
  }

  private refused(kind: string): TuyaError {
    const { code = OVERLOAD_CODE, statusCode } = this.overload.refusalOf(kind) ?? {};
    const seconds = Math.ceil(this.pauseOf(kind) / 1000);
    const [message] = problem('call.overloaded', { seconds });
    const hint = hintOf(code) ?? hintOf(OVERLOAD_CODE);
    return new TuyaError(code, message, { statusCode, hint });
  }

  private fail(waiter: Waiter, reason: unknown): void {
    this.release(waiter);
    waiter.reject(reason);
  }

  private release(waiter: Waiter): void {
    const { listener, stand, queue } = waiter;
    if (listener !== undefined) stand.signal.removeEventListener('abort', listener);
    queue.remove(waiter);
  }

  /** Once is enough when thousands give up. */
  private nextSoon(): void {
    if (this.looking) return;
    this.looking = true;
    queueMicrotask(() => {
      this.looking = false;
      this.next();
    });
  }

  /** Starts whose turn it is, and has itself woken for the turn after that. */
  private next(): void {
    for (;;) {
      const now = this.clock.monotonic();
      const turn = this.choose(now);
      if (turn === undefined || turn.at > now) {
        this.alarm.set(turn?.at, now);
        return;
      }
      const { waiter } = turn;
      this.started(waiter.queue, waiter.stand, now);
      if (waiter.counts) this.running++;
      this.release(waiter);
      waiter.resolve();
    }
  }

  /** The soonest turn; an exchange comes before the other calls when enough of them have started since the one before. */
  private choose(now: number): Turn | undefined {
    const full = this.running >= this.pace.concurrent;
    const when = (waiter: Waiter): Turn | undefined => {
      if (full && waiter.counts) return undefined;
      const { name } = waiter.stand.kind;
      return { waiter, at: Math.max(now, this.startOf(name)), last: this.overload.isSuspect(name) };
    };
    const calls = this.calls.next(when);
    const exchanges = this.share.isFull ? undefined : this.exchanges.next(when);
    const rest = this.share.isDue ? sooner(exchanges, calls) : sooner(calls, exchanges);
    return sooner(this.ahead.next(when), rest);
  }

  /** The time before which no call of a kind starts. */
  private startOf(kind: string): number {
    return Math.max(this.rates.startOf(kind), this.overload.startOf(kind));
  }

  /** Notes that a call starts now. */
  private started(queue: Ranks, { kind, alone }: Stand, now: number): void {
    queue.begin(alone);
    this.share.started(queue === this.exchanges);
    this.rates.started(kind, now);
    this.overload.started(kind.name, now);
    if (this.overload.isHeld(kind.name, now)) this.calls.settleAll();
  }
}
