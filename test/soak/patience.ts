import type { FakeClock } from '../support/fake-clock';

/** Milliseconds of real time in which an answer on a real socket has to come before simulated time goes on without it. */
const REAL = 300;
/** The same for an answer from another process, which may have to wait for the machine. */
const REAL_BESIDE = 2000;
/** So many looks have to be vain as well: where the machine was busy elsewhere, time alone says nothing. */
const LOOKS = 60;
/** The same while what is on its way has already been waited for in vain. */
const IN_VAIN = 10;
/** Milliseconds of real time after which something is stuck. */
const STUCK = 60_000;
/** Beside others a pause of at most so many milliseconds takes as long as it is: they have clocks of their own. */
const SHORT = 1000;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const rest = (ms = 1): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Lets simulated time pass between what really happens: while a request or a file is on its way the clock stands still, and when nothing
 * is it leaps to the next timer. So days pass in minutes, over real sockets and a real disk.
 */
export class Patience {
  private busy = 0;
  private moves = 0;
  /** The moves at which it was waited in vain. */
  private vain = -1;

  /** @param beside whether other processes act at the same time: then short pauses are waited for */
  constructor(
    private readonly clock: FakeClock,
    private readonly beside = false,
  ) {}

  /** Something real is on its way until this ends. */
  async watch<T>(promise: Promise<T>): Promise<T> {
    this.busy++;
    this.moves++;
    try {
      return await promise;
    } finally {
      this.busy--;
      this.moves++;
    }
  }

  /** What a promise brings, with as much simulated time as it takes. */
  async until<T>(promise: Promise<T>): Promise<T> {
    const state = { over: false };
    const ended = promise.finally(() => (state.over = true));
    ended.catch(() => undefined);
    await this.wait(() => state.over);
    return ended;
  }

  /** Waits until nothing is on its way. */
  calm(): Promise<void> {
    return this.wait(() => this.busy === 0);
  }

  /** Lets so many simulated milliseconds pass, from one timer to the next. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.mono + ms;
    for (;;) {
      await this.calm();
      const { next } = this.clock;
      if (next === undefined || this.clock.mono + next > end) break;
      await this.leap();
    }
    this.clock.advance(Math.max(0, end - this.clock.mono));
    await this.calm();
  }

  private async wait(over: () => boolean): Promise<void> {
    const began = performance.now();
    for (;;) {
      const { moves } = this;
      for (let i = 0; i < 4; i++) await turn();
      if (this.vain === moves) await rest(IN_VAIN);
      else await this.look(() => over() || this.busy === 0 || this.moves !== moves);
      if (this.moves !== moves) continue;
      if (over()) return;
      if (this.busy > 0) this.vain = moves;
      await this.leap();
      if (performance.now() - began > STUCK) throw new Error('Nothing moves any more');
    }
  }

  /** Looks until it is enough, or was long enough. */
  private async look(enough: () => boolean): Promise<void> {
    const most = this.beside ? REAL_BESIDE : REAL;
    const since = performance.now();
    for (let looks = 0; !enough() && (looks < LOOKS || performance.now() - since < most); looks++)
      await rest();
  }

  /** Goes on to the next timer. */
  private async leap(): Promise<void> {
    const { moves } = this;
    const { next } = this.clock;
    if (next === undefined) {
      await rest();
      return;
    }
    if (this.beside && next > 0 && next <= SHORT) await rest(next);
    if (this.moves === moves) this.clock.advance(this.clock.next ?? 0);
  }
}
