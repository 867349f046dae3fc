import type { FakeClock } from '../support/fake-clock';

/** Milliseconds of real time in which an answer on a real socket has to come before simulated time goes on without it. */
const REAL = 500;
/** Milliseconds of real time after which something is stuck. */
const STUCK = 60_000;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/**
 * Lets simulated time pass between what really happens: while a request or a file is on its way the clock stands still, and when nothing
 * is it leaps to the next timer. So days pass in minutes, over real sockets and a real disk.
 */
export class Patience {
  private busy = 0;
  private moves = 0;

  constructor(private readonly clock: FakeClock) {}

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
      this.clock.advance(next);
    }
    this.clock.advance(Math.max(0, end - this.clock.mono));
    await this.calm();
  }

  private async wait(over: () => boolean): Promise<void> {
    const began = performance.now();
    for (;;) {
      const { moves } = this;
      for (let i = 0; i < 4; i++) await turn();
      const since = performance.now();
      while (!over() && this.busy > 0 && this.moves === moves && performance.now() - since < REAL)
        await rest();
      if (this.moves !== moves) continue;
      if (over()) return;
      const { next } = this.clock;
      if (next === undefined) await rest();
      else this.clock.advance(next);
      if (performance.now() - began > STUCK) throw new Error('Nothing moves any more');
    }
  }
}
