import type { Clock } from '../time/clock';

/** What is remembered for a while, and no more of it than fits: memory stays flat however much comes. */

/** Longer than Tuya keeps what nobody has fetched, which is two hours. */
export const REMEMBERED_FOR = 135 * 60_000;
/** Messages that are remembered. */
export const REMEMBERED = 10_000;

/** The latest entries by name. */
export class Recent<V> {
  /** In the order in which they were set. */
  private readonly entries = new Map<string, { value: V; at: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly most = REMEMBERED,
    private readonly life = REMEMBERED_FOR,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  get(name: string): V | undefined {
    const entry = this.entries.get(name);
    return entry !== undefined && this.clock.monotonic() - entry.at < this.life ? entry.value : undefined;
  }

  set(name: string, value: V): void {
    const now = this.clock.monotonic();
    this.entries.delete(name);
    this.entries.set(name, { value, at: now });
    for (const [oldest, { at }] of this.entries) {
      if (this.entries.size <= this.most && now - at < this.life) return;
      this.entries.delete(oldest);
    }
  }

  delete(name: string): void {
    this.entries.delete(name);
  }
}
