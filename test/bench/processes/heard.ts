import { performance } from 'node:perf_hooks';
import { stamp } from './stamp';

/** What a process notes of the messages that reach it. */
export class Heard {
  private count = 0;
  private first = NaN;
  private last = NaN;
  private delays: number[] = [];
  private heaps: number[] = [];
  private each = Infinity;
  private wanted: { count: number; resolve: () => void } | undefined;

  /** Begins anew; after each so many messages the heap is looked at. */
  begin(each = Infinity): void {
    this.count = 0;
    this.first = NaN;
    this.last = NaN;
    this.delays = [];
    this.heaps = [];
    this.each = each;
    if (each !== Infinity) this.look();
  }

  /** A message has come; its value is when it left, where that matters. */
  note(value: unknown): void {
    this.last = performance.now();
    if (this.count === 0) this.first = this.last;
    this.count += 1;
    this.delays.push(stamp() - Number(value));
    if (this.count % this.each === 0) this.look();
    if (this.count === this.wanted?.count) this.wanted.resolve();
  }

  /** What was noted since it began, when so many messages have come: the last one may still be on its way through a flow. */
  async report(count: number): Promise<Report> {
    if (this.count < count) await new Promise<void>((resolve) => (this.wanted = { count, resolve }));
    this.wanted = undefined;
    const { heaps } = this;
    const delays = this.each === Infinity ? this.delays : [];
    return { count: this.count, delays, heaps, speed: (count - 1) / ((this.last - this.first) / 1000) };
  }

  private look(): void {
    this.delays = []; // they would be what grows
    global.gc?.();
    this.heaps.push(process.memoryUsage().heapUsed);
  }
}

/** What became of messages. */
export interface Report {
  count: number;
  /** Microseconds from the server to here, where the values say when they left. */
  delays: number[];
  /** Bytes in use, everything unused collected: before, and after each so many messages. */
  heaps: number[];
  /** Messages a second, from the first to the last. */
  speed: number;
}
